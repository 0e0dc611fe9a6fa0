package dev.mynah.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The bundle that ships inside Mynah as resources. ONNX Runtime reads files, so it is unpacked once into the cache, in a directory named
 * after the digest of its manifest, and used from there ever after.
 */
public final class EmbeddedBundle {

    private static final String RESOURCES = "/bundle/";

    private EmbeddedBundle() {}

    /**
     * Unpack the bundle unless that was done before, and check it.
     *
     * @throws BundleException if this build carries no bundle, or it cannot be unpacked
     */
    public static Bundle open() {
        return open(file -> EmbeddedBundle.class.getResourceAsStream(RESOURCES + file), CacheDirectory.resolve("bundles"));
    }

    /** @param resources answers the content of a file of the bundle, or null */
    static Bundle open(Function<String, InputStream> resources, Path cache) {
        byte[] json = readManifest(resources);
        Path directory = cache.resolve(HexFormat.of().formatHex(Bundle.newSha256().digest(json), 0, 16));
        if (Files.isDirectory(directory)) {
            try {
                return Bundle.open(directory);
            } catch (BundleException damaged) {
                delete(directory);
            }
        }
        unpack(json, resources, cache, directory);
        return Bundle.open(directory);
    }

    /** Written aside and moved in one step: whoever looks sees nothing or everything. */
    private static void unpack(byte[] json, Function<String, InputStream> resources, Path cache, Path directory) {
        Manifest manifest = Manifest.parse(json, RESOURCES + Manifest.FILE);
        Path aside = null;
        try {
            aside = Files.createTempDirectory(cache, "unpacking");
            Files.write(aside.resolve(Manifest.FILE), json);
            for (Manifest.FileEntry entry : Bundle.files(manifest)) {
                try (InputStream in = resources.apply(entry.file())) {
                    if (in == null) {
                        throw new BundleException(RESOURCES + entry.file() + ": expected by the bundle in this build, found no resource");
                    }
                    Files.copy(in, aside.resolve(entry.file()));
                }
            }
            move(aside, directory);
        } catch (IOException e) {
            throw new BundleException("The bundle of this build cannot be unpacked into " + cache + ": " + e, e);
        } finally {
            if (aside != null) {
                delete(aside);
            }
        }
    }

    private static void move(Path aside, Path directory) throws IOException {
        try {
            Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // Another process was faster, and what it unpacked is the same.
        }
    }

    private static byte[] readManifest(Function<String, InputStream> resources) {
        try (InputStream in = resources.apply(Manifest.FILE)) {
            if (in == null) {
                throw new BundleException("This build of Mynah carries no bundle; name the directory of one made by mynah-export");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BundleException(RESOURCES + Manifest.FILE + ": " + e, e);
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new BundleException(directory + " cannot be removed: " + e, e);
        }
    }
}
