package dev.mynah.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.TestBundles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBundleTest {

    @TempDir
    Path cache;

    @Test
    void theBundleIsUnpackedOnceAndUsedAgain() throws IOException {
        Bundle first = EmbeddedBundle.open(EmbeddedBundleTest::resource, cache);
        Path graph = first.directory().resolve("g2p.onnx");
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(graph, longAgo);
        Bundle second = EmbeddedBundle.open(EmbeddedBundleTest::resource, cache);
        assertEquals(first.directory(), second.directory());
        assertEquals(longAgo, Files.getLastModifiedTime(graph));
        assertNothingElse(first.directory());
    }

    @Test
    void aDamagedCopyIsReplaced() throws IOException {
        Bundle first = EmbeddedBundle.open(EmbeddedBundleTest::resource, cache);
        Files.writeString(first.directory().resolve("g2p.onnx"), "broken");
        EmbeddedBundle.open(EmbeddedBundleTest::resource, cache);
        assertTrue(Files.size(first.directory().resolve("g2p.onnx")) > 1000);
        assertNothingElse(first.directory());
    }

    @Test
    void whatIsLeftOfAnInterruptedStartDoesNoHarm() throws IOException {
        Files.createDirectories(cache.resolve("unpacking123"));
        EmbeddedBundle.open(EmbeddedBundleTest::resource, cache);
    }

    @Test
    void twoMayUnpackAtTheSameTime() throws Exception {
        Callable<Path> start = () -> EmbeddedBundle.open(EmbeddedBundleTest::resource, cache).directory();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> all = pool.invokeAll(List.of(start, start, start, start));
            for (Future<Path> each : all) {
                assertEquals(all.get(0).get(), each.get());
            }
            assertNothingElse(all.get(0).get());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aMissingResourceIsNamed() throws IOException {
        BundleException e = assertThrows(BundleException.class,
                () -> EmbeddedBundle.open(file -> file.equals("g2p.onnx") ? null : resource(file), cache));
        assertTrue(e.getMessage().startsWith("/bundle/g2p.onnx: "), e.getMessage());
        try (Stream<Path> left = Files.list(cache)) {
            assertEquals(0, left.count(), "nothing half done stays");
        }
    }

    @Test
    void aBuildWithoutABundleSaysSo() {
        BundleException e = assertThrows(BundleException.class, () -> EmbeddedBundle.open(file -> null, cache));
        assertTrue(e.getMessage().contains("carries no bundle"), e.getMessage());
    }

    private void assertNothingElse(Path directory) throws IOException {
        try (Stream<Path> left = Files.list(cache)) {
            assertEquals(List.of(directory), left.toList());
        }
    }

    private static InputStream resource(String file) {
        try {
            return Files.newInputStream(TestBundles.path("mini-decoder").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
