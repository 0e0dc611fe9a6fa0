package dev.mynah.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mynah.TestBundles;
import dev.mynah.speech.Stages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes a good bundle and breaks it. */
class BundleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.list(TestBundles.path("mini-decoder"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aGoodBundleOpens() {
        try (Stages stages = Stages.open(directory, RuntimeOptions.cpu())) {
            assertEquals(24_000, stages.manifest().audio().sampleRate());
        }
    }

    @Test
    void aDirectoryWithoutAManifest() throws IOException {
        Files.delete(directory.resolve("bundle.json"));
        assertRefused("bundle.json", "found no file");
    }

    @Test
    void aManifestThatIsNoJson() throws IOException {
        Files.writeString(directory.resolve("bundle.json"), "format: 1");
        assertRefused("bundle.json", "expected JSON");
    }

    @Test
    void anotherFormat() throws IOException {
        edit(manifest -> manifest.put("format", 2));
        assertRefused("bundle.json", "expected format 1, found 2");
    }

    @Test
    void aManifestWithoutASection() throws IOException {
        edit(manifest -> manifest.remove("duration"));
        assertRefused("bundle.json", "duration");
    }

    @Test
    void aManifestWithoutANumber() throws IOException {
        edit(manifest -> ((ObjectNode) manifest.get("audio")).remove("hopSize"));
        assertRefused("bundle.json", "audio.hopSize: Cannot map `null` into type `int`");
    }

    @Test
    void aSizeOfNothing() throws IOException {
        edit(manifest -> ((ObjectNode) manifest.get("audio")).put("hopSize", 0));
        assertRefused("bundle.json", "every number of audio must be positive, found 0");
    }

    @Test
    void aManifestWithoutAGraph() throws IOException {
        edit(manifest -> ((ArrayNode) manifest.get("graphs")).remove(0));
        assertRefused("bundle.json", "graphs [");
    }

    @Test
    void aFileOutsideTheBundle() throws IOException {
        edit(manifest -> ((ObjectNode) manifest.get("tokenizer")).put("file", "../tokenizer.json"));
        assertRefused("bundle.json", "'../tokenizer.json' is no plain file name");
    }

    @Test
    void aMissingGraph() throws IOException {
        Files.delete(directory.resolve("g2p.onnx"));
        assertRefused("g2p.onnx", "found no file");
    }

    @Test
    void aTruncatedGraph() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("wave_decoder.onnx"));
        Files.write(directory.resolve("wave_decoder.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused("wave_decoder.onnx", "expected SHA-256 ");
    }

    @Test
    void aTruncatedGraphWithTheRightDigest() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("wave_decoder.onnx"));
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        Files.write(directory.resolve("wave_decoder.onnx"), half);
        editGraph("wave_decoder", graph -> graph.put("sha256", sha256(half)));
        assertRefused("wave_decoder.onnx", "expected an ONNX graph that ONNX Runtime can load");
    }

    @Test
    void aWrongDigest() throws IOException {
        edit(manifest -> ((ObjectNode) manifest.get("tokenizer")).put("sha256", "0".repeat(64)));
        assertRefused("tokenizer.json", "expected SHA-256 " + "0".repeat(64) + ", found ");
    }

    @Test
    void swappedGraphs() throws IOException {
        edit(manifest -> {
            ObjectNode other = graph(manifest, "aligner_encoder");
            graph(manifest, "duration_encoder").put("file", other.get("file").asText()).put("sha256", other.get("sha256").asText());
        });
        assertRefused("aligner_encoder.onnx", "expected graph duration_encoder, found aligner_encoder");
    }

    @Test
    void anotherShapeThanTheGraphs() throws IOException {
        editGraph("wave_decoder", graph -> ((ArrayNode) graph.get("inputs").get(0).get("shape")).set(2, 31));
        assertRefused("wave_decoder.onnx", "expected inputs with TensorSpec[name=latents, type=float32, shape=[1, latents, 31]]");
    }

    @Test
    void anotherCacheThanTheGraphs() throws IOException {
        editGraph("g2p", graph -> ((ObjectNode) graph.get("cache")).put("heads", 3));
        assertRefused("g2p.onnx", "heads=3");
    }

    @Test
    void anUnknownTensorType() throws IOException {
        editGraph("g2p", graph -> ((ObjectNode) graph.get("inputs").get(0)).put("type", "int32"));
        assertRefused("bundle.json", "int32");
    }

    @Test
    void aTokenizerThatIsNone() throws IOException {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("tokenizer.json"), json);
        edit(manifest -> ((ObjectNode) manifest.get("tokenizer")).put("sha256", sha256(json)));
        assertRefused("tokenizer.json", "expected a tokenizer");
    }

    @Test
    void anotherPrecisionThanAskedFor() {
        RuntimeOptions half = new RuntimeOptions("cpu", "cpu", "fp16", 0.6, 0, 32768);
        BundleException e = assertThrows(BundleException.class, () -> Stages.open(directory, half));
        assertTrue(e.getMessage().contains("expected precision fp16, found fp32"), e.getMessage());
    }

    private void assertRefused(String file, String reason) {
        BundleException e = assertThrows(BundleException.class, () -> Stages.open(directory, RuntimeOptions.cpu()).close());
        assertTrue(e.getMessage().startsWith(directory.resolve(file).toString()), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private void edit(Consumer<ObjectNode> change) throws IOException {
        ObjectNode manifest = read();
        change.accept(manifest);
        JSON.writeValue(directory.resolve("bundle.json").toFile(), manifest);
    }

    private void editGraph(String name, Consumer<ObjectNode> change) throws IOException {
        edit(manifest -> change.accept(graph(manifest, name)));
    }

    private static ObjectNode graph(JsonNode manifest, String name) {
        for (JsonNode graph : manifest.get("graphs")) {
            if (graph.get("name").asText().equals(name)) {
                return (ObjectNode) graph;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private ObjectNode read() throws IOException {
        return (ObjectNode) JSON.readTree(directory.resolve("bundle.json").toFile());
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Bundle.newSha256().digest(bytes));
    }
}
