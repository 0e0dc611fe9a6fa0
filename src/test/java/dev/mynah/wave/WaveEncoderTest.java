package dev.mynah.wave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Parity;
import dev.mynah.RecordedNoise;
import dev.mynah.TestBundles;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Bundle;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WaveEncoderTest {

    @Test
    void latentsAreUpstreams() {
        check("mini-encoder", "wavvae_encode_mini");
    }

    @Test
    @Tag("full")
    void latentsOfTheFullModelAreUpstreams() {
        check("full", "wavvae_encode_full");
    }

    private static void check(String bundleName, String name) {
        Parity golden = Parity.of(name);
        float[] audio = golden.floats("in_audio");
        RecordedNoise noise = new RecordedNoise(List.of(golden.floats("out_noise")));
        Bundle bundle = TestBundles.open(bundleName);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu());
                Tensor wave = Tensor.floats(audio, 1, audio.length);
                Tensor draw = Tensor.floats(golden.floats("out_noise"), 1, 32, golden.shape("out_noise")[2]);
                Tensors outputs = graphs.load("wave_encoder").run(Map.of("wave", wave, "noise", draw))) {
            golden.check("mean", outputs.get("mean").toFloats());
            golden.check("logvar", outputs.get("logvar").toFloats());
            Latents latents = new WaveEncoder(bundle.manifest(), graphs).encode(new Waveform(audio, 24_000), noise);
            golden.check("latent", latents.values());
            assertEquals(golden.shape("out_latent")[1], latents.length());
        }
    }
}
