package dev.mynah.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.InvalidInputException;
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
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The data of an event to a request: a JSON object of {@code text}, {@code voice} and {@code parameters}. The voice is {@code {"name": ...}} or
 * {@code {"audio": ..., "latents": ...}}; audio and latents are URLs (the dataref of large content), {@code data:} URIs or Base64, and latents may be missing.
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
        JsonNode data = parse(event);
        requireNames("data", data, DATA);
        String text = data.path("text").textValue();
        SpeechParameters parameters = SpeechParameters.parse(parameters(data.path("parameters")), seed);
        JsonNode voice = data.path("voice");
        requireNames("voice", voice, VOICE);
        if (voice.has("name") == voice.has("audio")) {
            throw new InvalidInputException("voice", "voice must have either name or audio");
        }
        if (voice.has("name")) {
            return Uni.createFrom().item(new SpeechRequest(text, voices.named(voice.path("name").textValue()), parameters));
        }
        Uni<byte[]> audio = references.load("reference_audio", string(voice, "audio"));
        Uni<byte[]> latents = voice.path("latents").isMissingNode() || voice.path("latents").isNull()
                ? Uni.createFrom().nullItem() : references.load("latents", string(voice, "latents"));
        return audio.onItem().transformToUni(sound -> latents.map(file -> new SpeechRequest(text, new Reference(sound, file), parameters)));
    }

    private JsonNode parse(CloudEvent<byte[]> event) {
        try {
            byte[] data = event.data();
            JsonNode parsed = data == null ? null : json.readTree(data);
            if (parsed != null && parsed.isObject()) {
                return parsed;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("data", "The data of the event is no valid JSON: " + firstLine(e), e);
        }
        throw new InvalidInputException("data", "The data of the event must be a JSON object of text, voice and parameters");
    }

    private static Map<String, Object> parameters(JsonNode node) {
        Map<String, Object> values = new HashMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return values;
        }
        if (!node.isObject()) {
            throw new InvalidInputException("parameters", "parameters must be a JSON object");
        }
        node.fields().forEachRemaining(entry -> {
            JsonNode value = entry.getValue();
            values.put(entry.getKey(), value.isNull() ? null : value.isNumber() ? value.numberValue() : value.isTextual() ? value.textValue() : value);
        });
        return values;
    }

    private static void requireNames(String field, JsonNode node, Set<String> names) {
        if (!node.isObject()) {
            throw new InvalidInputException(field, field + " must be a JSON object of " + String.join(", ", names));
        }
        for (Iterator<String> given = node.fieldNames(); given.hasNext();) {
            String name = given.next();
            if (!names.contains(name)) {
                throw new InvalidInputException(field, field + " has an unknown member " + name + "; there are " + String.join(", ", names));
            }
        }
    }

    private static String string(JsonNode voice, String name) {
        if (!voice.path(name).isTextual()) {
            throw new InvalidInputException("voice", "voice." + name + " must be a text: a URL, a data: URI or Base64");
        }
        return voice.path(name).textValue();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
