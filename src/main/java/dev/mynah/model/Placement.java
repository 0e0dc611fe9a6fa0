package dev.mynah.model;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;

/**
 * The device of a session.
 *
 * @param gpu number of the CUDA device, or -1 for the CPU
 */
record Placement(int gpu) {

    private static final Logger LOG = Logger.getLogger(Placement.class);
    private static final Placement CPU = new Placement(-1);

    /** The device that is asked for if it can be had, else the CPU: with a warning, unless {@code auto} left the choice to us. */
    static Placement resolve(String device) {
        if (device.equals("cpu")) {
            return CPU;
        }
        int gpu = device.startsWith("cuda:") ? Integer.parseInt(device.substring("cuda:".length())) : 0;
        String obstacle = obstacle(gpu);
        if (obstacle == null) {
            LOG.infof("Device %s: using GPU %d", device, gpu);
            return new Placement(gpu);
        }
        if (device.equals("auto")) {
            LOG.infof("Device auto: using the CPU, because %s", obstacle);
        } else {
            LOG.warnf("Device %s was asked for but cannot be had, because %s. Using the CPU, which is many times slower.", device,
                    obstacle);
        }
        return CPU;
    }

    /** Why a session cannot run there, or null. The list of available providers does not tell: it names CUDA even where there is no GPU. */
    private static String obstacle(int gpu) {
        NativeLibraries.prepare();
        int count = CudaUtils.getGpuCount();
        if (count == 0) {
            return "the CUDA runtime library or a GPU is missing";
        }
        if (gpu >= count) {
            return "there are only " + count + " GPUs, counted from 0";
        }
        try (SessionOptions session = new SessionOptions(); OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
            session.addCUDA(cuda);
            return null;
        } catch (OrtException e) {
            return "ONNX Runtime says: " + e.getMessage() + " (build with -Pgpu for its GPU version)";
        }
    }

    /** @param memoryShare the part of the GPU's memory that the session may take, asked only if there is a GPU */
    void apply(SessionOptions session, DoubleSupplier memoryShare) throws OrtException {
        if (gpu < 0) {
            return;
        }
        long total = CudaUtils.getGpuMemory(Device.gpu(gpu)).getMax();
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
            cuda.add("gpu_mem_limit", Long.toString((long) (total * memoryShare.getAsDouble())));
            cuda.add("arena_extend_strategy", "kSameAsRequested");
            // The exhaustive default tries every algorithm again at each new length.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            session.addCUDA(cuda);
        }
    }
}
