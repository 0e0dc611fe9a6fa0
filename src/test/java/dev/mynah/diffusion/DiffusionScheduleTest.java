package dev.mynah.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionScheduleTest {

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 10, 25, 32})
    void timesAndFactorsAreUpstreams(int steps) {
        Parity golden = Parity.of("time_schedule");
        DiffusionSchedule schedule = DiffusionSchedule.of(steps);
        golden.check("t_" + steps, schedule.times());
        golden.check("o_" + steps, schedule.overshoots());
        // Of 32 steps, torch's cosine of the fourth is off by one in the last place, and the small times there magnify that: needed is 1.9.
        golden.check("a_" + steps, schedule.stateFactors(), 2);
        golden.check("b_" + steps, schedule.noiseFactors());
    }

    @Test
    void oneStepGoesAllTheWay() {
        DiffusionSchedule schedule = DiffusionSchedule.of(1);
        float[] sample = {1, -2};
        schedule.advance(0, sample, new float[] {0.5f, 1}, new float[] {100, 100});
        assertEquals(1.5f, sample[0], 1e-6);
        assertEquals(-1f, sample[1], 1e-6);
    }
}
