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
public record SamplingOptions(double repetitionPenalty, double temperature, int topK, double topP, int maxTokens) {}
