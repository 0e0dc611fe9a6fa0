package dev.mynah.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.InvalidInputException;
import dev.mynah.http.JsonObject;
import dev.mynah.http.ReferenceLoader;
import dev.mynah.speech.MynahConfig;
import dev.mynah.speech.SpeechParameters;
import dev.mynah.speech.SpeechRequest;
import dev.mynah.speech.VoiceLibrary;
import dev.mynah.voice.Reference;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * The data of an event to a request: a JSON object of {@code text}, {@code voice} and {@code parameters}. The voice is a recording,
 * {@code {"audio": ..., "latents": ...}} or {@code {"name": ...}}; recordings and latents are URLs (the dataref of large content),
 * {@code data:} URIs or Base64.
 */
@Singleton
final class EventReader {

    private static final Set<String> DATA = Set.of("text", "voice", "parameters");
    private static final Set<String> VOICE = Set.of("name", "audio", "latents");

    private final ObjectMapper json;
    private final VoiceLibrary voices;
    private final ReferenceLoader references;
    private final long seed;

    @Inject
    EventReader(ObjectMapper json, VoiceLibrary voices, ReferenceLoader references, MynahConfig config) {
        this.json = json;
        this.voices = voices;
        this.references = references;
        this.seed = config.seed();
    }

    Uni<SpeechRequest> read(CloudEvent<byte[]> event) {
        Map<String, Object> data = JsonObject.parse("data", bytes(event), json);
        JsonObject.requireNames("data", data, DATA);
        String text = JsonObject.text("text", data.get("text"));
        SpeechRequest.requireSpeakable(text);
        Object given = data.get("parameters");
        SpeechParameters parameters = SpeechParameters.parse(given == null ? Map.of() : JsonObject.of("parameters", given), seed);
        Map<String, Object> voice = data.get("voice") instanceof String recording
                ? Map.of("audio", recording) : JsonObject.of("voice", data.get("voice"));
        JsonObject.requireNames("voice", voice, VOICE);
        if (voice.containsKey("name") == voice.containsKey("audio")) {
            throw new InvalidInputException("voice", "voice must have either name or audio");
        }
        if (voice.containsKey("name")) {
            Reference named = voices.named(JsonObject.text("voice.name", voice.get("name")));
            return Uni.createFrom().item(new SpeechRequest(text, named, parameters));
        }
        Uni<byte[]> audio = references.load("reference_audio", JsonObject.text("voice.audio", voice.get("audio")));
        Uni<byte[]> latents = voice.get("latents") == null
                ? Uni.createFrom().nullItem() : references.load("latent_file", JsonObject.text("voice.latents", voice.get("latents")));
        return audio.onItem().transformToUni(sound -> latents.map(file -> new SpeechRequest(text, new Reference(sound, file), parameters)));
    }

    private static byte[] bytes(CloudEvent<byte[]> event) {
        try {
            return event.data();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("data", "data_base64 of the event is no Base64", e);
        }
    }
}
