package dev.mynah.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A directory of models that has been checked: the manifest makes sense, every file is there and has the digest that the manifest gives.
 *
 * @param directory where it is
 * @param manifest what it holds
 */
public record Bundle(Path directory, Manifest manifest) {

    private static final int MAX_MANIFEST_BYTES = 16 << 20;
    private static final int READ_BYTES = 1 << 20;

    /**
     * Read and check a bundle.
     *
     * @throws BundleException naming the file at fault, what was expected and what was found
     */
    public static Bundle open(Path directory) {
        Path file = directory.resolve(Manifest.FILE);
        Manifest manifest;
        try {
            if (!Files.isRegularFile(file)) {
                throw new BundleException(file + ": expected the manifest of a bundle, found no file; make one with mynah-export");
            }
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw new BundleException(file + ": expected at most " + MAX_MANIFEST_BYTES + " bytes, found " + Files.size(file));
            }
            manifest = Manifest.parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new BundleException(file + ": expected a readable file, found " + e, e);
        }
        files(manifest).parallelStream().forEach(entry -> verify(directory.resolve(entry.file()), entry.sha256()));
        return new Bundle(directory, manifest);
    }

    /** Every file of a bundle beside the manifest. */
    static List<Manifest.FileEntry> files(Manifest manifest) {
        List<Manifest.FileEntry> files = new ArrayList<>();
        files.add(manifest.tokenizer());
        for (Manifest.GraphEntry graph : manifest.graphs()) {
            files.add(new Manifest.FileEntry(graph.file(), graph.sha256()));
            if (graph.data() != null) {
                files.add(graph.data());
            }
        }
        return files;
    }

    /** The tokenizer of the G2P language model. */
    public Path tokenizer() {
        return directory.resolve(manifest.tokenizer().file());
    }

    /** Size of a graph with its weights, bytes. */
    long bytes(Manifest.GraphEntry graph) {
        try {
            long data = graph.data() == null ? 0 : Files.size(directory.resolve(graph.data().file()));
            return data + Files.size(directory.resolve(graph.file()));
        } catch (IOException e) {
            throw new BundleException(directory.resolve(graph.file()) + ": " + e, e);
        }
    }

    private static void verify(Path file, String expected) {
        if (!Files.isRegularFile(file)) {
            throw new BundleException(file + ": expected by " + Manifest.FILE + ", found no file");
        }
        String found;
        try {
            found = sha256(file);
        } catch (IOException e) {
            throw new BundleException(file + ": expected a readable file, found " + e, e);
        }
        if (!found.equals(expected)) {
            throw new BundleException(file + ": expected SHA-256 " + expected + ", found " + found
                    + "; the file is damaged or not of this bundle");
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = newSha256();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
