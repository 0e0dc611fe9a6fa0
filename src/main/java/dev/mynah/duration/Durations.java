package dev.mynah.duration;

import java.util.Arrays;

/**
 * How long each phone lasts.
 *
 * @param frames 10 ms frames for each phone; not negative
 */
public record Durations(int[] frames) {

    public Durations {
        for (int each : frames) {
            if (each < 0) {
                throw new IllegalArgumentException("a duration must not be negative, not " + each);
            }
        }
    }

    /** Length of all phones in 10 ms frames. */
    public int total() {
        return Arrays.stream(frames).sum();
    }

    /** For each frame the phone that sounds, counted from 1. */
    public int[] framePhones() {
        int[] framePhones = new int[total()];
        int end = 0;
        for (int i = 0; i < frames.length; i++) {
            Arrays.fill(framePhones, end, end + frames[i], i + 1);
            end += frames[i];
        }
        return framePhones;
    }
}
