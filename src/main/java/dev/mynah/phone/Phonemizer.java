package dev.mynah.phone;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Noise;
import dev.mynah.model.Bundle;
import dev.mynah.model.BundleException;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.NativeLibraries;
import dev.mynah.model.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Text to phones: the language model ("G2P") of MegaTTS3. */
public final class Phonemizer implements AutoCloseable {

    private final Manifest.G2p config;
    private final int maxLength;
    private final HuggingFaceTokenizer tokenizer;
    private final Graph graph;

    /** @param maxLength longest sequence of text and phones that the user allows, in tokens */
    public Phonemizer(Bundle bundle, Graphs graphs, int maxLength) {
        this.config = bundle.manifest().g2p();
        this.maxLength = Math.min(maxLength, config.maxLength());
        this.graph = graphs.load("g2p");
        this.tokenizer = open(bundle);
    }

    private static HuggingFaceTokenizer open(Bundle bundle) {
        NativeLibraries.prepare();
        try {
            // Without options DJL would cut long text.
            return HuggingFaceTokenizer.newInstance(bundle.tokenizer(),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw new BundleException(bundle.tokenizer() + ": expected a tokenizer, found " + e.getMessage(), e);
        }
    }

    /**
     * @param text one normalised segment
     * @param noise one uniform draw a token, if sampling
     * @return phones and tones, {@code sil} first
     * @throws InvalidInputException if the text is too long or holds control tokens of the model
     */
    public PhoneSequence phonemize(String text, SamplingOptions options, Noise noise, Cancellation cancellation) {
        int[] codes = generate(prompt(text), options, noise, cancellation);
        return Phones.split(Arrays.stream(codes).filter(Phones::isPhone).toArray());
    }

    /** Number of tokens of the text, the measure of {@code length_threshold} and {@code window_size}. */
    public int countTokens(String text) {
        return encode(text).length;
    }

    /** The ids that the model continues: text between its marks, then the code that starts the phones. */
    int[] prompt(String text) {
        int[] ids = encode(config.textBegin() + text + config.textEnd());
        int begin = ids[0];
        int end = ids[ids.length - 1];
        for (int i = 1; i < ids.length - 1; i++) {
            if (ids[i] == begin || ids[i] == end || ids[i] >= config.speechStart()) {
                throw new InvalidInputException("text", "The text must not contain control tokens of the model such as "
                        + config.textEnd() + "; remove them");
            }
        }
        if (ids.length + 2 > maxLength) {
            throw new InvalidInputException("text", "A piece of the text has " + (ids.length - 2) + " tokens, but at most "
                    + (maxLength - 4) + " fit into max_length " + maxLength + "; give shorter sentences");
        }
        int[] prompt = Arrays.copyOf(ids, ids.length + 1);
        prompt[ids.length] = config.speechStart() + config.firstCode();
        return prompt;
    }

    /** Codes up to the stop code, beginning with the one that ends the prompt. */
    int[] generate(int[] prompt, SamplingOptions options, Noise noise, Cancellation cancellation) {
        int count = Math.min(options.maxTokens(), maxLength - prompt.length);
        CodeSampler sampler = new CodeSampler(options, noise, config.codes());
        sampler.markSeen(config.firstCode());
        IntStream.Builder codes = IntStream.builder().add(config.firstCode());
        try (Decoder decoder = new Decoder(graph)) {
            int[] next = prompt;
            for (int i = 0; i < count; i++) {
                cancellation.check();
                int code = sampler.next(feed(decoder, next));
                if (code == config.stopCode()) {
                    break;
                }
                codes.add(code);
                next = new int[] {config.speechStart() + code};
            }
        }
        return codes.build().toArray();
    }

    /** Scores of the codes after these tokens. */
    private float[] feed(Decoder decoder, int[] tokens) {
        try (Tensor input = Tensor.ids(tokens, 1, tokens.length)) {
            float[] logits = decoder.feed(Map.of("tokens", input));
            return Arrays.copyOfRange(logits, logits.length - config.codes(), logits.length);
        }
    }

    private int[] encode(String text) {
        return Arrays.stream(tokenizer.encode(text).getIds()).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
