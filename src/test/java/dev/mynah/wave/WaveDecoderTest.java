package dev.mynah.wave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Cancellation;
import dev.mynah.Parity;
import dev.mynah.SeededNoise;
import dev.mynah.TestBundles;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Bundle;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaveDecoderTest {

    private static final int SAMPLES = 960;

    /** ONNX Runtime adds in another order at another length; with 4 latents of context the difference would be 3e-4. */
    private static final float ROUNDING = 1e-5f;

    @Test
    void soundIsUpstreams() {
        check("mini-decoder", "wavvae_decode_mini");
    }

    @Test
    @Tag("full")
    void soundOfTheFullModelIsUpstreams() {
        check("full", "wavvae_decode_full");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7, 20, 33})
    void speechIsTheTailOfTheWhole(int promptLength) {
        Latents latents = latents(Parity.of("wavvae_decode_mini"));
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            WaveDecoder decoder = new WaveDecoder(bundle.manifest(), graphs);
            float[] whole = decoder.decode(latents, 0).samples();
            float[] speech = decoder.decode(latents, promptLength).samples();
            assertArrayEquals(Arrays.copyOfRange(whole, promptLength * SAMPLES, whole.length), speech, ROUNDING);
        }
    }

    @Test
    void longSpeechIsTheSameAsDecodedInOnePiece() {
        Latents latents = new Latents(new SeededNoise(3, 0).gaussian(610 * 32), 32);
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu());
                Tensor input = Tensor.floats(latents.values(), 1, latents.length(), 32);
                Tensors outputs = graphs.load("wave_decoder").run(Map.of("latents", input))) {
            float[] whole = outputs.get("wave").toFloats();
            float[] speech = new WaveDecoder(bundle.manifest(), graphs).decode(latents, 30).samples();
            assertArrayEquals(Arrays.copyOfRange(whole, 30 * SAMPLES, whole.length), speech, ROUNDING);
        }
    }

    @Test
    void cancellationStopsBeforeTheNextPiece() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            WaveDecoder decoder = new WaveDecoder(bundle.manifest(), graphs);
            assertThrows(CancellationException.class, () -> decoder.decode(new Latents(new float[64], 32), 0, cancellation));
        }
    }

    @Test
    void aPromptLongerThanTheLatentsIsRefused() {
        Bundle bundle = TestBundles.open("mini-decoder");
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            WaveDecoder decoder = new WaveDecoder(bundle.manifest(), graphs);
            assertThrows(IllegalArgumentException.class, () -> decoder.decode(new Latents(new float[64], 32), 3));
        }
    }

    private static void check(String bundleName, String name) {
        Parity golden = Parity.of(name);
        Latents latents = latents(golden);
        Bundle bundle = TestBundles.open(bundleName);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            var wave = new WaveDecoder(bundle.manifest(), graphs).decode(latents, 0);
            assertEquals(24_000, wave.sampleRate());
            golden.check("wav", wave.samples());
        }
    }

    private static Latents latents(Parity golden) {
        return new Latents(golden.floats("in_latent"), 32);
    }
}
