package dev.mynah.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sequence that an autoregressive graph is working on: the graph's answers, and the keys and values that it remembers. These go from one
 * call into the next without leaving native memory. For one thread; close it when the sequence is done.
 */
public final class Decoder implements AutoCloseable {

    private final Graph graph;
    private final GraphContract.Cache cache;
    private final Map<String, Tensor> past = new HashMap<>();
    private int length;

    /** An empty sequence. */
    public Decoder(Graph graph) {
        this(graph, null, null, 0);
    }

    /**
     * A sequence that goes on from what {@link #keys} and {@link #values} gave.
     *
     * @param keys for each layer [heads, length, headSize] flattened
     * @param values in the same layout
     */
    public Decoder(Graph graph, List<float[]> keys, List<float[]> values) {
        this(graph, keys, values, lengthOf(graph, keys, values));
    }

    private Decoder(Graph graph, List<float[]> keys, List<float[]> values, int length) {
        this.graph = graph;
        this.cache = requireCache(graph);
        this.length = length;
        try {
            for (int layer = 0; layer < cache.layers(); layer++) {
                remember(layer, "key", keys);
                remember(layer, "value", values);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void remember(int layer, String part, List<float[]> state) {
        float[] content = state == null ? new float[0] : state.get(layer);
        past.put(name("past", layer, part), Tensor.floats(content, 1, cache.heads(), length, cache.headSize()));
    }

    /**
     * Feed tokens and remember them.
     *
     * @param inputs all inputs but the past; they stay the caller's
     * @return the output {@code logits}, row after row
     */
    public float[] feed(Map<String, Tensor> inputs) {
        Map<String, Tensor> all = new HashMap<>(past);
        all.putAll(inputs);
        try (Tensors outputs = graph.run(all)) {
            float[] logits = outputs.get("logits").toFloats();
            for (int layer = 0; layer < cache.layers(); layer++) {
                replace(layer, "key", outputs);
                replace(layer, "value", outputs);
            }
            return logits;
        }
    }

    private void replace(int layer, String part, Tensors outputs) {
        Tensor present = outputs.take(name("present", layer, part));
        length = present.size(2);
        past.put(name("past", layer, part), present).close();
    }

    /** Number of tokens that are remembered. */
    public int length() {
        return length;
    }

    /** Copies of the keys of each layer, [heads, length, headSize] flattened. */
    public List<float[]> keys() {
        return state("key");
    }

    /** Copies of the values of each layer, [heads, length, headSize] flattened. */
    public List<float[]> values() {
        return state("value");
    }

    private List<float[]> state(String part) {
        List<float[]> state = new ArrayList<>();
        for (int layer = 0; layer < cache.layers(); layer++) {
            state.add(past.get(name("past", layer, part)).toFloats());
        }
        return state;
    }

    @Override
    public void close() {
        past.values().forEach(Tensor::close);
        past.clear();
    }

    private static int lengthOf(Graph graph, List<float[]> keys, List<float[]> values) {
        GraphContract.Cache cache = requireCache(graph);
        if (keys.size() != cache.layers() || values.size() != cache.layers()) {
            throw new IllegalArgumentException("graph " + graph.name() + " has " + cache.layers() + " layers, but the state has "
                    + keys.size() + " keys and " + values.size() + " values: it belongs to another bundle");
        }
        return keys.get(0).length / (cache.heads() * cache.headSize());
    }

    private static GraphContract.Cache requireCache(Graph graph) {
        GraphContract.Cache cache = graph.contract().cache();
        Manifest.require(cache != null, "graph %s has no cache", graph.name());
        return cache;
    }

    private static String name(String role, int layer, String part) {
        return role + "." + layer + "." + part;
    }
}
