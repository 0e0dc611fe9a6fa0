package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import dev.mynah.SeededNoise;
import dev.mynah.audio.Waveform;
import dev.mynah.model.BundleException;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.voice.Reference;
import io.smallrye.mutiny.subscription.Cancellable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pipeline on the bundle that ships with Mynah. */
class SpeechEngineTest {

    private static final String TEXT = "One morning. The grey water. Nobody spoke at all.";

    private final AtomicInteger prompted = new AtomicInteger();
    private final AtomicInteger diffused = new AtomicInteger();
    private final List<SpeechEngine> engines = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        for (SpeechEngine engine : engines) {
            engine.close();
        }
    }

    @Test
    void aSeedGivesTheSameSpeechHoweverManySegmentsAreUnderWay() {
        Speech one = speak(engine(Map.of()), request(Map.of("seed", 5)));
        Speech three = speak(engine(Map.of("mynah.batch-size", "3")), request(Map.of("seed", 5)));
        Speech other = speak(engines.get(0), request(Map.of("seed", 6)));

        assertEquals(3, one.segments());
        assertEquals(5, one.seed());
        assertArrayEquals(one.waveform().samples(), three.waveform().samples());
        assertFalse(Arrays.equals(one.waveform().samples(), other.waveform().samples()));
    }

    @Test
    void theStreamIsTheSpeechSegmentBySegment() {
        SpeechEngine engine = engine(Map.of("mynah.batch-size", "2"));

        List<Waveform> streamed = engine.stream(request(Map.of()), progress -> {}).collect().asList().await().indefinitely();

        assertEquals(3, streamed.size());
        assertArrayEquals(speak(engine, request(Map.of())).waveform().samples(), Speech.concatenate(streamed).samples());
    }

    @Test
    void halfTheSpeedIsTwiceAsLong() {
        SpeechEngine engine = engine(Map.of());

        double moderate = speak(engine, request(Map.of())).waveform().seconds();
        double slow = speak(engine, request(Map.of("speed", "0.5"))).waveform().seconds();

        assertTrue(slow > 1.2 * moderate, slow + " s at half speed, " + moderate + " s before");
    }

    @Test
    void numbersAreReadAsTheirWords() {
        SpeechEngine engine = engine(Map.of());
        SpeechRequest written = request("It costs $3.50. 一共3个。", Map.of("max_tokens", 50));
        SpeechRequest spoken = request("It costs three point five dollars. 一共三个。", Map.of("max_tokens", 50));

        assertArrayEquals(speak(engine, spoken).waveform().samples(), speak(engine, written).waveform().samples());
    }

    @Test
    void digitsAloneAreReadInTheLanguageAskedFor() {
        SpeechEngine engine = engine(Map.of());
        for (String[] pair : new String[][] {{"en", "three point five"}, {"zh", "三点五"}}) {
            SpeechRequest written = request("3.5", Map.of("language", pair[0]));

            assertArrayEquals(speak(engine, request(pair[1], Map.of())).waveform().samples(),
                    speak(engine, written).waveform().samples(), pair[0]);
        }
    }

    @Test
    void progressEndsWithEverythingDone() {
        List<Progress> reports = new ArrayList<>();

        engine(Map.of("mynah.batch-size", "2")).speak(request(Map.of()), reports::add).await().indefinitely();

        assertEquals(new Progress(0, 3, 0, 6), reports.get(0));
        assertEquals(new Progress(3, 3, 6, 6), reports.get(reports.size() - 1));
        for (int i = 1; i < reports.size(); i++) {
            assertTrue(reports.get(i).step() >= reports.get(i - 1).step() && reports.get(i).segment() >= reports.get(i - 1).segment());
        }
    }

    @Test
    void aVoiceIsPromptedOnceForRequestsAtTheSameTimeAndLater() {
        SpeechEngine engine = engine(Map.of("mynah.batch-size", "4"));

        List<CompletableFuture<Speech>> atOnce = List.of(start(engine), start(engine), start(engine));
        atOnce.forEach(CompletableFuture::join);
        speak(engine, request(Map.of()));
        assertEquals(1, prompted.get());

        speak(engine, request(Map.of("seed", 9)));
        assertEquals(2, prompted.get(), "another seed is another voice prompt");
    }

    @Test
    void aFailedPromptIsNotKept() {
        SpeechEngine engine = engine(Map.of());
        SpeechRequest bad = new SpeechRequest(TEXT, new Reference(new byte[] {1, 2, 3}, null), parameters(Map.of()));

        assertThrows(InvalidInputException.class, () -> speak(engine, bad));
        assertThrows(InvalidInputException.class, () -> speak(engine, bad));

        assertEquals(2, prompted.get());
        assertEquals(3, speak(engine, request(Map.of())).segments());
    }

    @Test
    void cancellingStopsTheStepsAndFreesThePlace() throws InterruptedException {
        SpeechEngine engine = engine(Map.of("mynah.queue-limit", "1"));
        CountDownLatch firstStep = new CountDownLatch(1);
        AtomicInteger steps = new AtomicInteger();
        Cancellable running = engine.speak(request(Map.of("time_step", 256)), progress -> {
            steps.set(progress.step());
            if (progress.step() > 0) {
                firstStep.countDown();
            }
        }).subscribe().with(speech -> {});
        firstStep.await();

        running.cancel();
        Speech next = speak(engine, request(Map.of()));

        assertEquals(3, next.segments());
        assertTrue(steps.get() < 256, steps + " steps");
        assertEquals(4, diffused.get(), "one segment of the cancelled request, three of the next");
    }

    @Test
    void cancellingOneOfTwoWhoWaitForAVoiceLeavesTheOther() {
        SpeechEngine engine = engine(Map.of());
        Cancellable first = engine.speak(request(Map.of()), progress -> {}).subscribe().with(speech -> {});
        CompletableFuture<Speech> second = start(engine);

        first.cancel();

        assertEquals(3, second.join().segments());
    }

    @Test
    void moreRequestsThanTheLimitAreTurnedAway() {
        SpeechEngine engine = engine(Map.of("mynah.queue-limit", "2"));
        List<CompletableFuture<Speech>> running = List.of(start(engine), start(engine));

        assertThrows(OverloadedException.class, () -> speak(engine, request(Map.of())));

        running.forEach(CompletableFuture::join);
        assertEquals(3, speak(engine, request(Map.of())).segments());
    }

    @Test
    void aTextAboveTheLimitIsRefused() {
        SpeechEngine engine = engine(Map.of("mynah.text-limit", "10"));

        assertEquals("text", assertThrows(InvalidInputException.class, () -> speak(engine, request(Map.of()))).field());
    }

    @Test
    void aBundleThatCannotBeOpenedFailsTheRequestAndTheState() {
        SpeechEngine engine = new SpeechEngine(TestConfig.of(Map.of()), () -> {
            throw new BundleException("bundle.json: expected format 1, found 2");
        }, SeededNoise::new);
        engines.add(engine);

        assertThrows(BundleException.class, () -> speak(engine, request(Map.of())));
        assertEquals(new BundleState(false, "bundle.json: expected format 1, found 2"), engine.state());
    }

    @Test
    void closingFailsWhatIsUnderWay() throws InterruptedException {
        SpeechEngine engine = engine(Map.of());
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Speech> running = engine.speak(request(Map.of("time_step", 256)), progress -> started.countDown())
                .subscribe().asCompletionStage();
        started.await();

        engine.close();

        assertTrue(running.isCompletedExceptionally());
    }

    /** The real stages, counted. */
    private SpeechEngine engine(Map<String, String> config) {
        SpeechEngine engine = new SpeechEngine(TestConfig.of(config), () -> {
            Chain chain = Chain.of(Stages.open(null, RuntimeOptions.cpu()));
            return new Chain(chain.reading(),
                    (reference, noise, cancellation) -> {
                        prompted.incrementAndGet();
                        return chain.prompting().prompt(reference, noise, cancellation);
                    },
                    chain.phonemizing(), chain.timing(),
                    (voice, phones, durations, options, noise, stepDone, cancellation) -> {
                        diffused.incrementAndGet();
                        return chain.diffusing().diffuse(voice, phones, durations, options, noise, stepDone, cancellation);
                    },
                    chain.decoding(), chain.closing());
        }, SeededNoise::new);
        engines.add(engine);
        return engine;
    }

    private static CompletableFuture<Speech> start(SpeechEngine engine) {
        return engine.speak(request(Map.of()), progress -> {}).subscribe().asCompletionStage();
    }

    private static Speech speak(SpeechEngine engine, SpeechRequest request) {
        return engine.speak(request, progress -> {}).await().indefinitely();
    }

    private static SpeechRequest request(Map<String, Object> parameters) {
        return request(TEXT, parameters);
    }

    private static SpeechRequest request(String text, Map<String, Object> parameters) {
        return new SpeechRequest(text, new Reference(sample(), null), parameters(parameters));
    }

    private static SpeechParameters parameters(Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(Map.of("time_step", 2, "max_tokens", 20, "length_threshold", 1, "window_size", 10));
        all.putAll(parameters);
        return SpeechParameters.parse(all, 0);
    }

    private static byte[] sample() {
        try (InputStream stream = SpeechEngineTest.class.getResourceAsStream("/voices/sample.wav")) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
