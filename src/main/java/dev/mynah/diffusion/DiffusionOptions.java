package dev.mynah.diffusion;

/**
 * How the diffusion transformer samples.
 *
 * @param steps network evaluations, 32 by default
 * @param intelligibility weight of the text ({@code p_w}), 1.6 by default
 * @param similarity weight of the voice ({@code t_w}), 2.5 by default
 */
public record DiffusionOptions(int steps, double intelligibility, double similarity) {}
