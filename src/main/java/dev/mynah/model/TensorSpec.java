package dev.mynah.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a graph takes or answers under one name.
 *
 * @param name name in the graph
 * @param type element type
 * @param shape a number for a fixed size, a name for a length that may change from call to call
 */
public record TensorSpec(String name, ElementType type, List<String> shape) {

    /** Element types of the contract. */
    public enum ElementType {
        @JsonProperty("float32") FLOAT32("float32"),
        @JsonProperty("int64") INT64("int64");

        private final String label;

        ElementType(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public TensorSpec {
        Manifest.require(name != null && !name.isEmpty(), "a tensor has no name");
        Manifest.require(type != null, "tensor %s has no type", name);
        Manifest.require(shape != null && !shape.isEmpty(), "tensor %s has no shape", name);
        shape = List.copyOf(shape);
        for (String axis : shape) {
            Manifest.require(axis.matches("[1-9][0-9]{0,8}|[A-Za-z_][A-Za-z0-9_.+* ]*"), "tensor %s has an axis '%s'", name, axis);
        }
    }

    /** The fixed size of an axis. */
    public int size(int axis) {
        Manifest.require(isFixed(shape.get(axis)), "axis %d of tensor %s must be a number, not '%s'", axis, name, shape.get(axis));
        return Integer.parseInt(shape.get(axis));
    }

    /**
     * Whether a tensor is of this type and shape.
     *
     * @param lengths lengths that named axes had so far in the same call; those of this tensor are added
     */
    boolean accepts(ElementType actualType, long[] actual, Map<String, Long> lengths) {
        if (actualType != type || actual.length != shape.size()) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            String axis = shape.get(i);
            long expected = isFixed(axis) ? Long.parseLong(axis) : lengths.computeIfAbsent(axis, unused -> -1L);
            if (expected == -1) {
                lengths.put(axis, actual[i]);
            } else if (expected != actual[i]) {
                return false;
            }
        }
        return true;
    }

    /** Type and shape for messages, with the lengths that are known. */
    String describe(Map<String, Long> lengths) {
        List<String> axes = new ArrayList<>();
        for (String axis : shape) {
            Long length = lengths.get(axis);
            axes.add(length == null || length < 0 ? axis : axis + "=" + length);
        }
        return type + " " + axes;
    }

    private static boolean isFixed(String axis) {
        return Character.isDigit(axis.charAt(0));
    }
}
