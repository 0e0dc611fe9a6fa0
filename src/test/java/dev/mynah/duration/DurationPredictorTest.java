package dev.mynah.duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Cancellation;
import dev.mynah.Parity;
import dev.mynah.SeededNoise;
import dev.mynah.TestBundles;
import dev.mynah.model.Bundle;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.PhoneSequence;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DurationPredictorTest {

    private final Cancellation cancellation = new Cancellation();

    @Test
    void promptIsUpstreams() {
        checkPrompt("mini-decoder", "duration_prompt_mini");
    }

    @Test
    @Tag("full")
    void promptOfTheFullModelIsUpstreams() {
        checkPrompt("full", "duration_prompt_full");
    }

    @Test
    void durationsAreUpstreams() {
        checkDurations("mini-decoder", "duration_predict_mini");
    }

    @Test
    void durationsByRegressionAreUpstreams() {
        checkDurations("mini-mse", "duration_mse_predict_mini");
    }

    @Test
    @Tag("full")
    void durationsOfTheFullModelAreUpstreams() {
        checkDurations("full", "duration_predict_full");
    }

    @Test
    void onlyTheFirstTokenMayBeZeroAndNoneIsBeyondTheTable() {
        assertEquals(0, DurationPredictor.bound(0, 0, 128));
        assertEquals(1, DurationPredictor.bound(0, 1, 128));
        assertEquals(0, DurationPredictor.bound(-3, 0, 128));
        assertEquals(128, DurationPredictor.bound(500, 1, 128));
    }

    @Test
    void onePhoneIsEnough() {
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            DurationPredictor predictor = new DurationPredictor(bundle.manifest(), graphs);
            PhoneSequence one = new PhoneSequence(new int[] {145}, new int[] {3});
            DurationPrompt prompt = predictor.prompt(one, new Durations(new int[] {200}));
            assertEquals(128, prompt.tokens()[0]);
            DurationOptions options = new DurationOptions(true, true, 1, 0);
            Durations durations = predictor.predict(one, prompt, options, new SeededNoise(0, 0), cancellation);
            assertEquals(8, durations.total());
        }
    }

    @Test
    void cancellationStopsBetweenTokens() {
        Parity golden = Parity.of("duration_predict_mini");
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            DurationPredictor predictor = new DurationPredictor(bundle.manifest(), graphs);
            DurationPrompt prompt = predictor.prompt(reference(golden), durations(golden));
            cancellation.cancel();
            assertThrows(CancellationException.class, () -> predictor.tokens(segment(golden), prompt, cancellation));
        }
    }

    private static void checkPrompt(String bundleName, String name) {
        Parity golden = Parity.of(name);
        Bundle bundle = TestBundles.open(bundleName);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            DurationPrompt prompt = new DurationPredictor(bundle.manifest(), graphs).prompt(reference(golden), durations(golden));
            golden.check("ctx_dur_tokens", prompt.tokens());
            assertEquals((golden.names().size() - 4) / 2, prompt.keys().size(), "layers");
            for (int layer = 0; layer < prompt.keys().size(); layer++) {
                golden.check("key_" + layer, prompt.keys().get(layer));
                golden.check("value_" + layer, prompt.values().get(layer));
            }
        }
    }

    private void checkDurations(String bundleName, String name) {
        Parity golden = Parity.of(name);
        Bundle bundle = TestBundles.open(bundleName);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            DurationPredictor predictor = new DurationPredictor(bundle.manifest(), graphs);
            DurationPrompt prompt = predictor.prompt(reference(golden), durations(golden));
            PhoneSequence segment = segment(golden);
            golden.check("raw", predictor.tokens(segment, prompt, cancellation));
            for (int first = 0; first <= 1; first++) {
                for (int last = 0; last <= 1; last++) {
                    DurationOptions options = new DurationOptions(first == 1, last == 1, 1, 0);
                    Durations durations = predictor.predict(segment, prompt, options, new SeededNoise(1, 0), cancellation);
                    golden.check("dur_first" + first + "_final" + last, durations.frames());
                    if (first == 1 && last == 1) {
                        golden.check("mel2ph_first1_final1", durations.framePhones());
                    }
                }
            }
        }
    }

    private static PhoneSequence reference(Parity golden) {
        return new PhoneSequence(golden.ints("in_ph_ref"), golden.ints("in_tone_ref"));
    }

    private static PhoneSequence segment(Parity golden) {
        return new PhoneSequence(golden.ints("in_ph_pred"), golden.ints("in_tone_pred"));
    }

    private static Durations durations(Parity golden) {
        int[] frames = new int[golden.ints("in_ph_ref").length];
        for (int phone : golden.ints("in_mel2ph_ref")) {
            frames[phone - 1]++;
        }
        return new Durations(frames);
    }
}
