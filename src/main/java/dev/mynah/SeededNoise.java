package dev.mynah;

import java.util.Random;

/**
 * Noise that a seed determines, on every machine and Java version: {@link Random} is specified to the bit.
 * Not for use by several threads; derive a stream for each piece of work instead.
 */
public final class SeededNoise implements Noise {

    private final Random random;

    /** @param seed any value; {@code stream} numbers of one seed give unrelated sequences */
    public SeededNoise(long seed, long stream) {
        this.random = new Random(mix(mix(seed) + stream));
    }

    @Override
    public float[] uniform(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    @Override
    public float[] gaussian(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The finalizer of SplitMix64: neighbouring seeds become unrelated ones. */
    private static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
