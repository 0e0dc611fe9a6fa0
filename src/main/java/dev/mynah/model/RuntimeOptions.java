package dev.mynah.model;

/**
 * Where and how a bundle runs.
 *
 * @param llmDevice device of the G2P language model: {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}
 * @param device device of all other stages, in the same form
 * @param precision {@code auto}, or the precision that the bundle must have: {@code fp32}, {@code fp16}, {@code int8}
 * @param gpuMemoryShare share of a GPU's memory that all sessions on it may take together, (0, 1]
 * @param threads threads of one model call, 0 for one a core
 * @param maxLength longest token sequence of the G2P language model
 */
public record RuntimeOptions(String llmDevice, String device, String precision, double gpuMemoryShare, int threads, int maxLength) {

    /** The CPU, any precision. */
    public static RuntimeOptions cpu() {
        return new RuntimeOptions("cpu", "cpu", "auto", 0.6, 0, 32768);
    }
}
