package dev.mynah.event;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.http.MediaServer;
import dev.mynah.http.Problem;
import dev.mynah.http.RawHttp;
import dev.mynah.speech.MynahConfig;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
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
class SpeechFunctionTest {

    private static final String PARAMETERS = "\"parameters\": {\"time_step\": 2, \"max_tokens\": 20, \"seed\": 3}";
    private static final String DATA = "{\"text\": \"Good morning.\", \"voice\": {\"name\": \"anna\"}, " + PARAMETERS + "}";

    private String media;

    @Inject
    void configure(MynahConfig config) {
        media = config.dataref().allow().orElseThrow().get(0).toString();
    }

    /** Whatever a test did, the server goes on serving. */
    @AfterEach
    void stillServes() {
        assertEquals("mynah.speech.completed", binary(DATA).statusCode(200).extract().header("ce-type"));
    }

    @Test
    void answersABinaryEventWithSpeech() {
        ValidatableResponse reply = binary(DATA).statusCode(200).contentType("audio/wav")
                .header("ce-specversion", "1.0").header("ce-type", "mynah.speech.completed").header("ce-source", "/mynah")
                .header("ce-subject", "e-1").header("ce-causationid", "e-1").header("ce-seed", "3");

        byte[] wav = reply.extract().asByteArray();
        assertEquals("RIFF", new String(wav, 0, 4, StandardCharsets.US_ASCII));
        assertEquals(reply.extract().header("ce-id"), binary(DATA).extract().header("ce-id"), "the same event has the same reply id");
    }

    @Test
    void answersAStructuredEventInStructuredMode() {
        byte[] wav = binary(DATA).extract().asByteArray();

        JsonPath reply = structured(DATA).statusCode(200).contentType("application/cloudevents+json").extract().jsonPath();

        assertEquals("mynah.speech.completed", reply.getString("type"));
        assertEquals("audio/wav", reply.getString("datacontenttype"));
        assertEquals("1.0", reply.getString("specversion"));
        assertEquals("chapter 1", reply.getString("subject"));
        assertArrayEquals(wav, Base64.getDecoder().decode(reply.getString("data_base64")));
    }

