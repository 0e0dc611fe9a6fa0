package dev.mynah.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;

class WavFileTest {

    @Test
    void matchesUpstream() {
        Parity golden = Parity.of("post_processing");
        byte[] file = WavFile.encode(new Waveform(golden.floats("out_joined"), 24_000));
        golden.check("header", Arrays.copyOf(file, 44));
        golden.check("pcm", samples(file));
    }

    @Test
    void truncatesTowardZeroAndClips() {
        float[] samples = {0, 0.9999f / 32767, -0.9999f / 32767, 1, -1, 1.2f, -1.2f, Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
        assertArrayEquals(new short[] {0, 0, 0, 32767, -32767, 32767, -32768, 32767, -32768},
                samples(WavFile.encode(new Waveform(samples, 24_000))));
    }

    private static short[] samples(byte[] file) {
        short[] samples = new short[(file.length - 44) / 2];
        ByteBuffer.wrap(file, 44, file.length - 44).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }
}
