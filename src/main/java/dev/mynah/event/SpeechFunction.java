package dev.mynah.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.audio.WavFile;
import dev.mynah.http.Problem;
import dev.mynah.speech.Speech;
import dev.mynah.speech.SpeechEngine;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/**
 * Speech for events. The reply is {@value #COMPLETED} with {@code audio/wav}, or {@value #FAILED} with a problem (RFC 9457). Both come with
 * status 200, because both settle the event: a broker must not send again what can never succeed. What may succeed later (429, 502, 503,
 * 500) is a problem with that status and no event, so that the broker sends the event again or gives it to its dead letter sink.
 */
public class SpeechFunction {

    static final String NAME = "speech-events";
    static final String REQUESTED = "mynah.speech.requested";
    static final String COMPLETED = "mynah.speech.completed";
    static final String FAILED = "mynah.speech.failed";
    private static final String SOURCE = "/mynah";
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    private final SpeechEngine engine;
    private final EventReader reader;
    private final ObjectMapper json;
    private final CurrentVertxRequest current;

    @Inject
    SpeechFunction(SpeechEngine engine, EventReader reader, ObjectMapper json, CurrentVertxRequest current) {
        this.engine = engine;
        this.reader = reader;
        this.json = json;
        this.current = current;
    }

    /** Speak what the event asks for. */
    @Funq(NAME)
    @CloudEventMapping(trigger = REQUESTED)
    public Uni<CloudEvent<byte[]>> speak(CloudEvent<byte[]> event) {
        RoutingContext connection = current.getCurrent();
        Uni<CloudEvent<byte[]>> reply = Uni.createFrom().deferred(() -> reader.read(event))
                .onItem().transformToUni(request -> engine.speak(request, progress -> {}))
                .map(speech -> completed(event, speech))
                .onFailure().recoverWithUni(failure -> settled(event, failure));
        return whileConnected(reply, connection);
    }

    private static CloudEvent<byte[]> completed(CloudEvent<?> event, Speech speech) {
        return reply(event, COMPLETED, Map.of("seed", Long.toString(speech.seed()))).build(WavFile.encode(speech.waveform()), "audio/wav");
    }

    private Uni<CloudEvent<byte[]>> settled(CloudEvent<?> event, Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.status() == TOO_MANY || problem.status() >= SERVER_ERRORS) {
            return Uni.createFrom().failure(failure);
        }
        try {
            byte[] data = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
            return Uni.createFrom().item(reply(event, FAILED, Map.of()).build(data, Problem.MEDIA_TYPE));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    /** The same event gets a reply of the same id, so that who listens can tell a repetition. */
    private static CloudEventBuilder reply(CloudEvent<?> event, String type, Map<String, String> extensions) {
        String name = event.source() + '\n' + event.id() + '\n' + type;
        Map<String, String> all = new HashMap<>(extensions);
        all.put("causationid", event.id());
        return CloudEventBuilder.create().specVersion("1.0").id(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
                .type(type).source(SOURCE).subject(event.subject() == null ? event.id() : event.subject())
                .time(OffsetDateTime.now(ZoneOffset.UTC)).extensions(all);
    }

    /** Funqy does not notice a client that goes away. */
    private static <T> Uni<T> whileConnected(Uni<T> work, RoutingContext connection) {
        return Uni.createFrom().emitter(emitter -> {
            Cancellable running = work.subscribe().with(emitter::complete, emitter::fail);
            connection.addEndHandler(ended -> {
                running.cancel();
                emitter.fail(new CancellationException("The client went away"));
            });
        });
    }
}
