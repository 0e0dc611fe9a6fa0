package dev.mynah.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.speech.MynahConfig;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(MediaServer.class)
class SpeechResourceTest {

    private static final byte[] VOICE = MediaServer.sample();
    private static final String BASE64 = Base64.getEncoder().encodeToString(VOICE);

    private String media;

    @Inject
    void configure(MynahConfig config) {
        media = config.dataref().allow().orElseThrow().get(0).toString();
    }

    /** Whatever a test did, the server goes on serving. */
    @AfterEach
    void stillServes() {
        assertWav(withVoice(form()).post("/clone_voice").then());
    }

    @Test
    void speaksInTheVoiceOfAFile() {
        ValidatableResponse response = withVoice(form().multiPart("seed", "42")).post("/clone_voice").then()
                .header("Mynah-Seed", equalTo("42")).header("Mynah-Segments", equalTo("1"))
                .header("Content-Disposition", containsString("speech.wav"));
        byte[] again = withVoice(form().multiPart("seed", "42")).post("/clone_voice").asByteArray();

        assertArrayEquals(again, assertWav(response));
    }

    @Test
    void aVoiceMayComeInManyWays() {
        byte[] uploaded = assertWav(withVoice(form()).post("/clone_voice").then());

        for (String reference : List.of(BASE64, "data:audio/wav;base64," + BASE64, media + "/sample.wav")) {
            assertArrayEquals(uploaded, assertWav(form().multiPart("reference_audio", reference).post("/clone_voice").then()));
        }
        assertArrayEquals(uploaded, assertWav(given().formParam("text", "Good morning.").formParam("time_step", "2")
                .formParam("max_tokens", "20").formParam("reference_audio", BASE64).post("/clone_voice").then()));
        assertArrayEquals(uploaded, assertWav(json("""
                {"text": "Good morning.", "name": "anna", "time_step": 2, "max_tokens": 20}""")));
    }

    @Test
    void takesWhatFlashTtsClientsSend() {
        assertWav(withVoice(form()).multiPart("reference_text", "hello").multiPart("pitch", "moderate")
                .multiPart("speed", "high").multiPart("stream", "false").multiPart("response_format", "wav").post("/clone_voice").then());
    }

    @ParameterizedTest
    @CsvSource({"temperature, -1", "temperature, NaN", "top_k, 1.5", "top_p, 2", "repetition_penalty, 0", "max_tokens, 0",
        "length_threshold, x", "window_size, 1", "time_step, 0", "time_step, 1001", "p_w, Infinity", "t_w, -1", "seed, 1e99", "speed, fast",
        "pitch, high", "language, de", "topk, 5", "stream, true", "response_format, mp3", "name, anna"})
    void refusesAParameterByName(String name, String value) {
        RequestSpecification form = withVoice(given().multiPart("text", "Hello")).multiPart(name, value);

        problem(form.post("/clone_voice").then(), 400).body("field", equalTo(name)).body("detail", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "?!...", "。，", "🙂"})
    void refusesATextThatCannotBeSpoken(String text) {
        problem(withVoice(given().multiPart("text", text)).post("/clone_voice").then(), 400)
                .body("field", equalTo("text"));
    }

    @Test
    void refusesATextThatIsTooLong() {
        problem(withVoice(given().multiPart("text", "long ".repeat(20_000))).post("/clone_voice").then(), 400)
                .body("field", equalTo("text")).body("detail", containsString("20000"));
    }

    @Test
    void refusesAFormThatIsWrong() {
        problem(withVoice(given()).post("/clone_voice").then(), 400).body("field", equalTo("text"));
        problem(form().post("/clone_voice").then(), 400).body("field", equalTo("reference_audio_file"));
        problem(withVoice(form().multiPart("reference_audio", BASE64)).post("/clone_voice").then(), 400);
        problem(form().multiPart("text", "twice").multiPart("reference_audio_file", "v.wav", VOICE).post("/clone_voice").then(), 400)
                .body("field", equalTo("text"));
        problem(form().multiPart("reference_audio_file", "inline").post("/clone_voice").then(), 400)
                .body("field", equalTo("reference_audio_file"));
        problem(withVoice(given().multiPart("text", "text.txt", new byte[] {'a'})).post("/clone_voice").then(),
                400).body("field", equalTo("text"));
    }

    @Test
    void refusesAVoiceThatIsNone() {
        byte[] cut = Arrays.copyOf(VOICE, 60);
        for (byte[] file : List.of(new byte[0], new byte[] {1}, "not audio".repeat(50).getBytes(StandardCharsets.UTF_8), cut)) {
            problem(form().multiPart("reference_audio_file", "voice.wav", file).post("/clone_voice").then(), 422)
                    .body("field", equalTo("reference_audio"));
        }
        problem(form().multiPart("reference_audio", "not base64!").post("/clone_voice").then(), 422)
                .body("field", equalTo("reference_audio"));
        problem(withVoice(form()).multiPart("latent_file", "voice.npy", new byte[100])
                .post("/clone_voice").then(), 422).body("field", equalTo("latent_file"));
    }

