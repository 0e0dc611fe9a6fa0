package dev.mynah.model;

/** Settles how DJL brings its native libraries: from the jars, into Mynah's own cache, and without a word to the network. */
public final class NativeLibraries {

    private NativeLibraries() {}

    /**
     * To be called before the first use of DJL; later calls do nothing. What the user set ({@code DJL_CACHE_DIR}, {@code DJL_OFFLINE}, as
     * environment variable or system property) stays.
     */
    public static void prepare() {
        // Offline, DJL neither asks the EC2 metadata service who we are nor downloads a CUDA build of the tokenizer library.
        setDefault("DJL_OFFLINE", "ai.djl.offline", "true");
        // Its own default is the home directory, or a path in the shared /tmp where anybody could plant a library.
        if (unset("DJL_CACHE_DIR", "DJL_CACHE_DIR")) {
            System.setProperty("DJL_CACHE_DIR", CacheDirectory.resolve("djl").toString());
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
