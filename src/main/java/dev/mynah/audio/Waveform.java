package dev.mynah.audio;

/**
 * Mono sound.
 *
 * @param samples amplitude, full scale is [-1, 1]; not copied, so neither side may change it afterwards
 * @param sampleRate Hz, positive
 */
public record Waveform(float[] samples, int sampleRate) {

    public Waveform {
        if (sampleRate <= 0) {
            throw new IllegalArgumentException("sampleRate must be positive, not " + sampleRate);
        }
    }

    /** Length in seconds. */
    public double seconds() {
        return samples.length / (double) sampleRate;
    }
}
