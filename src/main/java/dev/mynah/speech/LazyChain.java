package dev.mynah.speech;

import dev.mynah.model.BundleException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The bundle, opened on a worker when first needed. A bundle that could not be opened is tried again, but not for every request. */
final class LazyChain {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Supplier<Chain> opener;
    private final Executor workers;
    private CompletableFuture<Chain> opening;
    private Instant opened;

    LazyChain(Supplier<Chain> opener, Executor workers) {
        this.opener = opener;
        this.workers = workers;
    }

    Uni<Chain> get() {
        return Uni.createFrom().completionStage(() -> open().copy());
    }

    /** Begin to open the bundle if that has not happened. */
    BundleState state() {
        CompletableFuture<Chain> future = open();
        if (!future.isDone()) {
            return new BundleState(false, "The bundle is being loaded");
        }
        try {
            future.join();
            return new BundleState(true, "The bundle is loaded");
        } catch (CompletionException e) {
            String reason = e.getCause() instanceof BundleException ? e.getCause().getMessage() : "The bundle could not be loaded";
            return new BundleState(false, reason);
        }
    }

    /** Only after the workers have stopped. */
    synchronized void close() {
        if (opening != null) {
            opening.thenAccept(chain -> chain.closing().run());
        }
    }

    private synchronized CompletableFuture<Chain> open() {
        boolean failed = opening != null && opening.isCompletedExceptionally();
        if (opening == null || failed && opened.plus(RETRY).isBefore(Instant.now())) {
            opened = Instant.now();
            opening = CompletableFuture.supplyAsync(opener, workers);
        }
        return opening;
    }
}
