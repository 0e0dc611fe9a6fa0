package dev.mynah.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** RIFF WAVE, mono, 16 bit. */
public final class WavFile {

    /** Bytes before the first sample. */
    public static final int HEADER_LENGTH = 44;

    private static final int SAMPLE_BYTES = 2;

    private WavFile() {}

    /**
     * Samples are multiplied by 32767 and truncated toward zero, without dither, as upstream does; what exceeds full scale is clipped.
     *
     * @return header and samples
     */
    public static byte[] encode(Waveform waveform) {
        float[] samples = waveform.samples();
        int dataLength = Math.multiplyExact(samples.length, SAMPLE_BYTES);
        ByteBuffer file = ByteBuffer.allocate(Math.addExact(HEADER_LENGTH, dataLength)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(file.capacity() - 8).put(ascii("WAVE"));
        file.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        file.putInt(waveform.sampleRate()).putInt(waveform.sampleRate() * SAMPLE_BYTES);
        file.putShort((short) SAMPLE_BYTES).putShort((short) (8 * SAMPLE_BYTES));
        file.put(ascii("data")).putInt(dataLength);
        for (float sample : samples) {
            file.putShort((short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample * 32767.0)));
        }
        return file.array();
    }

    private static byte[] ascii(String chunk) {
        return chunk.getBytes(StandardCharsets.US_ASCII);
    }
}
