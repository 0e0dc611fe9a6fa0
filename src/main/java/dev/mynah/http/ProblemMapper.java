package dev.mynah.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every failure, of REST, Funqy and Vert.x, with a {@link Problem}. */
@Singleton
public final class ProblemMapper implements Handler<RoutingContext> {

    /** Before the handlers of extensions. */
    private static final int EARLY = -50;

    private static final int TOO_LARGE = 413;

    private final ObjectMapper json;

    @Inject
    ProblemMapper(ObjectMapper json) {
        this.json = json;
    }

    void install(@Observes Router router) {
        router.route().order(EARLY).failureHandler(this);
    }

    @ServerExceptionMapper
    Response map(Throwable failure) {
        return response(Problem.of(failure));
    }

    @ServerExceptionMapper
    Response map(WebApplicationException failure) {
        return response(Problem.of(failure.getResponse().getStatus(), failure.getMessage()));
    }

    private static Response response(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, problem.retryAfter());
        }
        return response.build();
    }

    /** Outside REST. A failure without an exception is a bare status. */
    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        boolean bare = context.failure() == null || context.statusCode() >= 400 && context.statusCode() < 500;
        send(context, bare ? Problem.of(context.statusCode(), detail(context)) : Problem.of(context.failure()));
    }

    private void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.retryAfter() != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, problem.retryAfter().toString());
        }
        if (problem.status() == TOO_LARGE) {
            // The rest of the body is not waited for.
            response.putHeader("Connection", "close").endHandler(ended -> context.request().connection().close());
        }
        try {
            response.end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is always valid JSON", e);
        }
    }

    private static String detail(RoutingContext context) {
        return switch (context.statusCode()) {
            case 404 -> "There is nothing at " + context.request().path();
            case TOO_LARGE -> "The request is larger than this server takes";
            default -> null;
        };
    }
}
