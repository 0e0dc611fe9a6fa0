package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasteringTest {

    @Test
    void matchesUpstream() {
        Parity golden = Parity.of("post_processing");
        int prompt = (int) golden.scalar("in_prompt_latents") * 960;
        double[] loudness = new double[3];
        for (int i = 0; i < 3; i++) {
            float[] decoded = golden.floats("in_decoded_" + i);
            Waveform segment = new Waveform(Arrays.copyOfRange(decoded, prompt, decoded.length), 24_000);
            loudness[i] = Loudness.integrated(segment);
            golden.check("segment_" + i, Mastering.master(segment, golden.scalar("in_loudness_prompt")).samples());
        }
        golden.check("loudness", loudness);
    }

    @Test
    void reachesTheTargetUnlessThePeakForbids() {
        Waveform noise = noise(48_000, 0.01f);
        assertEquals(-23, Loudness.integrated(Mastering.master(noise, -23)), 1e-3);
        assertEquals(0.95f, peak(Mastering.master(noise, 20)), 1e-6);
        for (double target = -12; target < 6; target += 0.5) {
            float peak = peak(Mastering.master(noise, target));
            assertTrue(peak < 1, target + " LUFS peaks at " + peak);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 9_600, 48_000})
    void silenceStaysSilence(int length) {
        assertArrayEquals(new float[length], Mastering.master(new Waveform(new float[length], 24_000), -20).samples());
    }

    @Test
    void shortSegmentsAreMasteredToo() {
        assertEquals(-23, Loudness.integrated(Mastering.master(noise(5_000, 0.01f), -23)), 1e-3);
    }

    @Test
    void leavesItsInputAlone() {
        Waveform noise = noise(24_000, 0.3f);
        float[] before = noise.samples().clone();
        Mastering.master(noise, -40);
        assertArrayEquals(before, noise.samples());
    }

    @Test
    void refusesTheLoudnessOfSilenceAsTarget() {
        assertThrows(IllegalArgumentException.class, () -> Mastering.master(noise(100, 1), Double.NEGATIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Mastering.master(noise(100, 1), Double.NaN));
    }

    private static Waveform noise(int length, float scale) {
        Random random = new Random(1);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = scale * (2 * random.nextFloat() - 1);
        }
        return new Waveform(samples, 24_000);
    }

    private static float peak(Waveform waveform) {
        float peak = 0;
        for (float sample : waveform.samples()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }
}
