package dev.mynah.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins segments: 0.16 s of each fade into 0.16 s of the next, under the halves of a Hann window ({@code combine_audio_segments}
 * upstream). Where a segment is shorter than that, the fade is as long as the segment. For one stream of segments, by one thread at a
 * time.
 */
public final class Crossfade {

    private static final double SECONDS = 0.16;

    private final int sampleRate;
    private final int window;
    private float[] tail = {};

    /** @param sampleRate that of all segments, Hz */
    public Crossfade(int sampleRate) {
        this.sampleRate = sampleRate;
        window = (int) Math.round(sampleRate * SECONDS);
    }

    /** All segments joined at once, exactly as {@link #add} and {@link #finish()} do it one by one. */
    public static Waveform join(List<Waveform> segments) {
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("There are no segments to join");
        }
        Crossfade crossfade = new Crossfade(segments.get(0).sampleRate());
        List<Waveform> parts = new ArrayList<>();
        segments.forEach(segment -> parts.add(crossfade.add(segment)));
        parts.add(crossfade.finish());
        float[] joined = new float[parts.stream().mapToInt(part -> part.samples().length).reduce(0, Math::addExact)];
        int length = 0;
        for (Waveform part : parts) {
            System.arraycopy(part.samples(), 0, joined, length, part.samples().length);
            length += part.samples().length;
        }
        return new Waveform(joined, crossfade.sampleRate);
    }

    /**
     * Append a segment.
     *
     * @return the sound since the last call as far as the next segment cannot change it any more; maybe nothing
     */
    public Waveform add(Waveform segment) {
        if (segment.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("The segment has " + segment.sampleRate() + " Hz, those before it " + sampleRate);
        }
        float[] next = segment.samples();
        int overlap = Math.min(window, Math.min(tail.length, next.length));
        int start = tail.length - overlap;
        float[] joined = Arrays.copyOf(tail, start + next.length);
        for (int i = 0; i < overlap; i++) {
            joined[start + i] = (float) (tail[start + i] * hann(overlap + i, overlap) + next[i] * hann(i, overlap));
        }
        System.arraycopy(next, overlap, joined, start + overlap, next.length - overlap);
        int settled = Math.max(0, joined.length - window);
        tail = Arrays.copyOfRange(joined, settled, joined.length);
        return new Waveform(Arrays.copyOf(joined, settled), sampleRate);
    }

    /** The rest, after the last segment. */
    public Waveform finish() {
        Waveform rest = new Waveform(tail, sampleRate);
        tail = new float[0];
        return rest;
    }

    /** Symmetric Hann window of {@code 2 * half} points; its two halves add up to almost 1. */
    private static double hann(int index, int half) {
        return 0.5 - 0.5 * Math.cos(2 * Math.PI * index / (2 * half - 1));
    }
}
