package dev.mynah.model;

import java.util.Set;
import java.util.regex.Pattern;

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

    private static final Pattern DEVICE = Pattern.compile("cpu|auto|cuda(:\\d{1,3})?");
    private static final Set<String> PRECISIONS = Set.of("auto", "fp32", "fp16", "int8");

    public RuntimeOptions {
        requireDevice("llmDevice", llmDevice);
        requireDevice("device", device);
        if (!PRECISIONS.contains(precision)) {
            throw new IllegalArgumentException("precision must be auto, fp32, fp16 or int8, not " + precision);
        }
        if (!(gpuMemoryShare > 0 && gpuMemoryShare <= 1)) {
            throw new IllegalArgumentException("gpuMemoryShare must be above 0 and at most 1, not " + gpuMemoryShare);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative, not " + threads);
        }
        if (maxLength < 1) {
            throw new IllegalArgumentException("maxLength must be at least 1, not " + maxLength);
        }
    }

    /** The CPU, any precision. */
    public static RuntimeOptions cpu() {
        return new RuntimeOptions("cpu", "cpu", "auto", 0.6, 0, 32768);
    }

    private static void requireDevice(String name, String value) {
        if (value == null || !DEVICE.matcher(value).matches()) {
            throw new IllegalArgumentException(name + " must be cpu, cuda, cuda:N or auto, not " + value);
        }
    }
}
