package dev.mynah.duration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Parity;
import dev.mynah.RecordedNoise;
import dev.mynah.SeededNoise;
import dev.mynah.phone.PhoneSequence;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationRulesTest {

    @Test
    void everySettingGivesUpstreamsDurations() {
        Parity golden = Parity.of("duration_post");
        int[] raw = golden.ints("in_raw");
        int count = raw.length;
        PhoneSequence phones = new PhoneSequence(golden.ints("in_ph"), new int[count]);
        int[] firsts = golden.ints("in_is_first");
        int[] durations = new int[firsts.length * count];
        int[] sums = new int[firsts.length];
        for (int row = 0; row < firsts.length; row++) {
            DurationOptions options = new DurationOptions(firsts[row] == 1, golden.ints("in_is_final")[row] == 1,
                    golden.doubles("in_dur_alpha")[row], golden.doubles("in_dur_disturb")[row]);
            RecordedNoise noise = new RecordedNoise(List.of(row(golden.floats("out_noise_choice"), row, count),
                    row(golden.floats("out_noise_ratio"), row, count)));
            Durations result = DurationRules.apply(raw, phones, options, 128, 8, noise);
            System.arraycopy(result.frames(), 0, durations, row * count, count);
            sums[row] = result.total();
        }
        golden.check("dur", durations);
        golden.check("frames", sums);
    }

    @Test
    void halvesAreRoundedToEven() {
        // 0.5 * (6 - 1) = 2.5 becomes 2, 0.5 * (8 - 1) = 3.5 becomes 4; the last phone takes (0 + 32) / 2 and the filling.
        Durations result = DurationRules.apply(new int[] {6, 8, 1}, new PhoneSequence(new int[] {101, 101, 101}, new int[3]),
                new DurationOptions(false, false, 0.5, 0), 128, 8, new SeededNoise(0, 0));
        assertArrayEquals(new int[] {2, 4, 18}, result.frames());
    }

    @Test
    void bothDrawsAreMadeEvenWithoutDisturbance() {
        RecordedNoise noise = RecordedNoise.rows(new float[] {0, 0}, 1);
        PhoneSequence one = new PhoneSequence(new int[] {101}, new int[1]);
        DurationRules.apply(new int[] {5}, one, new DurationOptions(false, true, 1, 0), 128, 8, noise);
        assertEquals(0, noise.left());
    }

    private static float[] row(float[] values, int row, int length) {
        return Arrays.copyOfRange(values, row * length, (row + 1) * length);
    }
}
