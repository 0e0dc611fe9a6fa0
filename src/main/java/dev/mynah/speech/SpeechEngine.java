package dev.mynah.speech;

import static java.util.Objects.requireNonNull;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.SeededNoise;
import dev.mynah.audio.Waveform;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.text.frontend.SpokenSegment;
import dev.mynah.voice.VoicePrompt;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Text to speech in a given voice. Nothing here blocks the caller: models run on {@code mynah.batch-size} workers, and a subscription that
 * is cancelled stops its work before the next token or diffusion step.
 */
@Singleton
public final class SpeechEngine {

    private static final int SECONDS_TO_STOP = 60;

    private final int textLimit;
    private final int queueLimit;
    private final int width;
    private final Streams streams;
    private final ExecutorService workers;
    private final LazyChain chain;
    private final VoicePromptCache voices;
    private final Semaphore places;
    private final Set<Cancellation> active = ConcurrentHashMap.newKeySet();

    @Inject
    SpeechEngine(MynahConfig config) {
        this(config, opener(config), SeededNoise::new);
    }

    SpeechEngine(MynahConfig config, Supplier<Chain> opener, Streams streams) {
        this.textLimit = config.textLimit();
        this.queueLimit = config.queueLimit();
        this.width = config.batchSize();
        this.streams = requireNonNull(streams, "streams");
        // Not bounded itself: a request in the house has at most batch-size tasks in it, and queue-limit bounds the requests.
        this.workers = Executors.newFixedThreadPool(width, daemons());
        this.chain = new LazyChain(opener, workers);
        this.voices = new VoicePromptCache(config.promptCacheSize().asLongValue(), workers);
        this.places = new Semaphore(queueLimit);
    }

    /** Whether the bundle is loaded; asking starts to load it. */
    public BundleState state() {
        return chain.state();
    }

    /**
     * Speak, a segment at a time. Segments are joined already, so that all samples are final.
     *
     * @param progress called on workers, one call at a time; must not block
     * @return fails with {@link InvalidInputException}, {@link OverloadedException} or {@link dev.mynah.model.BundleException}
     */
    public Multi<Waveform> stream(SpeechRequest request, Consumer<Progress> progress) {
        return admitted(request.text(), (links, cancellation) -> run(links, request, progress, cancellation));
    }

    /**
     * The segments that a text would be spoken in, measured in tokens.
     *
     * @return fails as {@link #stream}
     */
    public Uni<List<SpokenSegment>> segments(String text, SpeechParameters parameters) {
        return admitted(text, (links, cancellation) -> segments(links, text, parameters).toMulti()).toUni();
    }

    /**
     * The phones that a text would be spoken with, for each of its segments.
     *
     * @return fails as {@link #stream}
     */
    public Uni<List<PhoneSequence>> phones(String text, SpeechParameters parameters) {
        return admitted(text, (links, cancellation) -> segments(links, text, parameters)
                .map(segments -> IntStream.range(0, segments.size()).mapToObj(i -> SpeechRun.phones(links, i, segments.get(i).text(),
                        parameters, streams, cancellation)).toList()).toMulti()).toUni();
    }

    /** Work on a text in one of the places. */
    private <T> Multi<T> admitted(String text, BiFunction<Chain, Cancellation, Multi<T>> work) {
        return Multi.createFrom().deferred(() -> {
            checkLength(text);
            if (!places.tryAcquire()) {
                throw new OverloadedException(queueLimit);
            }
            Cancellation cancellation = new Cancellation();
            active.add(cancellation);
            return chain.get()
                    .onItem().transformToMulti(links -> work.apply(links, cancellation))
                    .onTermination().invoke(() -> {
                        cancellation.cancel();
                        active.remove(cancellation);
                        places.release();
                    });
        });
    }

    /** As {@link #stream}, all at once. */
    public Uni<Speech> speak(SpeechRequest request, Consumer<Progress> progress) {
        return stream(request, progress).collect().asList().map(segments -> new Speech(Speech.concatenate(segments),
                request.parameters().seed(), segments.size()));
    }

    private Multi<Waveform> run(Chain links, SpeechRequest request, Consumer<Progress> progress, Cancellation cancellation) {
        long seed = request.parameters().seed();
        Function<Cancellation, VoicePrompt> prompting = stop -> links.prompting()
                .prompt(request.reference(), streams.open(seed, Streams.VOICE), stop);
        return segments(links, request.text(), request.parameters()).onItem().transformToMulti(segments -> voices.get(request.reference(), seed, prompting)
                .onItem().transformToMulti(voice -> new SpeechRun(links, voice, segments, request.parameters(), streams, workers, progress,
                        cancellation).waveforms(width)));
    }

    private Uni<List<SpokenSegment>> segments(Chain links, String text, SpeechParameters parameters) {
        return Uni.createFrom().item(() -> links.reading().read(text, parameters)).runSubscriptionOn(workers);
    }

    private void checkLength(String text) {
        if (text.length() > textLimit) {
            throw new InvalidInputException("text", "The text has " + text.length() + " characters, at most " + textLimit
                    + " are possible: send it in parts");
        }
    }

    /** Stop all work, then free the models; they are left to the end of the process if a model call does not come back. */
    @PreDestroy
    void close() throws InterruptedException {
        active.forEach(Cancellation::cancel);
        workers.shutdown();
        if (workers.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
            chain.close();
        }
    }

    private static Supplier<Chain> opener(MynahConfig config) {
        RuntimeOptions options = new RuntimeOptions(config.llmDevice(), config.device(), config.precision(), config.gpuMemoryShare(),
                config.threads(), config.maxLength());
        return () -> Chain.of(Stages.open(config.modelPath().orElse(null), options));
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "mynah-worker-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
