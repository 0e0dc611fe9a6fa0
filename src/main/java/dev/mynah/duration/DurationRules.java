package dev.mynah.duration;

import dev.mynah.Noise;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.Phones;

/**
 * What MegaTTS3 does to the durations that its model predicted: random disturbance, rate, pauses that are long enough, and a sum that the
 * diffusion transformer can take. The order matters, and the arithmetic is float32. Source: {@code dur_pred} of MegaTTS3.
 */
final class DurationRules {

    private static final int CROSSFADE_ROOM = 32;
    private static final int SHORTEST_END = 64;
    private static final int LONGEST_END = 128;
    private static final int LONGEST = 127;
    private static final int FIRST = 8;

    private DurationRules() {}

    /**
     * @param tokens as the model gave them: duration + 1, for each phone
     * @param codeSize number of durations that the model knows
     * @param multiple what the sum must be a multiple of
     * @param noise two uniform draws of one number a phone: choice, then ratio
     */
    static Durations apply(int[] tokens, PhoneSequence phones, DurationOptions options, int codeSize, int multiple, Noise noise) {
        int last = tokens.length - 1;
        // Drawn even if the disturbance is 0, so that the numbers drawn later do not depend on it.
        float[] choice = noise.uniform(tokens.length);
        float[] ratio = noise.uniform(tokens.length);
        int[] frames = new int[tokens.length];
        for (int i = 0; i <= last; i++) {
            int duration = clamp(tokens[i] - 1, 0, codeSize - 1);
            if (i == last) {
                duration = options.last() ? clamp(duration, SHORTEST_END, LONGEST_END) : duration + CROSSFADE_ROOM;
            }
            float change = 1 + ratio[i] * (float) options.disturb();
            float disturbed = choice[i] > 0.5f ? duration * change : duration / change;
            int rounded = clamp((int) Math.rint(disturbed * (float) options.alpha()), 0, LONGEST);
            frames[i] = Math.max(rounded, shortestPause(phones.phones()[i]));
        }
        if (options.first()) {
            frames[0] = FIRST;
        }
        int beyond = new Durations(frames).total() % multiple;
        if (beyond > 0) {
            frames[last] += multiple - beyond;
        }
        return new Durations(frames);
    }

    /** Shortest duration of a phone: what silence and punctuation need to be heard as a pause. */
    private static int shortestPause(int phone) {
        return switch (phone) {
            case Phones.SILENCE, 148, 153, 166 -> 64; // sil 。！？
            case 163, 165 -> 32; // ，；
            default -> 0;
        };
    }

    private static int clamp(int value, int low, int high) {
        return Math.max(low, Math.min(high, value));
    }
}
