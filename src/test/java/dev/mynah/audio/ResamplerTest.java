package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @Test
    void matchesLibrosaSoxrHq() {
        Parity golden = Parity.of("audio_front");
        Waveform resampled = Resampler.resample(new Waveform(golden.floats("out_wav"), 24_000), 16_000);
        assertEquals(16_000, resampled.sampleRate());
        golden.check("wav16k", resampled.samples());
    }

    @ParameterizedTest
    @CsvSource({"44100, 24000", "48000, 24000", "22050, 24000", "16000, 24000", "8000, 24000", "11025, 24000", "192000, 24000",
        "44100, 16000", "24000, 8000", "44099, 24000"})
    void keepsTonesBelowNineTenthsOfNyquistAndItsPhase(int from, int to) {
        double hertz = 0.45 * Math.min(from, to);
        float[] tone = Resampler.resample(new Waveform(tone(hertz, from), from), to).samples();
        float[] expected = tone(hertz, to);
        for (int i = to / 4; i < to * 3 / 4; i++) {
            assertEquals(expected[i], tone[i], 1e-5, "sample " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"44100, 24000", "48000, 24000", "24000, 16000", "192000, 24000", "44100, 16000", "44099, 24000"})
    void removesTonesBeyondNyquist(int from, int to) {
        float[] rest = Resampler.resample(new Waveform(tone(to / 2.0 + 10, from), from), to).samples();
        for (int i = to / 4; i < to * 3 / 4; i++) {
            assertEquals(0, rest[i], 2e-6, "sample " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"24000, 16000, 100, 67", "24000, 16000, 99, 66", "16000, 24000, 1, 2", "44100, 24000, 44100, 24000", "48000, 24000, 0, 0"})
    void roundsTheLengthUp(int from, int to, int length, int expected) {
        assertEquals(expected, Resampler.resample(new Waveform(new float[length], from), to).samples().length);
    }

    @Test
    void leavesTheSameRateAlone() {
        Waveform waveform = new Waveform(new float[3], 24_000);
        assertSame(waveform, Resampler.resample(waveform, 24_000));
    }

    @Test
    void refusesRatesWhoseFilterWouldBeHuge() {
        assertThrows(IllegalArgumentException.class, () -> Resampler.resample(new Waveform(new float[3], 192_000), 10));
        assertThrows(IllegalArgumentException.class, () -> Resampler.resample(new Waveform(new float[3], 2_000_000_000), 24_000));
    }

    private static float[] tone(double hertz, int rate) {
        float[] samples = new float[rate];
        for (int i = 0; i < rate; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate + 1);
        }
        return samples;
    }
}
