package dev.mynah.model;

/** Choosing by scores. */
public final class Scores {

    private Scores() {}

    /** Index of the highest score, the first of equal ones. */
    public static int argMax(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }
}
