package dev.mynah.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code bundle.json}: what a bundle holds and every number that Mynah needs to know about it. See {@code docs/bundle.md}.
 *
 * @param format version of this file, {@link #FORMAT}
 * @param name for people
 * @param license of the weights
 * @param languages ISO 639-1 codes
 * @param precision {@code fp32}, {@code fp16} or {@code int8}
 */
public record Manifest(int format, String name, String license, List<String> languages, String precision, Audio audio, Aligner aligner,
        G2p g2p, Duration duration, Diffusion diffusion, Wave wave, FileEntry tokenizer, List<GraphEntry> graphs) {

    /** The one version that this reader knows. */
    public static final int FORMAT = 1;

    /** Name of the file in the bundle. */
    public static final String FILE = "bundle.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Rates and lengths of sound.
     *
     * @param sampleRate Hz
     * @param hopSize samples a frame
     * @param vaeStride frames a latent
     * @param framesMultiple what the number of frames must be a multiple of
     * @param windowSize samples; a reference is padded to one less modulo this
     * @param latentChannels values a latent
     */
    public record Audio(int sampleRate, int hopSize, int vaeStride, int framesMultiple, int windowSize, int latentChannels) {

        public Audio {
            positive("audio", sampleRate, hopSize, vaeStride, framesMultiple, windowSize, latentChannels);
            require(framesMultiple % vaeStride == 0, "audio.framesMultiple %d is no multiple of vaeStride %d", framesMultiple, vaeStride);
        }

        /** Samples a latent. */
        public int samplesPerLatent() {
            return hopSize * vaeStride;
        }
    }

    /**
     * The aligner: Whisper's mel in, phones and end times out.
     *
     * @param sampleRate Hz of its input
     * @param melBins of its input
     * @param begin token that starts a sequence
     * @param end token that ends it
     * @param timeBase token of time 0; one more for each frame
     * @param maxTokens after {@code begin}
     * @param maxFrames longest mel
     */
    public record Aligner(int sampleRate, int melBins, int begin, int end, int timeBase, int maxTokens, int maxFrames) {

        public Aligner {
            positive("aligner", sampleRate, melBins, begin, end, timeBase, maxTokens, maxFrames);
        }
    }

    /**
     * The language model that turns text into phones.
     *
     * @param textBegin special token before the text
     * @param textEnd special token after it
     * @param speechStart id of code 0
     * @param firstCode code that starts the phones
     * @param stopCode code that ends them
     * @param codes number of codes
     * @param maxLength longest sequence of prompt and phones
     */
    public record G2p(String textBegin, String textEnd, int speechStart, int firstCode, int stopCode, int codes, int maxLength) {

        public G2p {
            require(textBegin != null && textEnd != null, "g2p has no textBegin or textEnd");
            positive("g2p", speechStart, firstCode, stopCode, codes, maxLength);
            require(firstCode < codes && stopCode < codes, "g2p.firstCode %d and stopCode %d must be below codes %d", firstCode, stopCode,
                    codes);
        }
    }

    /**
     * The duration language model.
     *
     * @param kind {@code classes}: one row of scores a token; {@code regression}: the token itself
     * @param codeSize number of durations
     * @param startToken token before the first
     */
    public record Duration(String kind, int codeSize, int startToken) {

        public Duration {
            require("classes".equals(kind) || "regression".equals(kind), "duration.kind must be classes or regression, not %s", kind);
            positive("duration", codeSize, startToken);
        }
    }

    /**
     * The diffusion transformer.
     *
     * @param noTextPhone phone id that stands for no text; real phones are below
     * @param noTextTone tone id that stands for no text
     */
    public record Diffusion(int noTextPhone, int noTextTone) {

        public Diffusion {
            positive("diffusion", noTextPhone, noTextTone);
        }
    }

    /**
     * The wave auto-encoder.
     *
     * @param encoder whether the bundle has {@code wave_encoder}
     * @param contextLatents how many latents to each side a decoded sample may depend on
     */
    public record Wave(boolean encoder, int contextLatents) {

        public Wave {
            require(contextLatents >= 0, "wave.contextLatents must not be negative, not %d", contextLatents);
        }
    }

    /**
     * A file of the bundle.
     *
     * @param file its name, without a directory
     * @param sha256 64 hexadecimal digits, lower case
     */
    public record FileEntry(String file, String sha256) {

        public FileEntry {
            require(file != null && file.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"), "'%s' is no plain file name", file);
            require(sha256 != null && sha256.matches("[0-9a-f]{64}"), "%s has no SHA-256 digest but '%s'", file, sha256);
        }
    }

    /**
     * A graph.
     *
     * @param data where its weights are, if not in {@code file}; may be null
     * @param deviation largest difference from the PyTorch module over its peak, measured at export
     */
    public record GraphEntry(String name, String file, String sha256, FileEntry data, String precision, double deviation,
            List<TensorSpec> inputs, List<TensorSpec> outputs, GraphContract.Cache cache) {

        public GraphEntry {
            require(name != null && name.matches("[a-z0-9_]+"), "a graph is named '%s'", name);
            new FileEntry(file, sha256);
            new GraphContract(inputs, outputs, cache);
        }

        GraphContract contract() {
            return new GraphContract(inputs, outputs, cache);
        }
    }

    public Manifest {
        require(precision != null && precision.matches("fp32|fp16|int8"), "precision must be fp32, fp16 or int8, not %s", precision);
        require(name != null && license != null && languages != null, "name, license or languages is missing");
        require(audio != null && aligner != null && g2p != null && duration != null && diffusion != null && wave != null
                && tokenizer != null && graphs != null,
                "one of audio, aligner, g2p, duration, diffusion, wave, tokenizer and graphs is missing");
        languages = List.copyOf(languages);
        graphs = List.copyOf(graphs);
        Set<String> present = graphs.stream().map(GraphEntry::name).collect(Collectors.toSet());
        require(present.size() == graphs.size(), "a graph is listed twice");
        Set<String> missing = new HashSet<>(Set.of("aligner_encoder", "aligner_decoder", "g2p", "duration_encoder", "duration_decoder",
                "diffusion_condition", "diffusion_time", "diffusion_step", "wave_decoder"));
        if (wave.encoder()) {
            missing.add("wave_encoder");
        }
        missing.removeAll(present);
        require(missing.isEmpty(), "graphs %s are not listed", missing);
    }

    /**
     * Parse and check a manifest.
     *
     * @param json the content of the file
     * @param origin where it comes from, for messages
     * @throws BundleException if it is no JSON, of another format, incomplete or senseless
     */
    static Manifest parse(byte[] json, String origin) {
        try {
            int found = JSON.readValue(json, Version.class).format();
            if (found != FORMAT) {
                throw new BundleException(origin + ": expected format " + FORMAT + ", found " + found + "; export the bundle again");
            }
            return JSON.readValue(json, Manifest.class);
        } catch (JsonMappingException e) {
            throw new BundleException(origin + ": " + reason(e), e);
        } catch (IOException e) {
            throw new BundleException(origin + ": expected JSON, found " + e.getMessage(), e);
        }
    }

    /** Parse what a graph says of itself. */
    static GraphContract parseContract(String json) throws JsonProcessingException {
        return JSON.readValue(json, GraphContract.class);
    }

    GraphEntry graph(String name) {
        return graphs.stream().filter(graph -> graph.name().equals(name)).findFirst()
                .orElseThrow(() -> new BundleException(FILE + ": graph " + name + " is not listed"));
    }

    static void require(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new BundleException(String.format(message, arguments));
        }
    }

    private static void positive(String section, int... values) {
        for (int value : values) {
            require(value > 0, "every number of %s must be positive, found %d", section, value);
        }
    }

    /** Where in the manifest it is wrong, and how, without Jackson's hints to programmers. */
    private static String reason(JsonMappingException e) {
        if (e.getCause() instanceof BundleException) {
            return e.getCause().getMessage();
        }
        String place = e.getPath().stream().map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return place + ": " + e.getOriginalMessage().replaceAll(" \\(set DeserializationConfig.*", "");
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int format) {}
}
