package dev.mynah.speech;

import dev.mynah.diffusion.LatentDiffuser;
import dev.mynah.duration.DurationPredictor;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.Phonemizer;
import dev.mynah.voice.VoicePrompter;
import dev.mynah.wave.WaveDecoder;
import java.nio.file.Path;

/** All stages of one bundle. Owns their native memory: close it after the last call. */
public final class Stages implements AutoCloseable {

    /**
     * Load and check a bundle.
     *
     * @param directory what {@code mynah-export} wrote, or null for the bundle that ships with Mynah
     * @throws dev.mynah.model.BundleException if it is incomplete, corrupt or of another shape than its manifest says
     */
    public static Stages open(Path directory, RuntimeOptions options) {
        throw new UnsupportedOperationException();
    }

    public Phonemizer phonemizer() {
        throw new UnsupportedOperationException();
    }

    public VoicePrompter voicePrompter() {
        throw new UnsupportedOperationException();
    }

    public DurationPredictor durationPredictor() {
        throw new UnsupportedOperationException();
    }

    public LatentDiffuser latentDiffuser() {
        throw new UnsupportedOperationException();
    }

    public WaveDecoder waveDecoder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
