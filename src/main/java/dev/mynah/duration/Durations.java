package dev.mynah.duration;

import java.util.Arrays;

/**
 * How long each phone lasts.
 *
 * @param frames 10 ms frames for each phone; not negative
 */
public record Durations(int[] frames) {

    /** Length of all phones in 10 ms frames. */
    public int total() {
        return Arrays.stream(frames).sum();
    }
}
