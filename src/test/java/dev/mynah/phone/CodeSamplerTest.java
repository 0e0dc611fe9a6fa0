package dev.mynah.phone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Noise;
import dev.mynah.SeededNoise;
import org.junit.jupiter.api.Test;

class CodeSamplerTest {

    /** Probabilities 0.1, 0.4, 0.2, 0.3. */
    private static float[] logits() {
        return new float[] {(float) Math.log(0.1), (float) Math.log(0.4), (float) Math.log(0.2), (float) Math.log(0.3)};
    }

    private static void assertDrawn(SamplingOptions options, double... probabilities) {
        double[] shares = new double[4];
        Noise noise = new SeededNoise(1, 0);
        for (int i = 0; i < 20_000; i++) {
            shares[new CodeSampler(options, noise, 4).next(logits())] += 1 / 20_000.0;
        }
        // Three standard deviations of the most uncertain share
        assertArrayEquals(probabilities, shares, 0.0106);
    }

    @Test
    void drawsFollowTheProbabilities() {
        assertDrawn(new SamplingOptions(1, 1, 0, 1, 1), 0.1, 0.4, 0.2, 0.3);
    }

    @Test
    void temperatureSharpens() {
        assertDrawn(new SamplingOptions(1, 0.5, 0, 1, 1), 0.01 / 0.3, 0.16 / 0.3, 0.04 / 0.3, 0.09 / 0.3);
    }

    @Test
    void topKKeepsTheBest() {
        assertDrawn(new SamplingOptions(1, 1, 2, 1, 1), 0, 4 / 7.0, 0, 3 / 7.0);
    }

    @Test
    void topPKeepsTheFewestThatReachTheShare() {
        assertDrawn(new SamplingOptions(1, 1, 0, 0.69, 1), 0, 4 / 7.0, 0, 3 / 7.0);
        assertDrawn(new SamplingOptions(1, 1, 0, 0.75, 1), 0, 4 / 9.0, 2 / 9.0, 3 / 9.0);
        assertDrawn(new SamplingOptions(1, 1, 0, 0.01, 1), 0, 1, 0, 0);
    }

    @Test
    void repetitionIsPenalizedOnBothSidesOfZero() {
        CodeSampler sampler = new CodeSampler(new SamplingOptions(2, 0, 0, 1, 1), null, 3);
        sampler.markSeen(1);
        assertEquals(0, sampler.next(new float[] {2.5f, 4, 0}), "4 / 2 < 2.5");
        CodeSampler negative = new CodeSampler(new SamplingOptions(2, 0, 0, 1, 1), null, 3);
        negative.markSeen(1);
        assertEquals(2, negative.next(new float[] {-9, -1, -1.5f}), "-1 * 2 < -1.5");
    }

    @Test
    void aCodeOnceChosenIsARepetition() {
        CodeSampler sampler = new CodeSampler(new SamplingOptions(2, 0, 0, 1, 1), null, 2);
        assertEquals(0, sampler.next(new float[] {4, 3}));
        assertEquals(1, sampler.next(new float[] {4, 3}));
    }

    @Test
    void topKOfOneNeedsNoDraw() {
        Noise none = new Noise() {
            @Override
            public float[] uniform(int count) {
                throw new AssertionError("greedy choice drew a number");
            }

            @Override
            public float[] gaussian(int count) {
                throw new AssertionError("greedy choice drew a number");
            }
        };
        assertEquals(1, new CodeSampler(new SamplingOptions(1, 0.9, 1, 0.95, 1), none, 4).next(logits()));
        assertEquals(1, new CodeSampler(new SamplingOptions(1, 0, 50, 0.95, 1), none, 4).next(logits()));
    }
}
