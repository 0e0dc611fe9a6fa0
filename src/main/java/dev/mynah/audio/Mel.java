package dev.mynah.audio;

/**
 * A mel spectrogram.
 *
 * @param values [bins, frames], a row for each bin
 * @param bins number of mel bins
 * @param frames number of frames, 10 ms each
 */
public record Mel(float[] values, int bins, int frames) {

    public Mel {
        if (values.length != bins * frames) {
            throw new IllegalArgumentException(values.length + " values are not " + bins + " bins x " + frames + " frames");
        }
    }

    /** Without the frames beyond the last whole multiple of {@code multiple}. */
    public Mel truncate(int multiple) {
        int kept = frames / multiple * multiple;
        float[] cut = new float[bins * kept];
        for (int bin = 0; bin < bins; bin++) {
            System.arraycopy(values, bin * frames, cut, bin * kept, kept);
        }
        return new Mel(cut, bins, kept);
    }
}
