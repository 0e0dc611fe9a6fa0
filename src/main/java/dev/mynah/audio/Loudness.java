package dev.mynah.audio;

import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * Integrated loudness after ITU-R BS.1770-4, with the filter coefficients, the block count and the gates of pyloudnorm, whose figures
 * upstream's volume follows.
 */
public final class Loudness {

    private static final double BLOCK_SECONDS = 0.4;
    private static final double STEP = 0.25;
    private static final double ABSOLUTE_GATE = -70;
    private static final double RELATIVE_GATE = -10;

    private Loudness() {}

    /**
     * @return LUFS; negative infinity if nothing is louder than -70 LUFS. Sound shorter than a block of 0.4 s counts as one short block.
     */
    public static double integrated(Waveform waveform) {
        double[] blocks = blockPowers(highPass(highShelf(widen(waveform.samples()), waveform.sampleRate()), waveform.sampleRate()),
                waveform.sampleRate());
        double loud = meanAbove(blocks, power -> lufs(power) >= ABSOLUTE_GATE);
        double gate = lufs(loud) + RELATIVE_GATE;
        return lufs(meanAbove(blocks, power -> lufs(power) > gate && lufs(power) > ABSOLUTE_GATE));
    }

    private static double lufs(double power) {
        return -0.691 + 10 * Math.log10(power);
    }

    private static double meanAbove(double[] blocks, DoublePredicate gate) {
        return Arrays.stream(blocks).filter(gate).average().orElse(0);
    }

    /** Mean squares of blocks that overlap by three quarters. The number of blocks is rounded, so the last one may reach into silence. */
    private static double[] blockPowers(double[] samples, int rate) {
        double seconds = (double) samples.length / rate;
        if (seconds < BLOCK_SECONDS) {
            return new double[] {samples.length == 0 ? 0 : energy(samples, 0, samples.length) / samples.length};
        }
        int blocks = (int) Math.rint((seconds - BLOCK_SECONDS) / (BLOCK_SECONDS * STEP)) + 1;
        double[] powers = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            int from = (int) (BLOCK_SECONDS * (i * STEP) * rate);
            int to = (int) (BLOCK_SECONDS * (i * STEP + 1) * rate);
            powers[i] = energy(samples, from, Math.min(to, samples.length)) / (BLOCK_SECONDS * rate);
        }
        return powers;
    }

    private static double energy(double[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += samples[i] * samples[i];
        }
        return sum;
    }

    private static double[] widen(float[] samples) {
        double[] wide = new double[samples.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = samples[i];
        }
        return wide;
    }

    /** 4 dB above 1.5 kHz, as the head does. Both filters are those of R. Bristow-Johnson's cookbook. */
    private static double[] highShelf(double[] samples, int rate) {
        double a = Math.pow(10, 4.0 / 40);
        double turn = 2 * Math.PI * 1500 / rate;
        double cosine = Math.cos(turn);
        double slope = 2 * Math.sqrt(a) * Math.sin(turn) / Math.sqrt(2);
        return filter(samples,
                a * (a + 1 + (a - 1) * cosine + slope), -2 * a * (a - 1 + (a + 1) * cosine), a * (a + 1 + (a - 1) * cosine - slope),
                a + 1 - (a - 1) * cosine + slope, 2 * (a - 1 - (a + 1) * cosine), a + 1 - (a - 1) * cosine - slope);
    }

    private static double[] highPass(double[] samples, int rate) {
        double turn = 2 * Math.PI * 38 / rate;
        double cosine = Math.cos(turn);
        double alpha = Math.sin(turn);
        return filter(samples, (1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    private static double[] filter(double[] x, double b0, double b1, double b2, double a0, double a1, double a2) {
        double[] y = new double[x.length];
        double first = 0;
        double second = 0;
        for (int i = 0; i < x.length; i++) {
            y[i] = b0 / a0 * x[i] + first;
            first = b1 / a0 * x[i] - a1 / a0 * y[i] + second;
            second = b2 / a0 * x[i] - a2 / a0 * y[i];
        }
        return y;
    }
}
