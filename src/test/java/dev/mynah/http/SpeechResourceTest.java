package dev.mynah.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SpeechResourceTest {

    @Test
    void x() {
        byte[] voice = new byte[100];
        System.out.println(given().multiPart("text", "").multiPart("reference_audio_file", "a.wav", voice).post("/clone_voice").asPrettyString());
        System.out.println(given().multiPart("text", "hello").multiPart("reference_audio_file", "a.wav", voice).post("/clone_voice").asPrettyString());
        System.out.println(given().multiPart("text", "hello").multiPart("topk", "1").multiPart("reference_audio_file", "a.wav", voice).post("/clone_voice").asPrettyString());
        System.out.println(given().formParam("text", "hello").formParam("reference_audio", "!!").post("/clone_voice").asPrettyString());
        for (String p : new String[] {"/", "/nothing", "//clone_voice", "/./clone_voice", "/%2e/clone_voice", "/clone_voice;x=y", "/speech-events", "/clone_voice/", "/q/health/ready", "/index.html"})
            for (String m : new String[] {"GET", "POST", "PUT"}) {
                var r = given().urlEncodingEnabled(false).request(m, p);
                System.out.println(m + " " + p + " " + r.statusCode() + " " + r.contentType() + " " + r.asString());
            }
        System.out.println(given().contentType("application/json").body("{bad").post("/speak").asPrettyString());
        System.out.println(given().contentType("application/json").body("[]").post("/speak").asPrettyString());
        System.out.println(given().contentType("application/json").body("{\"text\":\"hi\",\"name\":\"x\"}").post("/speak").asPrettyString());
        System.out.println(given().contentType("multipart/form-data; boundary=x").body("").post("/clone_voice").asPrettyString());
        System.out.println(given().contentType("multipart/form-data; boundary=x").body("abc").post("/clone_voice").asPrettyString());
        System.out.println(given().contentType("multipart/form-data").body("abc").post("/clone_voice").asPrettyString());
        System.out.println(given().contentType("multipart/form-data; boundary=x").body("--x\r\nContent-Disposition: form-data; name=text\r\n\r\nhello").post("/clone_voice").asPrettyString());
        System.out.println(given().contentType("text/plain").body("{bad").post("/speak").asPrettyString());
        System.out.println(given().contentType("application/json").body("").post("/speak").asPrettyString());
    }
}
