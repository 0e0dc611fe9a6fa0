package dev.mynah;

/** Where random numbers come from. Every draw of a stage is one call, in the order of the original: recorded draws can be replayed. */
public interface Noise {

    /** {@code count} numbers uniform in [0, 1). */
    float[] uniform(int count);

    /** {@code count} numbers of the standard normal distribution. */
    float[] gaussian(int count);
}
