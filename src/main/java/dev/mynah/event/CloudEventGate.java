package dev.mynah.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.http.HttpProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Lets through to Funqy only what is a CloudEvent 1.0 of the type that Mynah takes, and tells anybody else what is wrong. Funqy itself
 * takes any version, does without a source, and answers 404, 406 or a bare 500 otherwise; brokers retry a 404 and a 500, so an event that
 * can never be served would come again and again.
 */
@Singleton
public final class CloudEventGate implements Handler<RoutingContext> {

    /** After the body has been read, before Funqy. */
    private static final int BEFORE_FUNQY = -1;
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch";
    private static final String ANY_EVENT = "application/cloudevents";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private final ObjectMapper json;

    @Inject
    CloudEventGate(ObjectMapper json) {
        this.json = json;
    }

    void install(@Observes Router router) {
        // The path of the function is Funqy's too.
        for (String path : List.of("/", "/" + SpeechFunction.NAME)) {
            router.route(path).order(BEFORE_FUNQY).blockingHandler(this, false);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.POST)) {
            context.response().putHeader(HttpHeaderNames.ALLOW, "POST");
            throw new HttpProblemException(405, "CloudEvents are taken here, by POST");
        }
        String mediaType = mediaType(request.getHeader(HttpHeaderNames.CONTENT_TYPE));
        if (mediaType.startsWith(BATCHED)) {
            throw new HttpProblemException(415, "Batches are not taken: send one event a request, in binary or structured mode");
        }
        if (mediaType.equals(STRUCTURED)) {
            checkStructured(context);
            // Funqy would take the headers of an intermediary for binary mode.
            request.headers().remove("ce-id");
        } else if (mediaType.startsWith(ANY_EVENT)) {
            throw new HttpProblemException(415, "Structured events are taken as " + STRUCTURED + ", not as " + mediaType);
        } else {
            check(name -> request.getHeader("ce-" + name), "header ce-");
            checkData(mediaType);
        }
        context.next();
    }

    private void checkStructured(RoutingContext context) {
        JsonNode event = null;
        try {
            event = context.body().buffer() == null ? null : json.readTree(context.body().buffer().getBytes());
        } catch (IOException e) {
            throw new HttpProblemException(400, "The body is no valid JSON");
        }
        if (event == null || !event.isObject()) {
            throw new HttpProblemException(400, "The body must be a CloudEvent, a JSON object");
        }
        JsonNode attributes = event;
        check(name -> attributes.path(name).textValue(), "attribute ");
        checkData(mediaType(attributes.path("datacontenttype").textValue()));
    }

    private interface Attributes {
        String get(String name);
    }

    private static void check(Attributes attributes, String kind) {
        for (String name : REQUIRED) {
            String value = attributes.get(name);
            if (value == null || value.isBlank()) {
                throw new HttpProblemException(400, "The event has no " + kind + name + ", which CloudEvents require");
            }
        }
        if (!attributes.get("specversion").equals("1.0")) {
            throw new HttpProblemException(400, "The specversion of the event must be 1.0");
        }
        if (!attributes.get("type").equals(SpeechFunction.REQUESTED)) {
            throw new HttpProblemException(400, "Events of type " + SpeechFunction.REQUESTED + " are taken, no others");
        }
    }

    /** JSON is what an event has if it does not say. */
    private static void checkData(String mediaType) {
        if (!mediaType.isEmpty() && !mediaType.equals("application/json")) {
            throw new HttpProblemException(415, "The data of the event must be application/json, not " + mediaType);
        }
    }

    private static String mediaType(String header) {
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
