package dev.mynah.wave;

import dev.mynah.Noise;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import java.util.Map;

/** Sound to latents: the encoder of the WaveVAE, which not every checkpoint has. */
public final class WaveEncoder {

    private final Manifest.Audio audio;
    private final Graph graph;

    /** Load the graph of the encoder. */
    public WaveEncoder(Manifest manifest, Graphs graphs) {
        this.audio = manifest.audio();
        this.graph = graphs.load("wave_encoder");
    }

    /**
     * A random sample of what the encoder makes of the sound.
     *
     * @param wave at the sample rate of the bundle
     * @param noise one Gaussian draw of [channels, latents]
     */
    public Latents encode(Waveform wave, Noise noise) {
        if (wave.sampleRate() != audio.sampleRate()) {
            throw new IllegalArgumentException("the encoder takes " + audio.sampleRate() + " Hz, not " + wave.sampleRate());
        }
        int samples = wave.samples().length;
        int channels = audio.latentChannels();
        int length = (samples + audio.samplesPerLatent() - 1) / audio.samplesPerLatent();
        try (Tensor input = Tensor.floats(wave.samples(), 1, samples);
                Tensor draw = Tensor.floats(noise.gaussian(channels * length), 1, channels, length);
                Tensors outputs = graph.run(Map.of("wave", input, "noise", draw))) {
            return new Latents(outputs.get("latents").toFloats(), channels);
        }
    }
}
