package dev.mynah.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * Tells REST that a body which is missing has been read. Funqy has every body read before REST sees it; if nothing came, Quarkus REST 3.34
 * would block a thread until the read timeout, waiting for more.
 */
@Singleton
public final class EmptyBody {

    /** After the body has been read, before REST. */
    private static final int BEFORE_REST = -1;

    void install(@Observes Router router) {
        router.route().order(BEFORE_REST).handler(EmptyBody::check);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.body().buffer() == null) {
            String type = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
            if (type.startsWith("multipart/") && request.formAttributes().isEmpty() && context.fileUploads().isEmpty()) {
                throw new HttpProblemException(400, "The form has no fields, or is cut short");
            }
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
        }
        context.next();
    }
}
