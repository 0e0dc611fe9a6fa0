package dev.mynah.diffusion;

import java.util.Arrays;

/**
 * Compressed sound, one row for each 40 ms.
 *
 * @param values row after row, {@code channels} values each
 * @param channels values a row, 32 officially
 */
public record Latents(float[] values, int channels) {

    public Latents {
        if (channels <= 0 || values.length % channels != 0) {
            throw new IllegalArgumentException(values.length + " values are no whole rows of " + channels);
        }
    }

    /** Number of rows (25 a second). */
    public int length() {
        return values.length / channels;
    }

    /** Rows {@code from} to {@code to}, the last not included. */
    public Latents rows(int from, int to) {
        return new Latents(Arrays.copyOfRange(values, from * channels, to * channels), channels);
    }
}
