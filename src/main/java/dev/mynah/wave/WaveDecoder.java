package dev.mynah.wave;

import dev.mynah.Cancellation;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import java.util.Map;

/** Latents to sound: the decoder of the WaveVAE. */
public final class WaveDecoder {

    /** Latents that are decoded in one call, 10 s: memory grows with the length of a call, the sound does not depend on it. */
    private static final int CHUNK = 250;

    private final Manifest.Audio audio;
    private final int context;
    private final Graph graph;

    /** Load the graph of the decoder. */
    public WaveDecoder(Manifest manifest, Graphs graphs) {
        this.audio = manifest.audio();
        this.context = manifest.wave().contextLatents();
        this.graph = graphs.load("wave_decoder");
    }

    /**
     * @param latents the prompt's latents followed by those of the speech
     * @param promptLength how many of them are the prompt
     * @return the speech alone
     */
    public Waveform decode(Latents latents, int promptLength) {
        return decode(latents, promptLength, new Cancellation());
    }

    /** The same, which can be cancelled: on a CPU this is the slowest of all calls. */
    public Waveform decode(Latents latents, int promptLength, Cancellation cancellation) {
        if (promptLength < 0 || promptLength > latents.length()) {
            throw new IllegalArgumentException("there are " + latents.length() + " latents, so " + promptLength + " cannot be the prompt");
        }
        float[] speech = new float[Math.multiplyExact(latents.length() - promptLength, audio.samplesPerLatent())];
        int written = 0;
        for (int from = promptLength; from < latents.length(); from += CHUNK) {
            cancellation.check();
            int to = Math.min(from + CHUNK, latents.length());
            int count = (to - from) * audio.samplesPerLatent();
            // A sample depends on that many latents around it, so with them it is the same as in one call for all.
            int first = Math.max(0, from - context);
            float[] wave = run(latents.rows(first, Math.min(to + context, latents.length())));
            System.arraycopy(wave, (from - first) * audio.samplesPerLatent(), speech, written, count);
            written += count;
        }
        return new Waveform(speech, audio.sampleRate());
    }

    private float[] run(Latents latents) {
        try (Tensor input = Tensor.floats(latents.values(), 1, latents.length(), latents.channels());
                Tensors outputs = graph.run(Map.of("latents", input))) {
            return outputs.get("wave").toFloats();
        }
    }
}
