package dev.mynah.speech;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mynah.Cancellation;
import dev.mynah.voice.Reference;
import dev.mynah.voice.VoicePrompt;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Voice prompts by reference and seed. Requests for the same voice at the same time wait for one computation; failures are not kept. */
final class VoicePromptCache {

    /** Every entry counts at least this much, so that the number of entries is bounded too. */
    private static final int LEAST_BYTES = 64 * 1024;

    private final AsyncCache<String, VoicePrompt> prompts;
    private final Executor workers;

    VoicePromptCache(long maxBytes, Executor workers) {
        this.prompts = Caffeine.newBuilder().maximumWeight(maxBytes)
                .weigher((String key, VoicePrompt prompt) -> bytes(prompt)).buildAsync();
        this.workers = workers;
    }

    /** @param compute called on a worker unless the prompt is known; it is cancelled when nobody waits for it any more */
    Uni<VoicePrompt> get(Reference reference, long seed, Function<Cancellation, VoicePrompt> compute) {
        return Uni.createFrom().deferred(() -> {
            Computation computation = join(key(reference, seed), compute);
            return Uni.createFrom().completionStage(computation.copy()).onCancellation().invoke(computation::leave);
        });
    }

    private Computation join(String key, Function<Cancellation, VoicePrompt> compute) {
        while (true) {
            Computation computation = (Computation) prompts.get(key, (k, executor) -> new Computation());
            if (computation.join(workers, compute)) {
                return computation;
            }
            prompts.asMap().remove(key, computation);
        }
    }

    private static String key(Reference reference, long seed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(seed).putInt(reference.audio().length).flip());
            digest.update(reference.audio());
            if (reference.latents() != null) {
                digest.update((byte) 1);
                digest.update(reference.latents());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static int bytes(VoicePrompt prompt) {
        long values = prompt.framePhones().length + prompt.latents().values().length + 3L * prompt.phones().length();
        for (List<float[]> layers : List.of(prompt.durations().keys(), prompt.durations().values())) {
            values += layers.stream().mapToLong(layer -> layer.length).sum();
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_BYTES, values * Float.BYTES));
    }

    /** A prompt under way, and how many wait for it. */
    private static final class Computation extends CompletableFuture<VoicePrompt> {

        private final Cancellation cancellation = new Cancellation();
        private boolean started;
        private boolean abandoned;
        private int waiting;

        synchronized boolean join(Executor workers, Function<Cancellation, VoicePrompt> compute) {
            if (abandoned) {
                return false;
            }
            waiting++;
            if (!started) {
                started = true;
                workers.execute(() -> run(compute));
            }
            return true;
        }

        synchronized void leave() {
            if (--waiting == 0 && !isDone()) {
                abandoned = true;
                cancellation.cancel();
            }
        }

        private void run(Function<Cancellation, VoicePrompt> compute) {
            try {
                cancellation.check();
                complete(compute.apply(cancellation));
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        }
    }
}
