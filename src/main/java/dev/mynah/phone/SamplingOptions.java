package dev.mynah.phone;

/**
 * How the G2P language model chooses its next token, in the order that Hugging Face applies them.
 *
 * @param repetitionPenalty above 0; 1 does nothing
 * @param temperature at least 0; 0 is greedy
 * @param topK at least 0; 0 keeps all tokens, 1 is greedy
 * @param topP in (0, 1]; 1 keeps all tokens
 * @param maxTokens at least 1
 */
public record SamplingOptions(double repetitionPenalty, double temperature, int topK, double topP, int maxTokens) {

    public SamplingOptions {
        require(repetitionPenalty > 0 && Double.isFinite(repetitionPenalty), "repetitionPenalty must be above 0", repetitionPenalty);
        require(temperature >= 0 && Double.isFinite(temperature), "temperature must be at least 0", temperature);
        require(topK >= 0, "topK must be at least 0", topK);
        require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1", topP);
        require(maxTokens >= 1, "maxTokens must be at least 1", maxTokens);
    }

    /** Whether the likeliest token is taken, without a draw. */
    boolean greedy() {
        return temperature == 0 || topK == 1;
    }

    private static void require(boolean condition, String rule, Number value) {
        if (!condition) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }
}
