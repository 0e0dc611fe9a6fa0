package dev.mynah.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.TestBundles;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GraphTest {

    private int openBefore;
    private Graphs graphs;

    @BeforeEach
    void load() {
        openBefore = Tensor.open();
        graphs = new Graphs(TestBundles.open("mini-decoder"), RuntimeOptions.cpu());
    }

    @AfterEach
    void close() {
        graphs.close();
        assertEquals(openBefore, Tensor.open(), "tensors left open");
    }

    @Test
    void aMissingInputIsRefused() {
        try (Tensor phones = Tensor.ids(new int[] {1}, 1, 1)) {
            assertRefused("graph duration_encoder: input tones is missing", "duration_encoder", Map.of("phones", phones));
        }
    }

    @Test
    void anUnknownInputIsRefused() {
        try (Tensor ids = Tensor.ids(new int[] {1}, 1, 1)) {
            assertRefused("graph duration_encoder takes [phones, tones], not", "duration_encoder",
                    Map.of("phones", ids, "tones", ids, "words", ids));
        }
    }

    @Test
    void anotherTypeIsRefused() {
        try (Tensor phones = Tensor.floats(new float[3], 1, 3); Tensor tones = Tensor.ids(new int[3], 1, 3)) {
            assertRefused("input phones must be int64 [1, n], not float32 [1, 3]", "duration_encoder",
                    Map.of("phones", phones, "tones", tones));
        }
    }

    @Test
    void anotherRankIsRefused() {
        try (Tensor phones = Tensor.ids(new int[3], 3); Tensor tones = Tensor.ids(new int[3], 1, 3)) {
            assertRefused("input phones must be int64 [1, n], not int64 [3]", "duration_encoder", Map.of("phones", phones, "tones", tones));
        }
    }

    @Test
    void anotherFixedSizeIsRefused() {
        try (Tensor latents = Tensor.floats(new float[62], 1, 2, 31)) {
            assertRefused("input latents must be float32 [1, latents, 32], not float32 [1, 2, 31]", "wave_decoder",
                    Map.of("latents", latents));
        }
    }

    @Test
    void lengthsThatDisagreeAreRefused() {
        try (Tensor phones = Tensor.ids(new int[3], 1, 3); Tensor tones = Tensor.ids(new int[2], 1, 2)) {
            assertRefused("input tones must be int64 [1, n=3], not int64 [1, 2]", "duration_encoder",
                    Map.of("phones", phones, "tones", tones));
        }
    }

    @Test
    void aSharedBufferIsReadAnewInEachCall() {
        FloatBuffer buffer = Tensor.buffer(2 * 32);
        Graph graph = graphs.load("wave_decoder");
        try (Tensor latents = Tensor.floats(buffer, 1, 2, 32)) {
            float[] silent = wave(graph, latents);
            buffer.put(5, 1);
            float[] other = wave(graph, latents);
            assertTrue(!Arrays.equals(silent, other));
            buffer.put(5, 0);
            assertArrayEquals(silent, wave(graph, latents));
        }
    }

    @Test
    void valuesMustFillTheShape() {
        assertThrows(IllegalArgumentException.class, () -> Tensor.floats(new float[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Tensor.ids(new int[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Tensor.floats(FloatBuffer.allocate(6), 2, 3), "not direct");
    }

    @Test
    void aPastOfNoTokensIsATensorToo() {
        try (Tensor empty = Tensor.floats(new float[0], 1, 2, 0, 8)) {
            assertArrayEquals(new long[] {1, 2, 0, 8}, empty.shape());
            assertEquals(0, empty.toFloats().length);
        }
    }

    @Test
    void tokensOneByOneAreAsGoodAsAllAtOnce() {
        Graph graph = graphs.load("g2p");
        int[] tokens = {403, 290, 227, 404, 550};
        try (Decoder whole = new Decoder(graph); Decoder single = new Decoder(graph)) {
            float[] rows = feed(whole, tokens);
            float[] last = IntStream.of(tokens).mapToObj(token -> feed(single, token)).reduce((first, second) -> second).orElseThrow();
            assertArrayEquals(Arrays.copyOfRange(rows, rows.length - last.length, rows.length), last, 1e-4f);
            assertEquals(tokens.length, single.length());
        }
    }

    @Test
    void aSequenceGoesOnFromItsState() {
        Graph graph = graphs.load("g2p");
        try (Decoder decoder = new Decoder(graph)) {
            feed(decoder, 403, 290, 227);
            List<float[]> keys = decoder.keys();
            List<float[]> values = decoder.values();
            float[] expected = feed(decoder, 404);
            for (int i = 0; i < 2; i++) {
                try (Decoder resumed = new Decoder(graph, keys, values)) {
                    assertEquals(3, resumed.length());
                    assertArrayEquals(expected, feed(resumed, 404));
                }
            }
        }
    }

    @Test
    void stateOfAnotherModelIsRefused() {
        Graph graph = graphs.load("g2p");
        assertThrows(IllegalArgumentException.class, () -> new Decoder(graph, List.of(new float[16]), List.of(new float[16])));
    }

    @Test
    void callsThatFailLeaveTheSequenceUsable() {
        Graph graph = graphs.load("g2p");
        try (Decoder decoder = new Decoder(graph); Tensor wrong = Tensor.ids(new int[1], 1)) {
            float[] before = feed(decoder, 403);
            assertThrows(IllegalArgumentException.class, () -> decoder.feed(Map.of("tokens", wrong)));
            assertThrows(RuntimeException.class, () -> feed(decoder, 1_000_000), "no such token");
            assertEquals(1, decoder.length());
            assertEquals(before.length, feed(decoder, 290).length);
        }
    }

    @Test
    void severalThreadsMayShareAGraph() throws Exception {
        Graph graph = graphs.load("g2p");
        float[] expected;
        try (Decoder decoder = new Decoder(graph)) {
            feed(decoder, 403, 290);
            expected = feed(decoder, 404);
        }
        Callable<float[]> work = () -> {
            float[] last = null;
            for (int i = 0; i < 50; i++) {
                try (Decoder decoder = new Decoder(graph)) {
                    feed(decoder, 403, 290);
                    last = feed(decoder, 404);
                }
            }
            return last;
        };
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (Future<float[]> result : pool.invokeAll(List.of(work, work, work, work))) {
                assertArrayEquals(expected, result.get(), 1e-5f);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void decodingForLongKeepsNoMemory() throws IOException {
        Graph graph = graphs.load("g2p");
        decode(graph, 10);
        System.gc();
        long before = residentKilobytes();
        decode(graph, 40);
        System.gc();
        // 4000 calls with caches of up to 100 tokens make 100 MB of keys and values; heap and arena breathe by some megabytes.
        long grown = residentKilobytes() - before;
        assertTrue(grown < 40_000, "resident memory grew by " + grown + " kB");
        assertEquals(openBefore, Tensor.open());
    }

    private static void decode(Graph graph, int sequences) {
        for (int i = 0; i < sequences; i++) {
            try (Decoder decoder = new Decoder(graph)) {
                for (int token = 0; token < 100; token++) {
                    feed(decoder, 405 + token);
                }
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    private void assertRefused(String message, String graph, Map<String, Tensor> inputs) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> graphs.load(graph).run(new HashMap<>(inputs)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static float[] wave(Graph graph, Tensor latents) {
        try (Tensors outputs = graph.run(Map.of("latents", latents))) {
            return outputs.get("wave").toFloats();
        }
    }

    private static float[] feed(Decoder decoder, int... tokens) {
        try (Tensor input = Tensor.ids(tokens, 1, tokens.length)) {
            return decoder.feed(Map.of("tokens", input));
        }
    }
}
