package dev.mynah.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mynah.InvalidInputException;
import dev.mynah.model.BundleException;
import dev.mynah.speech.OverloadedException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * What went wrong, as RFC 9457 puts it.
 *
 * @param status HTTP status
 * @param title of the status
 * @param detail what is wrong and what would be right
 * @param field the parameter at fault, or null
 * @param retryAfter seconds after which the same request may succeed, or null if it never will; sent as a header
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(int status, String title, String detail, String field, @JsonIgnore Integer retryAfter) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Problem.class);
    /** What is in these fields is well formed but no usable voice. */
    private static final Set<String> CONTENTS = Set.of("reference_audio", "latent_file");
    private static final int SHORTLY = 5;
    private static final int LATER = 15;

    /** @param detail fit to be shown to the user */
    public static Problem of(int status, String detail) {
        return new Problem(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail, null, null);
    }

    /** The answer to a failure, without anything of the inside but the number under which the log has it. */
    public static Problem of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException invalid) {
                return new Problem(CONTENTS.contains(invalid.field()) ? 422 : 400, invalid.getMessage(), invalid.field());
            }
            if (cause instanceof HttpProblemException problem) {
                return of(problem.status(), problem.getMessage());
            }
            if (cause instanceof OverloadedException) {
                return new Problem(429, cause.getMessage(), SHORTLY);
            }
            if (cause instanceof FetchException) {
                return new Problem(502, cause.getMessage(), SHORTLY);
            }
            if (cause instanceof BundleException) {
                return new Problem(503, "No speech can be made because the bundle cannot be used: " + cause.getMessage(), LATER);
            }
            if (cause instanceof CancellationException || cause instanceof RejectedExecutionException) {
                return new Problem(503, "The server is stopping", SHORTLY);
            }
        }
        String number = UUID.randomUUID().toString();
        LOG.errorf(failure, "Internal error %s", number);
        return of(500, "Internal error; the log of the server has it as " + number);
    }

    private Problem(int status, String detail, String field) {
        this(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail, field, null);
    }

    private Problem(int status, String detail, int retryAfter) {
        this(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail, null, retryAfter);
    }
}
