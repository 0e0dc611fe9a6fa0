package dev.mynah.phone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Parity;
import dev.mynah.SeededNoise;
import dev.mynah.TestBundles;
import dev.mynah.model.Bundle;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PhonemizerTest {

    private static final SamplingOptions GREEDY = new SamplingOptions(1, 0, 0, 1, 256);
    private static final int SPEECH_START = 405;
    private static final int CODES = 802;

    private final Cancellation cancellation = new Cancellation();

    @Test
    void greedyCodesAreUpstreams() {
        Parity golden = Parity.of("g2p_mini");
        try (Open g2p = new Open("mini-decoder")) {
            int[] prompt = g2p.phonemizer.prompt(golden.text("in_text"));
            assertArrayEquals(golden.ints("in_prompt"), Arrays.copyOf(prompt, prompt.length - 1));
            int[] codes = g2p.phonemizer.generate(prompt, new SamplingOptions(1, 0, 0, 1, 24), null, cancellation);
            golden.check("greedy", IntStream.of(codes).map(code -> code + SPEECH_START).toArray());
        }
    }

    @Test
    void scoresAreUpstreamsTokenByToken() {
        Parity golden = Parity.of("g2p_mini");
        try (Graphs graphs = new Graphs(TestBundles.open("mini-decoder"), RuntimeOptions.cpu());
                Decoder decoder = new Decoder(graphs.load("g2p"))) {
            // The graph answers the rows of the codes alone; the others are taken from the golden array itself.
            float[] logits = golden.floats("out_logits");
            int vocabulary = golden.shape("out_logits")[2];
            int[] forced = golden.ints("in_forced");
            feed(decoder, golden.ints("in_prompt"));
            for (int i = 0; i < forced.length; i++) {
                System.arraycopy(feed(decoder, forced[i]), 0, logits, i * vocabulary + SPEECH_START, CODES);
            }
            golden.check("logits", logits);
        }
    }

    @Test
    @Tag("full")
    void scoresOfTheFullModelAreUpstreams() {
        Parity golden = Parity.of("g2p_full");
        try (Graphs graphs = new Graphs(TestBundles.open("full"), RuntimeOptions.cpu());
                Decoder decoder = new Decoder(graphs.load("g2p"))) {
            float[] logits = golden.floats("out_logits");
            feed(decoder, golden.ints("in_prompt"));
            float[] last = feed(decoder, golden.ints("in_forced"));
            System.arraycopy(last, last.length - CODES, logits, SPEECH_START, CODES);
            golden.check("logits", logits);
        }
    }

    @Test
    void everySegmentStartsWithSilenceAndHoldsOnlyPhones() {
        try (Open g2p = new Open("mini-decoder")) {
            SamplingOptions sampling = new SamplingOptions(1, 1, 0, 1, 100);
            PhoneSequence phones = g2p.phonemizer.phonemize("Hello world. 你好。", sampling, new SeededNoise(1, 0), cancellation);
            assertEquals(Phones.SILENCE, phones.phones()[0]);
            assertTrue(phones.length() > 1 && phones.length() <= 101, "phones: " + phones.length());
            assertTrue(Arrays.stream(phones.phones()).allMatch(phone -> phone >= 1 && phone <= Phones.LAST));
        }
    }

    @Test
    void aSeedGivesTheSamePhonesAgainAndAnotherSeedOthers() {
        SamplingOptions sampling = new SamplingOptions(1, 0.9, 50, 0.95, 20);
        try (Open g2p = new Open("mini-decoder")) {
            int[] prompt = g2p.phonemizer.prompt("One, two, three.");
            int[] codes = g2p.phonemizer.generate(prompt, sampling, new SeededNoise(7, 0), cancellation);
            assertArrayEquals(codes, g2p.phonemizer.generate(prompt, sampling, new SeededNoise(7, 0), cancellation));
            assertTrue(!Arrays.equals(codes, g2p.phonemizer.generate(prompt, sampling, new SeededNoise(8, 0), cancellation)));
        }
    }

    @Test
    void textThatDoesNotFitIsRefused() {
        try (Open g2p = new Open("mini-decoder", 16)) {
            InvalidInputException e = assertThrows(InvalidInputException.class,
                    () -> g2p.phonemizer.phonemize("A text of more than twelve tokens, surely.", GREEDY, null, cancellation));
            assertEquals("text", e.field());
            assertTrue(e.getMessage().contains("max_length 16"), e.getMessage());
        }
    }

    @Test
    void generationEndsAtTheMaximumLength() {
        try (Open g2p = new Open("mini-decoder", 16)) {
            int[] prompt = g2p.phonemizer.prompt("Hi");
            assertEquals(16 - prompt.length + 1, g2p.phonemizer.generate(prompt, GREEDY, null, cancellation).length);
        }
    }

    @Test
    void controlTokensInTheTextAreRefused() {
        try (Open g2p = new Open("mini-decoder")) {
            for (String text : new String[] {"a<BOS>b", "<BOT>", "a<Reserved_TTS_801>"}) {
                InvalidInputException e = assertThrows(InvalidInputException.class, () -> g2p.phonemizer.prompt(text), text);
                assertEquals("text", e.field());
            }
        }
    }

    @Test
    void longAndOddTextIsCountedWhole() {
        try (Open g2p = new Open("mini-decoder")) {
            int one = g2p.phonemizer.countTokens("清晨 morning ");
            assertEquals(2000 * one, g2p.phonemizer.countTokens("清晨 morning ".repeat(2000)));
            assertTrue(g2p.phonemizer.countTokens("half a \ud83d pair, and a whole \ud83d\ude00") > 0);
            assertEquals(0, g2p.phonemizer.countTokens(""));
        }
    }

    @Test
    void cancellationStopsBetweenTokens() {
        try (Open g2p = new Open("mini-decoder")) {
            cancellation.cancel();
            assertThrows(CancellationException.class, () -> g2p.phonemizer.phonemize("Hello", GREEDY, null, cancellation));
        }
    }

    private static float[] feed(Decoder decoder, int... tokens) {
        try (Tensor input = Tensor.ids(tokens, 1, tokens.length)) {
            return decoder.feed(Map.of("tokens", input));
        }
    }

    private static final class Open implements AutoCloseable {
        private final Graphs graphs;
        private final Phonemizer phonemizer;

        Open(String name) {
            this(name, 32768);
        }

        Open(String name, int maxLength) {
            Bundle bundle = TestBundles.open(name);
            graphs = new Graphs(bundle, RuntimeOptions.cpu());
            phonemizer = new Phonemizer(bundle, graphs, maxLength);
        }

        @Override
        public void close() {
            phonemizer.close();
            graphs.close();
        }
    }
}
