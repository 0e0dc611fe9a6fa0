package dev.mynah;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Plays recorded draws back, each of them once and at its length. */
public final class RecordedNoise implements Noise {

    private final Deque<float[]> draws;

    public RecordedNoise(List<float[]> draws) {
        this.draws = new ArrayDeque<>(draws);
    }

    /** Draws of equal length that were recorded as the rows of one array. */
    public static RecordedNoise rows(float[] rows, int length) {
        Deque<float[]> draws = new ArrayDeque<>();
        for (int i = 0; i < rows.length; i += length) {
            draws.add(Arrays.copyOfRange(rows, i, i + length));
        }
        return new RecordedNoise(List.copyOf(draws));
    }

    @Override
    public float[] uniform(int count) {
        return next(count);
    }

    @Override
    public float[] gaussian(int count) {
        return next(count);
    }

    /** Draws that nobody asked for. */
    public int left() {
        return draws.size();
    }

    private float[] next(int count) {
        float[] draw = draws.removeFirst();
        assertEquals(draw.length, count, "length of the draw");
        return draw;
    }
}