    @ParameterizedTest
    @CsvSource({"/large.wav, 422, bytes", "/redirect.wav, 422, 302", "/nothing.wav, 422, 404", "/broken.wav, 502, 500"})
    void tellsWhyAUrlGivesNoVoice(String path, int status, String reason) {
        problem(form().multiPart("reference_audio", media + path).post("/clone_voice").then(), status)
                .body("detail", containsString(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/x.wav", "http://127.0.0.1/x.wav", "https://localhost/x.wav", "http://user@localhost/x.wav",
        "http:///x", "http://[::1]/", "HTTP://example.org/x.wav", "http://a b/"})
    void fetchesFromNoOtherOrigin(String url) {
        problem(form().multiPart("reference_audio", url).post("/clone_voice").then(), 422).body("field", equalTo("reference_audio"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"text\"", "null", "{\"text\": 5, \"name\": \"anna\"}", "{\"text\": \"Hi\"}",
        "{\"text\": \"Hi\", \"name\": [1]}",
        "{\"text\": \"Hi\", \"name\": \"anna\", \"p_w\": true}", "{\"text\": \"Hi\", \"name\": \"anna\", \"p_w\": NaN}",
        "{\"text\": \"Hi\", \"name\": \"nobody\"}", "{\"text\": \"Hi\", \"name\": \"../anna\"}"})
    void refusesJsonThatIsWrong(String body) {
        problem(json(body), 400);
    }

    @Test
    void refusesMethodsAndMediaTypesThatAreWrong() {
        problem(given().get("/clone_voice").then(), 405);
        problem(given().contentType("text/plain").body("hello").post("/clone_voice").then(), 415);
        problem(given().contentType("application/xml").body("<a/>").post("/speak").then(), 415);
        problem(given().get("/nothing").then(), 404);
    }

    @Test
    void anEmptyOrBrokenFormIsAnsweredAtOnce() throws IOException {
        for (String type : List.of("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded")) {
            for (String body : List.of("", "--x\n", "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello")) {
                assertTrue(post("/clone_voice", type, body.length(), body).startsWith("HTTP/1.1 4"), type + " " + body);
            }
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
        String answer = post("/clone_voice", "multipart/form-data; boundary=x", 40_000_000, "");

        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertTrue(answer.contains(Problem.MEDIA_TYPE), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//clone_voice", "/./clone_voice", "/x/../clone_voice", "/%2e/clone_voice", "/clone_voice;x=y", "/clone_voice/",
        "/clone%5fvoice", "/%2fclone_voice", "/clone_voice%2f", "//", "/.", "/;x=y",
        "/%2e%2e/etc/passwd", "/speech-events/", "//speech-events"})
    void noSpellingOfAPathLeadsRoundTheChecks(String path) {
        given().urlEncodingEnabled(false).multiPart("text", "").post(path).then().statusCode(not(equalTo(200)))
                .statusCode(lessThan(500)).contentType(Problem.MEDIA_TYPE);
    }

    @Test
    @Timeout(300)
    void aClientThatGoesAwayFreesItsPlaceAndAnotherIsTurnedAwayUntilThen() throws IOException, InterruptedException {
        List<RawHttp> clients = new ArrayList<>();
        String quick = "{\"text\": \"Hi\", \"name\": \"anna\", \"time_step\": 2, \"max_tokens\": 20}";
        // The quick request itself may have had the place that one of the clients wanted, so that one more is needed.
        while (json(quick).extract().statusCode() != 429) {
            clients.add(new RawHttp().send(
                    "POST /speak HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: " + endless().length(),
                    endless().getBytes(StandardCharsets.UTF_8)));
            Thread.sleep(20);
        }
        problem(json(quick), 429).header("Retry-After", equalTo("5"));

        for (RawHttp client : clients) {
            client.close();
        }
        while (json(quick).extract().statusCode() == 429) {
            Thread.sleep(20);
        }
        // There is one worker, so this is only answered because the others' minutes of work have stopped.
        assertWav(json(quick));
    }

    @Test
    void isReadyOnceTheBundleIsLoaded() {
        given().get("/q/health/ready").then().statusCode(200).body("checks[0].name", equalTo("bundle")).body("status", equalTo("UP"));
    }

    /** Hundreds of segments, each of them short, so that a request between them does not wait long. */
    private static String endless() {
        return "{\"text\": \"" + "The grey water. ".repeat(1000) + "\", \"name\": \"anna\", "
                + "\"time_step\": 64, \"max_tokens\": 20, \"window_size\": 10}";
    }

    private static RequestSpecification form() {
        return given().multiPart("text", "Good morning.").multiPart("time_step", "2").multiPart("max_tokens", "20");
    }

    private static RequestSpecification withVoice(RequestSpecification form) {
        return form.multiPart("reference_audio_file", "voice.wav", VOICE);
    }

    private static ValidatableResponse json(String body) {
        return given().contentType("application/json").body(body.getBytes(StandardCharsets.UTF_8)).post("/speak").then();
    }

    private static String post(String path, String type, int length, String body) throws IOException {
        try (RawHttp client = new RawHttp()) {
            return client.send("POST " + path + " HTTP/1.1\nHost: x\nConnection: close\nContent-Type: " + type
                    + "\nContent-Length: " + length, body.getBytes(StandardCharsets.UTF_8)).answer();
        }
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status).contentType(Problem.MEDIA_TYPE).body("status", equalTo(status))
                .body(not(containsString("Exception")), not(containsString("\\tat ")));
    }

    private static byte[] assertWav(ValidatableResponse response) {
        byte[] wav = response.statusCode(200).contentType("audio/wav").extract().asByteArray();
        assertEquals("RIFF", new String(wav, 0, 4, StandardCharsets.US_ASCII));
        assertTrue(wav.length > 44);
        return wav;
    }
}
