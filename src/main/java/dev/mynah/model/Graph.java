package dev.mynah.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.SymbolBlock;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One ONNX graph of a bundle, ready to run. May be called by several threads at once. {@link Graphs} closes it. */
public final class Graph {

    private final String name;
    private final GraphContract contract;
    private final Model model;
    private final SymbolBlock block;
    private final List<String> inputOrder;

    private Graph(String name, GraphContract contract, Model model) {
        this.name = name;
        this.contract = contract;
        this.model = model;
        this.block = (SymbolBlock) model.getBlock();
        this.inputOrder = block.describeInput().keys();
    }

    /**
     * Load a graph and check that it is what the manifest says.
     *
     * @throws BundleException if it cannot be loaded, is another graph, or has another contract
     */
    static Graph load(Bundle bundle, Manifest.GraphEntry entry, SessionOptions options) {
        NativeLibraries.prepare();
        Path file = bundle.directory().resolve(entry.file());
        // A CUDA device is in the session options already; DJL would add it a second time, without our memory limit.
        Model model = Model.newInstance(entry.name(), Device.cpu(), "OnnxRuntime");
        try {
            model.load(file, null, Map.of("sessionOptions", options));
            check(file, entry, (SymbolBlock) model.getBlock());
            return new Graph(entry.name(), entry.contract(), model);
        } catch (IOException | MalformedModelException | EngineException e) {
            model.close();
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new BundleException(file + ": expected an ONNX graph that ONNX Runtime can load, found " + reason.getMessage(), e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static void check(Path file, Manifest.GraphEntry entry, SymbolBlock block) {
        Map<String, String> metadata = block.getCustomMetadata();
        String foundName = metadata.getOrDefault("mynah.graph", "none");
        if (!entry.name().equals(foundName)) {
            throw new BundleException(file + ": expected graph " + entry.name() + ", found " + foundName);
        }
        GraphContract expected = entry.contract();
        GraphContract found;
        try {
            found = Manifest.parseContract(metadata.getOrDefault("mynah.contract", ""));
        } catch (JsonProcessingException e) {
            throw new BundleException(file + ": expected a contract in the metadata, found " + e.getOriginalMessage(), e);
        }
        requireEqual(file, "inputs", expected.inputs(), found.inputs());
        requireEqual(file, "outputs", expected.outputs(), found.outputs());
        if (!Objects.equals(expected.cache(), found.cache())) {
            throw new BundleException(file + ": expected " + expected.cache() + ", found " + found.cache());
        }
        Set<String> names = new HashSet<>(GraphContract.names(expected.inputs()));
        Set<String> foundNames = new HashSet<>(block.describeInput().keys());
        if (!names.equals(foundNames)) {
            throw new BundleException(file + ": expected inputs " + names + ", found " + foundNames);
        }
    }

    private static void requireEqual(Path file, String role, List<TensorSpec> expected, List<TensorSpec> found) {
        Map<String, TensorSpec> remaining = new HashMap<>();
        found.forEach(spec -> remaining.put(spec.name(), spec));
        for (TensorSpec spec : expected) {
            TensorSpec other = remaining.remove(spec.name());
            if (!spec.equals(other)) {
                throw new BundleException(file + ": expected " + role + " with " + spec + ", found " + other);
            }
        }
        if (!remaining.isEmpty()) {
            throw new BundleException(file + ": expected no further " + role + ", found " + remaining.keySet());
        }
    }

    /** Name in the bundle. */
    public String name() {
        return name;
    }

    /** What it takes and answers. */
    public GraphContract contract() {
        return contract;
    }

    /**
     * Run the graph.
     *
     * @param inputs all inputs by name; they stay the caller's
     * @return all outputs by name, to be closed by the caller
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than the contract says
     */
    public Tensors run(Map<String, Tensor> inputs) {
        checkInputs(inputs);
        NDList arguments = new NDList(inputOrder.size());
        for (String input : inputOrder) {
            arguments.add(inputs.get(input).array());
        }
        // Names would be kept on the arrays, and an output of one call goes by another name into the next.
        arguments.forEach(argument -> argument.setName(null));
        NDList answers = block.forward(new ParameterStore(model.getNDManager(), false), arguments, false);
        Map<String, Tensor> outputs = new HashMap<>();
        for (NDArray answer : answers) {
            outputs.put(answer.getName(), new Tensor((OrtNDArray) answer));
        }
        return new Tensors(outputs);
    }

    private void checkInputs(Map<String, Tensor> inputs) {
        Map<String, Long> lengths = new HashMap<>();
        for (TensorSpec spec : contract.inputs()) {
            Tensor tensor = inputs.get(spec.name());
            if (tensor == null) {
                throw new IllegalArgumentException("graph " + name + ": input " + spec.name() + " is missing");
            }
            String expected = spec.describe(lengths);
            if (!spec.accepts(tensor.type(), tensor.shape(), lengths)) {
                throw new IllegalArgumentException("graph " + name + ": input " + spec.name() + " must be " + expected + ", not " + tensor);
            }
        }
        if (inputs.size() != contract.inputs().size()) {
            throw new IllegalArgumentException("graph " + name + " takes " + GraphContract.names(contract.inputs()) + ", not "
                    + inputs.keySet());
        }
    }

    void close() {
        model.close();
    }
}
