package dev.mynah.speech;

import dev.mynah.diffusion.LatentDiffuser;
import dev.mynah.duration.DurationPredictor;
import dev.mynah.model.Bundle;
import dev.mynah.model.EmbeddedBundle;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.Phonemizer;
import dev.mynah.voice.VoicePrompter;
import dev.mynah.wave.WaveDecoder;
import java.nio.file.Path;

/** All stages of one bundle. Owns their native memory: close it after the last call. */
public final class Stages implements AutoCloseable {

    private final Manifest manifest;
    private final Graphs graphs;
    private final Phonemizer phonemizer;
    private final DurationPredictor durationPredictor;
    private final VoicePrompter voicePrompter;
    private final LatentDiffuser latentDiffuser;
    private final WaveDecoder waveDecoder;

    private Stages(Bundle bundle, Graphs graphs, RuntimeOptions options) {
        this.manifest = bundle.manifest();
        this.graphs = graphs;
        this.durationPredictor = new DurationPredictor(manifest, graphs);
        this.voicePrompter = new VoicePrompter(manifest, graphs, durationPredictor);
        this.latentDiffuser = new LatentDiffuser(manifest, graphs);
        this.waveDecoder = new WaveDecoder(manifest, graphs);
        this.phonemizer = new Phonemizer(bundle, graphs, options.maxLength());
    }

    /**
     * Load and check a bundle.
     *
     * @param directory what {@code mynah-export} wrote, or null for the bundle that ships with Mynah
     * @throws dev.mynah.model.BundleException if it is incomplete, corrupt or of another shape than its manifest says
     */
    public static Stages open(Path directory, RuntimeOptions options) {
        Bundle bundle = directory == null ? EmbeddedBundle.open() : Bundle.open(directory);
        Graphs graphs = new Graphs(bundle, options);
        try {
            return new Stages(bundle, graphs, options);
        } catch (RuntimeException e) {
            graphs.close();
            throw e;
        }
    }

    /** What the bundle says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    /** Text to phones. */
    public Phonemizer phonemizer() {
        return phonemizer;
    }

    /** Reference audio to voice. */
    public VoicePrompter voicePrompter() {
        return voicePrompter;
    }

    /** Phones to durations. */
    public DurationPredictor durationPredictor() {
        return durationPredictor;
    }

    /** Phones and durations to latents. */
    public LatentDiffuser latentDiffuser() {
        return latentDiffuser;
    }

    /** Latents to sound. */
    public WaveDecoder waveDecoder() {
        return waveDecoder;
    }

    @Override
    public void close() {
        phonemizer.close();
        graphs.close();
    }
}
