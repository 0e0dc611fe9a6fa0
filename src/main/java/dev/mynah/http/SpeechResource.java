package dev.mynah.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.InvalidInputException;
import dev.mynah.audio.WavFile;
import dev.mynah.speech.MynahConfig;
import dev.mynah.speech.SpeechEngine;
import dev.mynah.speech.SpeechParameters;
import dev.mynah.speech.SpeechRequest;
import dev.mynah.speech.VoiceLibrary;
import dev.mynah.voice.Reference;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** Speech over HTTP, with the paths and fields of FlashTTS. Answers {@code audio/wav}; a client that goes away stops the work. */
@Path("/")
@Singleton
public final class SpeechResource {

    private final SpeechEngine engine;
    private final VoiceLibrary voices;
    private final ReferenceLoader references;
    private final ObjectMapper json;
    private final long seed;

    @Inject
    SpeechResource(SpeechEngine engine, VoiceLibrary voices, ReferenceLoader references, ObjectMapper json, MynahConfig config) {
        this.engine = engine;
        this.voices = voices;
        this.references = references;
        this.json = json;
        this.seed = config.seed();
    }

    /**
     * Speak in the voice of a recording: {@code text}; {@code reference_audio_file} (a file) or {@code reference_audio} (Base64,
     * {@code data:} URI or URL); {@code latent_file}, which a bundle without a wave encoder needs; parameters.
     */
    @POST
    @Path("clone_voice")
    @Consumes({MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_FORM_URLENCODED})
    @Blocking
    public Uni<Response> clone(MultipartFormDataInput input) {
        CloneForm form = new CloneForm(input);
        SpeechParameters parameters = parameters(new HashMap<>(form.fields()));
        String text = form.text();
        SpeechRequest.requireSpeakable(text);
        byte[] latents = form.latents();
        return form.audio(references).onItem().transformToUni(
                audio -> speak(new SpeechRequest(text, new Reference(audio, latents), parameters)));
    }

    /** Speak in a voice that the server knows by {@code name}: a JSON object of {@code text}, {@code name} and parameters. */
    @POST
    @Path("speak")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public Uni<Response> speak(byte[] body) {
        Map<String, Object> rest = JsonObject.parse("body", body, json);
        String text = JsonObject.text("text", rest.remove("text"));
        String name = JsonObject.text("name", rest.remove("name"));
        SpeechParameters parameters = parameters(rest);
        return speak(new SpeechRequest(text, voices.named(name), parameters));
    }

    private Uni<Response> speak(SpeechRequest request) {
        return engine.speak(request, progress -> {}).map(speech -> Response.ok(WavFile.encode(speech.waveform()), "audio/wav")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=speech.wav")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Mynah-Seed", speech.seed())
                .header("Mynah-Segments", speech.segments())
                .build());
    }

    /** What remains after the fields of the door itself are parameters of the speech. */
    private SpeechParameters parameters(Map<String, Object> values) {
        Object format = values.remove("response_format");
        if (format != null && !format.equals("wav")) {
            throw new InvalidInputException("response_format", "response_format must be wav, not " + format);
        }
        Object stream = values.remove("stream");
        if (stream != null && !stream.toString().equalsIgnoreCase("false")) {
            throw new InvalidInputException("stream", "stream must be false: speech is answered in one piece");
        }
        return SpeechParameters.parse(values, seed);
    }
}
