package dev.mynah.phone;

import dev.mynah.Noise;
import dev.mynah.model.Scores;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Chooses codes by their scores as Hugging Face does: repetition penalty, temperature, top-k, top-p, then one draw. */
final class CodeSampler {

    private final SamplingOptions options;
    private final Noise noise;
    private final boolean[] seen;

    /** @param codes number of codes */
    CodeSampler(SamplingOptions options, Noise noise, int codes) {
        this.options = options;
        this.noise = noise;
        this.seen = new boolean[codes];
    }

    /** Count a code as repeated from now on. */
    void markSeen(int code) {
        seen[code] = true;
    }

    /** @param logits a score for each code, changed by the call */
    int next(float[] logits) {
        penalizeRepetition(logits);
        int code = options.greedy() ? Scores.argMax(logits) : draw(logits);
        markSeen(code);
        return code;
    }

    private void penalizeRepetition(float[] logits) {
        float penalty = (float) options.repetitionPenalty();
        for (int code = 0; code < logits.length; code++) {
            if (seen[code]) {
                logits[code] = logits[code] < 0 ? logits[code] * penalty : logits[code] / penalty;
            }
        }
    }

    private int draw(float[] logits) {
        int[] byScore = IntStream.range(0, logits.length).boxed().sorted(Comparator.comparingDouble(code -> -logits[code]))
                .mapToInt(Integer::intValue).toArray();
        double[] weights = new double[byScore.length];
        double best = logits[byScore[0]];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp((logits[byScore[i]] - best) / options.temperature());
        }
        int kept = topK(logits, byScore);
        double target = noise.uniform(1)[0] * topP(weights, kept);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weights[i];
            if (sum > target && weights[i] > 0) {
                return byScore[i];
            }
        }
        return byScore[0];
    }

    /** How many codes top-k keeps; those with the score of the last are kept too. */
    private int topK(float[] logits, int[] byScore) {
        if (options.topK() == 0 || options.topK() >= byScore.length) {
            return byScore.length;
        }
        int kept = options.topK();
        while (kept < byScore.length && logits[byScore[kept]] == logits[byScore[kept - 1]]) {
            kept++;
        }
        return kept;
    }

    /** Set the weights to zero that top-p drops, because the likelier ones make up the share already. Answers the sum of the rest. */
    private double topP(double[] weights, int kept) {
        double total = Arrays.stream(weights, 0, kept).sum();
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            if (sum >= options.topP() * total) {
                Arrays.fill(weights, i, kept, 0);
                break;
            }
            sum += weights[i];
        }
        return sum;
    }
}
