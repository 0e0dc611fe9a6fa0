package dev.mynah.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.HashMap;
import java.util.Map;

/** Loads the graphs of a bundle onto the devices that the options ask for, and owns them: closing closes all. */
public final class Graphs implements AutoCloseable {

    private static final String LLM = "g2p";

    private final Bundle bundle;
    private final RuntimeOptions options;
    private final Placement llm;
    private final Placement others;
    private final Map<String, Graph> loaded = new HashMap<>();

    /**
     * Look for the devices, and fall back to the CPU, with a warning, where a GPU was asked for that cannot be had.
     *
     * @throws BundleException if the bundle is of another precision than the options ask for
     */
    public Graphs(Bundle bundle, RuntimeOptions options) {
        Manifest manifest = bundle.manifest();
        if (!options.precision().equals("auto") && !options.precision().equals(manifest.precision())) {
            throw new BundleException(bundle.directory() + ": expected precision " + options.precision() + ", found " + manifest.precision()
                    + "; export it with the other precision or set precision to auto");
        }
        this.bundle = bundle;
        this.options = options;
        this.llm = Placement.resolve(options.llmDevice());
        this.others = Placement.resolve(options.device());
    }

    /**
     * The graph of this name, loaded when it is first asked for. It stays open until this is closed.
     *
     * @throws BundleException if it is not what the manifest says
     */
    public synchronized Graph load(String name) {
        return loaded.computeIfAbsent(name, unused -> open(bundle.manifest().graph(name)));
    }

    private Graph open(Manifest.GraphEntry entry) {
        Placement placement = placementOf(entry.name());
        NativeLibraries.prepare();
        try (SessionOptions session = new SessionOptions()) {
            session.setOptimizationLevel(OptLevel.ALL_OPT);
            session.setIntraOpNumThreads(options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors());
            // A plan of the memory would be kept for every new length, without bound.
            session.setMemoryPatternOptimization(false);
            placement.apply(session, () -> memoryShare(entry));
            return Graph.load(bundle, entry, session);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the session options: " + e.getMessage(), e);
        }
    }

    private Placement placementOf(String name) {
        return name.equals(LLM) ? llm : others;
    }

    /**
     * A graph's part of the memory that may be used on its GPU. ONNX Runtime limits each session on its own, so the allowance is divided by
     * size: what is large to store is large to run.
     */
    private double memoryShare(Manifest.GraphEntry entry) {
        Placement placement = placementOf(entry.name());
        long together = bundle.manifest().graphs().stream().filter(graph -> placementOf(graph.name()).equals(placement))
                .mapToLong(bundle::bytes).sum();
        return options.gpuMemoryShare() * bundle.bytes(entry) / together;
    }

    @Override
    public synchronized void close() {
        loaded.values().forEach(Graph::close);
        loaded.clear();
    }
}
