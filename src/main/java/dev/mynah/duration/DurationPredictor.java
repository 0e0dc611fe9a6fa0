package dev.mynah.duration;

import dev.mynah.Cancellation;
import dev.mynah.Noise;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.Scores;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import dev.mynah.phone.PhoneSequence;
import java.util.Arrays;
import java.util.Map;

/** Phones to durations, spoken as fast as the reference: the duration language model of MegaTTS3. */
public final class DurationPredictor {

    private final Manifest.Duration config;
    private final int framesMultiple;
    private final Graph encoder;
    private final Graph decoder;
    private final int width;

    /** Load the graphs of the duration language model. */
    public DurationPredictor(Manifest manifest, Graphs graphs) {
        this.config = manifest.duration();
        this.framesMultiple = manifest.audio().framesMultiple();
        this.encoder = graphs.load("duration_encoder");
        this.width = encoder.contract().output("hidden").size(2);
        this.decoder = graphs.load("duration_decoder");
    }

    /** Read the reference once; {@code durations} are those of {@code phones}. */
    public DurationPrompt prompt(PhoneSequence phones, Durations durations) {
        requireSameLength(phones, durations);
        int count = phones.length();
        int[] tokens = Arrays.stream(durations.frames()).map(frames -> Math.min(frames, config.codeSize() - 1) + 1).toArray();
        // The last token is left for the segments: each begins with it.
        int[] fed = new int[count];
        fed[0] = config.startToken();
        System.arraycopy(tokens, 0, fed, 1, count - 1);
        try (Decoder sequence = new Decoder(decoder)) {
            feed(sequence, fed, encode(phones));
            return new DurationPrompt(tokens, sequence.keys(), sequence.values());
        }
    }

    /** @param noise two uniform draws of one number a phone: choice, then ratio */
    public Durations predict(PhoneSequence phones, DurationPrompt prompt, DurationOptions options, Noise noise, Cancellation cancellation) {
        int[] tokens = tokens(phones, prompt, cancellation);
        return DurationRules.apply(tokens, phones, options, config.codeSize(), framesMultiple, noise);
    }

    /** What the model says, a token for each phone. */
    int[] tokens(PhoneSequence phones, DurationPrompt prompt, Cancellation cancellation) {
        float[] hidden = encode(phones);
        int[] tokens = new int[phones.length()];
        int previous = prompt.tokens()[prompt.tokens().length - 1];
        try (Decoder sequence = new Decoder(decoder, prompt.keys(), prompt.values())) {
            for (int i = 0; i < tokens.length; i++) {
                cancellation.check();
                float[] row = Arrays.copyOfRange(hidden, i * width, (i + 1) * width);
                previous = bound(choose(feed(sequence, new int[] {previous}, row)), i, config.codeSize());
                tokens[i] = previous;
            }
        }
        return tokens;
    }

    private int choose(float[] logits) {
        return config.kind().equals("regression") ? (int) Math.rint(logits[0]) : Scores.argMax(logits);
    }

    /** Token 0 stands for nothing, but upstream lets it pass in the first place. Regression may go beyond the last, and fails there. */
    static int bound(int token, int place, int codeSize) {
        return Math.max(place == 0 ? 0 : 1, Math.min(token, codeSize));
    }

    private float[] encode(PhoneSequence phones) {
        if (phones.length() == 0) {
            throw new IllegalArgumentException("there must be at least one phone");
        }
        try (Tensor ids = Tensor.ids(phones.phones(), 1, phones.length());
                Tensor tones = Tensor.ids(phones.tones(), 1, phones.length());
                Tensors outputs = encoder.run(Map.of("phones", ids, "tones", tones))) {
            return outputs.get("hidden").toFloats();
        }
    }

    private float[] feed(Decoder sequence, int[] tokens, float[] hidden) {
        try (Tensor codes = Tensor.ids(tokens, 1, tokens.length);
                Tensor states = Tensor.floats(hidden, 1, tokens.length, width)) {
            return sequence.feed(Map.of("codes", codes, "hidden", states));
        }
    }

    private static void requireSameLength(PhoneSequence phones, Durations durations) {
        if (phones.length() != durations.frames().length) {
            throw new IllegalArgumentException(phones.length() + " phones but " + durations.frames().length + " durations");
        }
    }
}
