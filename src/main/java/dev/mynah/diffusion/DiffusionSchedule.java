package dev.mynah.diffusion;

/**
 * When the diffusion transformer is asked, and how its answer moves the sample: sway sampling (F5-TTS) and overshooting with renewed noise
 * (AMO sampler, arXiv 2411.19415). All in float32 and in the order of {@code Diffusion.inference} of MegaTTS3.
 *
 * @param times t of each step, from 0, and at the end 1
 * @param overshoots time o that step k overshoots to
 * @param stateFactors a, so that the next sample is a * (x + (o - t) * velocity) + b * noise
 * @param noiseFactors b, see a
 */
record DiffusionSchedule(float[] times, float[] overshoots, float[] stateFactors, float[] noiseFactors) {

    private static final int OVERSHOOT = 3;

    /** @param steps network evaluations, at least 1 */
    static DiffusionSchedule of(int steps) {
        float[] times = new float[steps + 1];
        for (int k = 0; k <= steps; k++) {
            times[k] = sway(linear(k, steps));
        }
        float[] overshoots = new float[steps];
        float[] stateFactors = new float[steps];
        float[] noiseFactors = new float[steps];
        for (int k = 0; k < steps; k++) {
            float next = times[k + 1];
            overshoots[k] = Math.min(next + OVERSHOOT * (next - times[k]), 1);
            stateFactors[k] = next / overshoots[k];
            float left = 1 - next;
            float kept = stateFactors[k] * (1 - overshoots[k]);
            noiseFactors[k] = (float) Math.sqrt(Math.max(left * left - kept * kept, 0));
        }
        return new DiffusionSchedule(times, overshoots, stateFactors, noiseFactors);
    }

    /** Move the sample on by step k. */
    void advance(int k, float[] sample, float[] velocity, float[] noise) {
        float reach = overshoots[k] - times[k];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = stateFactors[k] * (sample[i] + reach * velocity[i]) + noiseFactors[k] * noise[i];
        }
    }

    /** Point k of {@code torch.linspace(0, 1, steps + 1)}, which counts its second half from the end. */
    private static float linear(int k, int steps) {
        float step = 1f / steps;
        return k < (steps + 1) / 2 ? step * k : 1 - step * (steps - k);
    }

    private static float sway(float t) {
        return t - ((float) Math.cos((float) (Math.PI / 2) * t) - 1 + t);
    }
}
