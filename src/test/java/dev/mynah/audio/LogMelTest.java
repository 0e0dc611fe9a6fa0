package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;

class LogMelTest {

    private final Parity golden = Parity.of("audio_front");

    @Test
    void matchesWhisper() {
        Mel mel = LogMel.of(new Waveform(golden.floats("out_wav16k"), 16_000));
        assertEquals(375, mel.frames());
        Mel cut = mel.truncate(8);
        assertArrayEquals(golden.shape("out_mel"), new int[] {cut.bins(), cut.frames()});
        golden.check("mel", cut.values());
    }

    /** The aligner sees what the whole chain makes of a recording, so the errors of its links must not add up beyond the tolerance. */
    @Test
    void matchesWhisperFromTheRecordingOn() {
        float[] samples = golden.floats("in_pcm");
        for (int i = 0; i < samples.length; i++) {
            samples[i] /= 32768;
        }
        Waveform padded = ReferenceAudio.pad(new Waveform(samples, 24_000), (int) golden.scalar("in_win_size"));
        golden.check("mel", LogMel.of(Resampler.resample(padded, 16_000)).truncate(8).values());
    }

    @Test
    void silenceIsTheFloorEverywhere() {
        Mel mel = LogMel.of(new Waveform(new float[1600], 16_000));
        assertEquals(10, mel.frames());
        for (float value : mel.values()) {
            assertEquals(-1.5f, value);
        }
    }

    @Test
    void refusesAnotherRateAndTooFewSamples() {
        assertThrows(IllegalArgumentException.class, () -> LogMel.of(new Waveform(new float[1600], 24_000)));
        assertThrows(IllegalArgumentException.class, () -> LogMel.of(new Waveform(new float[200], 16_000)));
    }

    @Test
    void truncatesEveryBin() {
        Mel mel = new Mel(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).truncate(2);
        assertArrayEquals(new float[] {1, 2, 4, 5}, mel.values());
        assertEquals(2, mel.frames());
    }
}
