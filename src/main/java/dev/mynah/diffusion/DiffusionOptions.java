package dev.mynah.diffusion;

/**
 * How the diffusion transformer samples.
 *
 * @param steps network evaluations, at least 1; 32 by default
 * @param intelligibility weight of the text ({@code p_w}), 1.6 by default
 * @param similarity weight of the voice ({@code t_w}), 2.5 by default
 */
public record DiffusionOptions(int steps, double intelligibility, double similarity) {

    public DiffusionOptions {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, not " + steps);
        }
        if (!Double.isFinite(intelligibility) || !Double.isFinite(similarity)) {
            throw new IllegalArgumentException("intelligibility and similarity must be finite, not " + intelligibility + ", " + similarity);
        }
    }
}
