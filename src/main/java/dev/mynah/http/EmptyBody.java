package dev.mynah.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Tells REST that a body which is missing has been read. Funqy has every body read before REST sees it; if nothing came, Quarkus REST 3.34 would
 * block a thread until the read timeout, waiting for more.
 */
@Singleton
public final class EmptyBody {

    /** After the body has been read, before REST. */
    private static final int BEFORE_REST = -1;

    void install(@Observes Router router) {
        router.route().order(BEFORE_REST).handler(context -> {
            if (context.body().buffer() == null) {
                ((RoutingContextInternal) context).setBody(Buffer.buffer());
            }
            context.next();
        });
    }
}
