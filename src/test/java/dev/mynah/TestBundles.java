package dev.mynah;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mynah.model.Bundle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bundles made of the parity set's weights: {@code mini-decoder} (no wave encoder), {@code mini-encoder}, {@code mini-mse} (durations by
 * regression) and {@code full}, which only tests tagged "full" use. They lie where the system property {@code parity.bundles} says.
 */
public final class TestBundles {

    private TestBundles() {}

    /** Open a bundle; without it the test fails. */
    public static Bundle open(String name) {
        return Bundle.open(path(name));
    }

    /** The directory of a bundle; without it the test fails. */
    public static Path path(String name) {
        Path path = Path.of(System.getProperty("parity.bundles", "build/parity-bundles")).resolve(name).toAbsolutePath();
        if (!Files.isDirectory(path)) {
            fail("There is no bundle " + path + ": run ./test, which exports them");
        }
        return path;
    }
}
