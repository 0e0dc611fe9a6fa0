package dev.mynah.voice;

import dev.mynah.Cancellation;
import dev.mynah.audio.Mel;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.Scores;
import dev.mynah.model.Tensor;
import dev.mynah.model.TensorSpec;
import dev.mynah.model.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Hears which phones a recording holds and when each ends: the aligner of MegaTTS3, a model of Whisper's shape. */
final class Aligner {

    private final Manifest.Aligner config;
    private final Graph encoder;
    private final Graph decoder;
    private final List<String> cross;

    Aligner(Manifest manifest, Graphs graphs) {
        this.config = manifest.aligner();
        this.encoder = graphs.load("aligner_encoder");
        this.decoder = graphs.load("aligner_decoder");
        this.cross = decoder.contract().inputs().stream().map(TensorSpec::name).filter(name -> name.startsWith("cross.")).toList();
    }

    /**
     * @param mel at most {@code maxFrames} long, a multiple of {@code framesMultiple}
     * @throws dev.mynah.InvalidInputException if no phones are recognised
     */
    Alignment align(Mel mel, Cancellation cancellation) {
        return Alignment.of(tokens(mel, cancellation), mel.frames(), config);
    }

    /** The likeliest tokens, without those that begin and end the sequence; the latter may not have come. */
    int[] tokens(Mel mel, Cancellation cancellation) {
        IntStream.Builder tokens = IntStream.builder();
        try (Tensor input = Tensor.floats(mel.values(), 1, mel.bins(), mel.frames());
                Tensors encoded = encoder.run(Map.of("mel", input));
                Decoder sequence = new Decoder(decoder)) {
            Map<String, Tensor> inputs = new HashMap<>();
            cross.forEach(name -> inputs.put(name, encoded.get(name)));
            int token = config.begin();
            for (int i = 0; i < config.maxTokens(); i++) {
                cancellation.check();
                try (Tensor next = Tensor.ids(new int[] {token}, 1, 1)) {
                    inputs.put("tokens", next);
                    token = Scores.argMax(sequence.feed(inputs));
                }
                if (token == config.end()) {
                    break;
                }
                tokens.add(token);
            }
        }
        return tokens.build().toArray();
    }
}
