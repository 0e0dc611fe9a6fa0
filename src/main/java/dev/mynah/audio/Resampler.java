package dev.mynah.audio;

/**
 * Band-limited change of sample rate with the filter of soxr's "HQ" recipe, librosa's default: a linear-phase sinc under a Kaiser window,
 * designed to be flat up to 91.4 % of the lower Nyquist frequency and 126 dB down beyond it. Own code because no library on Maven Central
 * has that filter. Cutoff and window shape were fitted to soxr's impulse response from 24 kHz to 16 kHz, which they repeat to 5e-8; the
 * length is that of soxr's design rule. Where soxr works in one stage (ratios of numbers up to 4, such as 48 or 16 kHz to 24 kHz) results
 * differ from soxr 1.1.0 by float32 rounding. Where it chains stages, as from 44.1 kHz, they differ by 54 to 58 dB below white noise and
 * 63 to 73 dB below noise of a falling spectrum.
 */
public final class Resampler {

    /** Half-amplitude frequency over the lower of the two Nyquist frequencies. */
    private static final double CUTOFF = 0.956871826;
    private static final double KAISER_BETA = 13.040;
    /** Half the filter's length, in samples of the lower rate. */
    private static final double HALF_LENGTH = 96.25;

    private static final int MIN_RATE = 4_000;
    private static final int MAX_RATE = 192_000;
    /** Rates with a ratio that needs more phases than this (44 099 Hz to 24 kHz) interpolate between this many, at an error below 1e-5. */
    private static final int MAX_PHASES = 1024;

    private final int up;
    private final int down;
    private final int reach;
    private final double[][] phases;

    private Resampler(int from, int to) {
        int divisor = gcd(from, to);
        up = to / divisor;
        down = from / divisor;
        // soxr makes the number of taps, at `up` times the rate of the input, one more than a multiple of four
        double halfTaps = 2 * Math.ceil(HALF_LENGTH * Math.max(up, down) / 2);
        double window = (halfTaps + 0.5) / up;
        double cutoff = CUTOFF * Math.min(1, (double) up / down);
        reach = (int) Math.ceil(window);
        phases = new double[Math.min(up, MAX_PHASES) + 1][2 * reach];
        for (int phase = 0; phase < phases.length; phase++) {
            for (int tap = 0; tap < 2 * reach; tap++) {
                phases[phase][tap] = filter(reach - 1 - tap + phase / (phases.length - 1.0), window, cutoff);
            }
        }
    }

    /**
     * The same sound at another rate; the very same waveform if it has that rate already.
     *
     * @param rate Hz, 4000 to 192000 as the rate of the input
     * @return ceil(length * rate / input rate) samples
     */
    public static Waveform resample(Waveform waveform, int rate) {
        if (rate == waveform.sampleRate()) {
            return waveform;
        }
        if (Math.min(rate, waveform.sampleRate()) < MIN_RATE || Math.max(rate, waveform.sampleRate()) > MAX_RATE) {
            throw new IllegalArgumentException("Both rates must be between %d and %d Hz, not %d and %d".formatted(
                    MIN_RATE, MAX_RATE, waveform.sampleRate(), rate));
        }
        return new Waveform(new Resampler(waveform.sampleRate(), rate).apply(waveform.samples()), rate);
    }

    private float[] apply(float[] input) {
        float[] output = new float[Math.toIntExact(((long) input.length * up + down - 1) / down)];
        for (int i = 0; i < output.length; i++) {
            long position = (long) i * down;
            int first = (int) (position / up) - reach + 1;
            double phase = position % up * (phases.length - 1.0) / up;
            int below = (int) phase;
            double fraction = phase - below;
            double value = convolve(input, first, phases[below]);
            if (fraction > 0) {
                value += fraction * (convolve(input, first, phases[below + 1]) - value);
            }
            output[i] = (float) value;
        }
        return output;
    }

    /** Outside of the input is silence. Four sums because one would wait for itself. */
    private static double convolve(float[] input, int first, double[] taps) {
        int from = Math.max(0, -first);
        int to = Math.min(taps.length, input.length - first);
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i <= to - 4; i += 4) {
            a += taps[i] * input[first + i];
            b += taps[i + 1] * input[first + i + 1];
            c += taps[i + 2] * input[first + i + 2];
            d += taps[i + 3] * input[first + i + 3];
        }
        for (; i < to; i++) {
            a += taps[i] * input[first + i];
        }
        return a + b + (c + d);
    }

    /** The impulse response at a distance from its centre; distance and window in samples of the input. */
    private static double filter(double distance, double window, double cutoff) {
        double place = distance / window;
        if (Math.abs(place) >= 1) {
            return 0;
        }
        double angle = Math.PI * cutoff * distance;
        double sinc = angle == 0 ? 1 : Math.sin(angle) / angle;
        return cutoff * sinc * bessel(KAISER_BETA * Math.sqrt(1 - place * place)) / bessel(KAISER_BETA);
    }

    /** Modified Bessel function of the first kind, order 0. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
