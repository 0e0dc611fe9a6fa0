package dev.mynah.audio;

/** The volume of a finished segment: as loud as the reference, and never clipped. */
public final class Mastering {

    private static final float PEAK = 0.95f;

    private Mastering() {}

    /**
     * One gain over the whole segment, in float32 as upstream. A segment with a peak of 1 or more afterwards is scaled down to 0.95, and
     * then misses the target. Silence stays silence.
     *
     * @param loudness the target, LUFS
     */
    public static Waveform master(Waveform segment, double loudness) {
        if (!Double.isFinite(loudness)) {
            throw new IllegalArgumentException("The target loudness must be finite, not " + loudness);
        }
        double measured = Loudness.integrated(segment);
        float gain = Double.isFinite(measured) ? (float) Math.pow(10, (loudness - measured) / 20) : 1;
        float[] samples = segment.samples().clone();
        float peak = 0;
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= gain;
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        if (peak >= 1) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = samples[i] / peak * PEAK;
            }
        }
        return new Waveform(samples, segment.sampleRate());
    }
}
