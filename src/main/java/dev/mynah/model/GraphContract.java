package dev.mynah.model;

import static dev.mynah.model.Manifest.require;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What goes into a graph and what comes out.
 *
 * @param inputs in any order
 * @param outputs in any order
 * @param cache what it remembers from call to call, or null
 */
public record GraphContract(List<TensorSpec> inputs, List<TensorSpec> outputs, Cache cache) {

    /**
     * Layout of a key-value cache.
     *
     * @param layers pairs of keys and values
     * @param heads attention heads
     * @param headSize values a head and position
     */
    public record Cache(int layers, int heads, int headSize) {

        public Cache {
            require(layers > 0 && heads > 0 && headSize > 0, "cache sizes must be positive: %d, %d, %d", layers, heads, headSize);
        }
    }

    public GraphContract {
        require(inputs != null && !inputs.isEmpty(), "a graph has no inputs");
        require(outputs != null && !outputs.isEmpty(), "a graph has no outputs");
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        requireUniqueNames(inputs);
        requireUniqueNames(outputs);
    }

    /** The input of this name. */
    public TensorSpec input(String name) {
        return find(inputs, name, "input");
    }

    /** The output of this name. */
    public TensorSpec output(String name) {
        return find(outputs, name, "output");
    }

    private static TensorSpec find(List<TensorSpec> specs, String name, String role) {
        return specs.stream().filter(spec -> spec.name().equals(name)).findFirst()
                .orElseThrow(() -> new BundleException("the graph has no " + role + " '" + name + "', only " + names(specs)));
    }

    static List<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).toList();
    }

    private static void requireUniqueNames(List<TensorSpec> specs) {
        Set<String> seen = new HashSet<>();
        for (TensorSpec spec : specs) {
            require(seen.add(spec.name()), "tensor %s is listed twice", spec.name());
        }
    }
}
