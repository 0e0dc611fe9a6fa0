package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceAudioTest {

    @Test
    void matchesUpstream() {
        Parity golden = Parity.of("audio_front");
        float[] samples = golden.floats("in_pcm");
        for (int i = 0; i < samples.length; i++) {
            samples[i] /= 32768;
        }
        golden.check("wav", ReferenceAudio.pad(new Waveform(samples, 24_000), (int) golden.scalar("in_win_size")).samples());
    }

    @ParameterizedTest
    @CsvSource({"1200, 2399", "1199, 1199", "1198, 1199", "1, 1199", "2399, 2399", "2400, 3599"})
    void leavesALengthOneShortOfAWindowAlone(int length, int padded) {
        assertEquals(padded + 12_000, ReferenceAudio.pad(new Waveform(new float[length], 24_000), 1200).samples().length);
    }
}
