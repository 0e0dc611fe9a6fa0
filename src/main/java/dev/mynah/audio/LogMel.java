package dev.mynah.audio;

/**
 * The log-mel spectrogram of Whisper (openai/whisper, {@code log_mel_spectrogram}): 16 kHz, Hann window of 25 ms every 10 ms, 80 bins on
 * the mel scale of Slaney's Auditory Toolbox up to 8 kHz, base 10 logarithm, 8 decades below the peak cut off, (x + 4) / 4.
 */
public final class LogMel {

    /** The only rate that it takes, Hz. */
    public static final int SAMPLE_RATE = 16_000;
    /** Rows of the result. */
    public static final int BINS = 80;

    private static final int HOP = 160;
    private static final int WINDOW = 400;
    private static final int FREQUENCIES = WINDOW / 2 + 1;
    private static final double FLOOR = 1e-10;

    /** A Fourier transform of 16 * 25 points runs as 25 transforms of 16 points and 16 of 25 points (Cooley and Tukey). */
    private static final int ROWS = 16;
    private static final int COLUMNS = WINDOW / ROWS;
    private static final double[] COSINE = new double[WINDOW];
    private static final double[] SINE = new double[WINDOW];
    private static final double[][] FILTERS = filters();

    static {
        for (int i = 0; i < WINDOW; i++) {
            COSINE[i] = Math.cos(2 * Math.PI * i / WINDOW);
            SINE[i] = Math.sin(2 * Math.PI * i / WINDOW);
        }
    }

    private LogMel() {}

    /**
     * @param waveform at 16 kHz, longer than 200 samples
     * @return 80 bins, a frame for each whole 10 ms
     */
    public static Mel of(Waveform waveform) {
        float[] samples = waveform.samples();
        if (waveform.sampleRate() != SAMPLE_RATE) {
            throw new IllegalArgumentException("The mel spectrogram wants " + SAMPLE_RATE + " Hz, not " + waveform.sampleRate());
        }
        if (samples.length <= WINDOW / 2) {
            throw new IllegalArgumentException(samples.length + " samples are too few to be mirrored at the ends");
        }
        int frames = samples.length / HOP;
        float[] mel = new float[BINS * frames];
        double peak = Double.NEGATIVE_INFINITY;
        double[] frame = new double[WINDOW];
        double[] power = new double[FREQUENCIES];
        for (int i = 0; i < frames; i++) {
            for (int j = 0; j < WINDOW; j++) {
                double hann = 0.5 - 0.5 * COSINE[j];
                frame[j] = hann * samples[mirror(i * HOP + j - WINDOW / 2, samples.length)];
            }
            spectrum(frame, power);
            for (int bin = 0; bin < BINS; bin++) {
                double sum = 0;
                for (int k = 0; k < FREQUENCIES; k++) {
                    sum += FILTERS[bin][k] * power[k];
                }
                double decades = Math.log10(Math.max(sum, FLOOR));
                peak = Math.max(peak, decades);
                mel[bin * frames + i] = (float) decades;
            }
        }
        float lowest = (float) (peak - 8);
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (Math.max(mel[i], lowest) + 4) / 4;
        }
        return new Mel(mel, BINS, frames);
    }

    private static int mirror(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }

    /** Squared magnitudes of the frequencies 0 to 8 kHz. Rows 9 to 15 of the transform are those of 7 to 1 mirrored: input is real. */
    private static void spectrum(double[] frame, double[] power) {
        double[] real = new double[COLUMNS];
        double[] imaginary = new double[COLUMNS];
        for (int row = 0; row <= ROWS / 2; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double re = 0;
                double im = 0;
                for (int i = 0; i < ROWS; i++) {
                    int turn = (COLUMNS * i + column) * row % WINDOW;
                    double value = frame[COLUMNS * i + column];
                    re += value * COSINE[turn];
                    im -= value * SINE[turn];
                }
                real[column] = re;
                imaginary[column] = im;
            }
            for (int k = row; k < WINDOW; k += ROWS) {
                double re = 0;
                double im = 0;
                int turn = 0;
                for (int column = 0; column < COLUMNS; column++) {
                    re += real[column] * COSINE[turn] + imaginary[column] * SINE[turn];
                    im += imaginary[column] * COSINE[turn] - real[column] * SINE[turn];
                    turn += k - row;
                    turn -= turn >= WINDOW ? WINDOW : 0;
                }
                power[k < FREQUENCIES ? k : WINDOW - k] = re * re + im * im;
            }
        }
    }

    /** Triangles of equal area, [bins][frequencies]. */
    private static double[][] filters() {
        double[] edges = new double[BINS + 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hertz(mels(SAMPLE_RATE / 2.0) * i / (BINS + 1));
        }
        double[][] filters = new double[BINS][FREQUENCIES];
        for (int bin = 0; bin < BINS; bin++) {
            for (int k = 0; k < FREQUENCIES; k++) {
                double frequency = (double) k * SAMPLE_RATE / WINDOW;
                double rise = (frequency - edges[bin]) / (edges[bin + 1] - edges[bin]);
                double fall = (edges[bin + 2] - frequency) / (edges[bin + 2] - edges[bin + 1]);
                filters[bin][k] = Math.max(0, Math.min(rise, fall)) * 2 / (edges[bin + 2] - edges[bin]);
            }
        }
        return filters;
    }

    /** 3 mels every 200 Hz up to 1 kHz, above it 27 mels for each factor of 6.4. */
    private static double mels(double hertz) {
        return hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * Math.log(hertz / 1000) / Math.log(6.4);
    }

    private static double hertz(double mels) {
        return mels < 15 ? mels * 200 / 3 : 1000 * Math.pow(6.4, (mels - 15) / 27);
    }
}
