package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;

class LoudnessTest {

    @Test
    void matchesPyloudnorm() {
        Parity golden = Parity.of("audio_front");
        golden.check("loudness", Loudness.integrated(new Waveform(golden.floats("out_wav"), 24_000)));
    }

    /** EBU Tech 3341, case 1: a stereo tone of -23 dBFS has -23 LUFS; one channel of it has 3.01 LU less. */
    @Test
    void agreesWithTheStandardAtOtherRates() {
        for (int rate : new int[] {24_000, 44_100, 48_000}) {
            assertEquals(-26.01, Loudness.integrated(tone(-23, rate, 20 * rate)), 0.1);
        }
    }

    @Test
    void pausesDoNotCount() {
        float[] speech = tone(-20, 24_000, 240_000).samples();
        float[] pause = Arrays.copyOf(speech, 480_000);
        assertEquals(Loudness.integrated(new Waveform(speech, 24_000)), Loudness.integrated(new Waveform(pause, 24_000)), 0.2);
    }

    @Test
    void measuresSoundShorterThanABlock() {
        double whole = Loudness.integrated(tone(-20, 24_000, 24_000));
        assertEquals(whole, Loudness.integrated(tone(-20, 24_000, 9_599)), 0.1);
        assertEquals(whole, Loudness.integrated(tone(-20, 24_000, 2_400)), 0.3);
    }

    @Test
    void silenceHasNoLoudness() {
        for (int length : new int[] {0, 1, 9_599, 9_600, 48_000}) {
            assertEquals(Double.NEGATIVE_INFINITY, Loudness.integrated(new Waveform(new float[length], 24_000)), "length " + length);
        }
        assertEquals(Double.NEGATIVE_INFINITY, Loudness.integrated(tone(-80, 24_000, 48_000)));
    }

    private static Waveform tone(double decibels, int rate, int length) {
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) (Math.pow(10, decibels / 20) * Math.sin(2 * Math.PI * 1000 * i / rate));
        }
        return new Waveform(samples, rate);
    }
}