    @Test
    void theVoiceMayComeInTheEventOrByReference() {
        byte[] named = binary(DATA).extract().asByteArray();
        String base64 = Base64.getEncoder().encodeToString(MediaServer.sample());

        for (String audio : List.of(base64, "data:audio/wav;base64," + base64, media + "/sample.wav")) {
            String recording = '"' + audio + '"';
            assertArrayEquals(named, binary(data(recording)).statusCode(200).extract().asByteArray());
            String voice = "{\"audio\": " + recording + ", \"latents\": null}";
            assertArrayEquals(named, binary(data(voice)).statusCode(200).extract().asByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"text\": \"Hi\"}", "{\"text\": \"\", \"voice\": {\"name\": \"anna\"}}",
        "{\"text\": \"Hi\", \"voice\": \"anna\"}", "{\"text\": \"Hi\", \"voice\": {}}",
        "{\"text\": \"Hi\", \"voice\": {\"name\": \"nobody\"}}",
        "{\"text\": \"Hi\", \"voice\": {\"name\": \"anna\", \"audio\": \"\"}}", "{\"text\": \"Hi\", \"voice\": {\"audio\": 1}}",
        "{\"text\": \"Hi\", \"voice\": {\"audio\": \"!\"}}",
        "{\"text\": \"Hi\", \"voice\": {\"audio\": \"http://169.254.169.254/latest\"}}",
        "{\"text\": \"Hi\", \"voice\": {\"name\": \"anna\"}, \"parameters\": []}",
        "{\"text\": \"Hi\", \"voice\": {\"name\": \"anna\"}, \"parameter\": {}}",
        "{\"text\": \"Hi\", \"voice\": {\"name\": \"anna\"}, \"parameters\": {\"p_w\": -1}}"})
    void whatCanNeverSucceedIsSettledByAFailedEvent(String data) {
        ValidatableResponse reply = binary(data).statusCode(200).contentType(Problem.MEDIA_TYPE)
                .header("ce-type", "mynah.speech.failed").header("ce-causationid", "e-1")
                .body("detail", not(equalTo(null))).body(not(containsString("Exception")));

        assertEquals(4, reply.extract().jsonPath().getInt("status") / 100);
    }

    @Test
    void aFailedEventIsStructuredToo() {
        JsonPath reply = structured("{\"text\": \"Hi\"}").statusCode(200).extract().jsonPath();

        assertEquals("mynah.speech.failed", reply.getString("type"));
        assertEquals(Problem.MEDIA_TYPE, reply.getString("datacontenttype"));
    }

    @Test
    void whatMaySucceedLaterIsAnErrorForTheBroker() {
        problem(binary(data("{\"audio\": \"" + media + "/broken.wav\"}")), 502).header("Retry-After", "5");
    }

    @ParameterizedTest
    @CsvSource({"ce-id", "ce-source", "ce-type", "ce-specversion"})
    void refusesABinaryEventWithoutAnAttribute(String header) {
        Map<String, String> headers = headers();
        headers.remove(header);

        problem(given().headers(headers).contentType("application/json").body(DATA).post("/").then(), 400)
                .body("detail", containsString(header));
    }

    @ParameterizedTest
    @CsvSource({"ce-specversion, 0.3", "ce-specversion, 2.0", "ce-type, mynah.other", "ce-id, ' '"})
    void refusesABinaryEventOfAnotherKind(String header, String value) {
        Map<String, String> headers = headers();
        headers.put(header, value);

        problem(given().headers(headers).contentType("application/json").body(DATA).post("/").then(), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"mynah.speech.requested\"}",
        "{\"specversion\": \"1.0\", \"id\": 7, \"source\": \"s\", \"type\": \"mynah.speech.requested\"}",
        "{\"specversion\": \"0.3\", \"id\": \"1\", \"source\": \"s\", \"type\": \"mynah.speech.requested\"}"})
    void refusesAStructuredEventThatIsNone(String event) {
        problem(given().contentType("application/cloudevents+json").body(event.getBytes(StandardCharsets.UTF_8)).post("/").then(), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents-batch+json", "application/cloudevents+avro", "text/plain"})
    void refusesOtherMediaTypes(String type) {
        problem(given().headers(headers()).contentType(type).body(DATA.getBytes(StandardCharsets.UTF_8)).post("/").then(), 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/speech-events"})
    void plainHttpDoesNotReachTheFunction(String path) {
        problem(given().contentType("application/json").body(DATA).post(path).then(), 400);
        problem(given().get(path).then(), 405).header("Allow", "POST");
    }

    @Test
    void badBase64DataIsSettledToo() {
        String event = "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"s\", \"type\": \"mynah.speech.requested\", "
                + "\"data_base64\": \"!\"}";

        structuredEvent(event).statusCode(200).body("type", equalTo("mynah.speech.failed"));
    }

    @Test
    @Timeout(300)
    void aBrokerThatGoesAwayStopsTheWork() throws IOException, InterruptedException {
        String endless = "{\"text\": \"" + "The grey water. ".repeat(1000) + "\", \"voice\": {\"name\": \"anna\"}, "
                + "\"parameters\": {\"time_step\": 64, \"max_tokens\": 20, \"window_size\": 10}}";
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: ")
                .append(endless.length());
        headers().forEach((name, value) -> head.append('\n').append(name).append(": ").append(value));
        List<RawHttp> brokers = new ArrayList<>();
        // An event of the test may have had the place that one of the brokers wanted, so that one more is needed.
        while (binary(DATA).extract().statusCode() != 429) {
            brokers.add(new RawHttp().send(head.toString(), endless.getBytes(StandardCharsets.UTF_8)));
            Thread.sleep(20);
        }
        problem(binary(DATA), 429).header("Retry-After", "5");

        for (RawHttp broker : brokers) {
            broker.close();
        }
        while (binary(DATA).extract().statusCode() == 429) {
            Thread.sleep(20);
        }
    }

    private static Map<String, String> headers() {
        return new HashMap<>(Map.of("ce-id", "e-1", "ce-source", "/test", "ce-type", "mynah.speech.requested", "ce-specversion", "1.0"));
    }

    private static String data(String voice) {
        return "{\"text\": \"Good morning.\", \"voice\": " + voice + ", " + PARAMETERS + "}";
    }

    private static ValidatableResponse binary(String data) {
        RequestSpecification request = given().headers(headers()).contentType("application/json");
        return request.body(data.getBytes(StandardCharsets.UTF_8)).post("/").then();
    }

    private static ValidatableResponse structured(String data) {
        return structuredEvent("{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"/test\", \"type\": \"mynah.speech.requested\", "
                + "\"subject\": \"chapter 1\", \"data\": " + data + "}");
    }

    private static ValidatableResponse structuredEvent(String event) {
        return given().contentType("application/cloudevents+json; charset=utf-8")
                .body(event.getBytes(StandardCharsets.UTF_8)).post("/").then();
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status).contentType(Problem.MEDIA_TYPE).body("status", equalTo(status))
                .body(not(containsString("Exception")));
    }
}
