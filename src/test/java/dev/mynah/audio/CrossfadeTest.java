package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;

class CrossfadeTest {

    private static final int WINDOW = 3840;

    @Test
    void matchesUpstream() {
        Parity golden = Parity.of("post_processing");
        golden.check("joined", Crossfade.join(golden(golden)).samples());
    }

    @Test
    void oneByOneIsTheSameAsAllAtOnce() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            List<Waveform> segments = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(i -> constant(random.nextFloat(), random.nextInt(3 * WINDOW))).toList();
            Crossfade crossfade = new Crossfade(24_000);
            List<Float> streamed = new ArrayList<>();
            segments.forEach(segment -> collect(streamed, crossfade.add(segment)));
            collect(streamed, crossfade.finish());
            float[] joined = Crossfade.join(segments).samples();
            assertEquals(joined.length, streamed.size());
            for (int i = 0; i < joined.length; i++) {
                assertEquals(joined[i], streamed.get(i));
            }
        }
    }

    @Test
    void holdsBackOnlyWhatTheNextSegmentCanChange() {
        Crossfade crossfade = new Crossfade(24_000);
        assertEquals(10_000 - WINDOW, crossfade.add(constant(1, 10_000)).samples().length);
        assertEquals(10_000 - WINDOW, crossfade.add(constant(1, 10_000)).samples().length);
        assertEquals(WINDOW, crossfade.finish().samples().length);
        assertEquals(0, crossfade.finish().samples().length);
    }

    @Test
    void segmentsShorterThanTheFadeFadeAsFarAsTheyReach() {
        float[] joined = Crossfade.join(List.of(constant(0.5f, 10_000), constant(0.5f, 500), constant(0.5f, 10_000))).samples();
        assertEquals(10_000 + 10_000 - WINDOW, joined.length);
        for (float sample : joined) {
            assertEquals(0.5f, sample, 0.01f);
        }
        float[] first = Crossfade.join(List.of(constant(0.5f, 700), constant(0.5f, 10_000))).samples();
        assertEquals(10_000, first.length);
        assertArrayEquals(constant(1, 9).samples(), Crossfade.join(List.of(constant(1, 0), constant(1, 9), constant(1, 0))).samples());
    }

    @Test
    void aSingleSegmentStaysAsItIs() {
        float[] segment = golden(Parity.of("post_processing")).get(0).samples();
        assertArrayEquals(segment, Crossfade.join(List.of(new Waveform(segment, 24_000))).samples());
    }

    @Test
    void refusesNothingAndMixedRates() {
        assertThrows(IllegalArgumentException.class, () -> Crossfade.join(List.of()));
        var mixed = List.of(constant(1, 9), new Waveform(new float[9], 16_000));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Crossfade.join(mixed)).getMessage().contains("16000"));
    }

    private static List<Waveform> golden(Parity golden) {
        return IntStream.range(0, 3).mapToObj(i -> new Waveform(golden.floats("out_segment_" + i), 24_000)).toList();
    }

    private static Waveform constant(float value, int length) {
        float[] samples = new float[length];
        Arrays.fill(samples, value);
        return new Waveform(samples, 24_000);
    }

    private static void collect(List<Float> all, Waveform part) {
        for (float sample : part.samples()) {
            all.add(sample);
        }
    }
}
