package dev.mynah.model;

import java.util.HashMap;
import java.util.Map;

/** Tensors by name, such as the outputs of a call. Closing closes those that nobody took. */
public final class Tensors implements AutoCloseable {

    private final Map<String, Tensor> tensors;

    Tensors(Map<String, Tensor> tensors) {
        this.tensors = new HashMap<>(tensors);
    }

    /** A tensor that stays here. */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no '" + name + "', only " + tensors.keySet());
        }
        return tensor;
    }

    /** A tensor that the caller closes from now on. */
    public Tensor take(String name) {
        Tensor tensor = get(name);
        tensors.remove(name);
        return tensor;
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        tensors.clear();
    }
}
