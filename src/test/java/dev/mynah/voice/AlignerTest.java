package dev.mynah.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Cancellation;
import dev.mynah.Parity;
import dev.mynah.TestBundles;
import dev.mynah.audio.Mel;
import dev.mynah.model.Bundle;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AlignerTest {

    private final Cancellation cancellation = new Cancellation();

    @Test
    void featuresAndScoresAreUpstreams() {
        checkScores("mini-decoder", "aligner_mini");
    }

    @Test
    @Tag("full")
    void featuresAndScoresOfTheFullModelAreUpstreams() {
        checkScores("full", "aligner_full");
    }

    @Test
    void greedyTokensAreUpstreams() {
        checkGreedy("mini-decoder", "aligner_mini");
    }

    @Test
    @Tag("full")
    void greedyTokensOfTheFullModelAreUpstreams() {
        checkGreedy("full", "aligner_full");
    }

    @Test
    void aSequenceWithoutAnEndStopsAtTheBoundAndStillGivesAnAlignment() {
        Parity golden = Parity.of("aligner_mini");
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            Mel mel = mel(golden);
            Alignment alignment = new Aligner(bundle.manifest(), graphs).align(mel, cancellation);
            assertEquals(bundle.manifest().aligner().maxTokens() / 2, alignment.phones().length());
            assertEquals(mel.frames(), alignment.durations().total());
        }
    }

    @Test
    void cancellationStopsBetweenTokens() {
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            cancellation.cancel();
            Aligner aligner = new Aligner(bundle.manifest(), graphs);
            assertThrows(CancellationException.class, () -> aligner.align(mel(Parity.of("aligner_mini")), cancellation));
        }
    }

    private void checkScores(String bundle, String name) {
        Parity golden = Parity.of(name);
        Mel mel = mel(golden);
        int[] forced = golden.ints("in_forced");
        try (Graphs graphs = new Graphs(TestBundles.open(bundle), RuntimeOptions.cpu());
                Decoder decoder = new Decoder(graphs.load("aligner_decoder"));
                Tensor input = Tensor.floats(mel.values(), 1, mel.bins(), mel.frames());
                Tensor tokens = Tensor.ids(forced, 1, forced.length);
                Tensors encoded = graphs.load("aligner_encoder").run(Map.of("mel", input))) {
            golden.check("features", encoded.get("features").toFloats());
            Map<String, Tensor> inputs = new HashMap<>(Map.of("tokens", tokens));
            for (int layer = 0; layer < graphs.load("aligner_decoder").contract().cache().layers(); layer++) {
                inputs.put("cross." + layer + ".key", encoded.get("cross." + layer + ".key"));
                inputs.put("cross." + layer + ".value", encoded.get("cross." + layer + ".value"));
            }
            float[] logits = decoder.feed(inputs);
            int expected = golden.floats("out_logits").length;
            golden.check("logits", Arrays.copyOfRange(logits, logits.length - expected, logits.length));
        }
    }

    private void checkGreedy(String bundleName, String name) {
        Parity golden = Parity.of(name);
        Bundle bundle = TestBundles.open(bundleName);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            int[] tokens = new Aligner(bundle.manifest(), graphs).tokens(mel(golden), cancellation);
            int recorded = golden.ints("out_greedy").length - 1;
            golden.check("greedy", IntStream.concat(IntStream.of(798), Arrays.stream(tokens).limit(recorded)).toArray());
        }
    }

    private static Mel mel(Parity golden) {
        int[] shape = golden.shape("in_mel");
        return new Mel(golden.floats("in_mel"), shape[1], shape[2]);
    }
}
