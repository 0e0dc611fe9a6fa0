package dev.mynah.model;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.jboss.logging.Logger;

/** Settles how the native libraries come: out of the jars, into Mynah's own cache, and without a word to the network. */
public final class NativeLibraries {

    private static final Logger LOG = Logger.getLogger(NativeLibraries.class);
    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

    private static boolean silenced;

    private NativeLibraries() {}

    /**
     * To be called before the first use of ONNX Runtime or DJL; later calls do nothing. What the user set ({@code DJL_CACHE_DIR} and
     * {@code DJL_OFFLINE} as environment variable or system property, {@code ORT_DISABLE_TELEMETRY} as environment variable) stays.
     */
    public static synchronized void prepare() {
        silenceTelemetry();
        // Offline, DJL neither asks the EC2 metadata service who we are nor downloads a CUDA build of the tokenizer library.
        setDefault("DJL_OFFLINE", "ai.djl.offline", "true");
        // Its own default is the home directory, or a path in the shared /tmp where anybody could plant a library.
        if (unset("DJL_CACHE_DIR", "DJL_CACHE_DIR")) {
            System.setProperty("DJL_CACHE_DIR", CacheDirectory.resolve("djl").toString());
        }
    }

    /**
     * ONNX Runtime 1.29 reports to its maker from Linux too, and crashes the process while it sets that up where there is no machine id
     * (onnxruntime#32173). Only the environment of the process can forbid it, which Java cannot change; the C library can. A launcher
     * that sets the variable itself saves the time.
     */
    private static void silenceTelemetry() {
        if (silenced || System.getenv(NO_TELEMETRY) != null || Platform.isWindows()) {
            return;
        }
        silenced = true;
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {NO_TELEMETRY, "1", 1});
        } catch (UnsatisfiedLinkError e) {
            LOG.warnf("%s cannot be set, set it to 1 before the start: ONNX Runtime may report to its maker or crash. %s", NO_TELEMETRY, e);
        }
    }

    private static void setDefault(String variable, String property, String value) {
        if (unset(variable, property)) {
            System.setProperty(property, value);
        }
    }

    private static boolean unset(String variable, String property) {
        return System.getenv(variable) == null && System.getProperty(property) == null;
    }
}
