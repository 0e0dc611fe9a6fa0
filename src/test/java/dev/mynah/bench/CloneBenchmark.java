package dev.mynah.bench;

import dev.mynah.Cancellation;
import dev.mynah.SeededNoise;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.DiffusionOptions;
import dev.mynah.diffusion.LatentDiffuser;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationOptions;
import dev.mynah.duration.DurationPredictor;
import dev.mynah.duration.DurationPrompt;
import dev.mynah.duration.Durations;
import dev.mynah.model.Bundle;
import dev.mynah.model.Decoder;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import dev.mynah.model.TensorSpec;
import dev.mynah.model.Tensors;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import dev.mynah.wave.WaveDecoder;
import dev.mynah.wave.WaveEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The work of one clone, in pieces of fixed size whatever random weights would answer: 5.5 s of reference, 120 aligner tokens, 60 phones each way,
 * 5 s of speech. For {@code ./benchmark}; prints a line of JSON for every round: seconds of each stage, and the memory of
 * the process afterwards.
 */
public final class CloneBenchmark {

    private static final int REFERENCE_FRAMES = 552;
    private static final int SPEECH_FRAMES = 504;
    private static final int ALIGNER_TOKENS = 120;
    private static final int PHONES = 60;
    private static final int G2P_PROMPT = 40;

    private final Manifest manifest;
    private final Graph alignerEncoder;
    private final Graph alignerDecoder;
    private final Graph g2p;
    private final DurationPredictor durations;
    private final LatentDiffuser diffuser;
    private final WaveEncoder waveEncoder;
    private final WaveDecoder waveDecoder;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    private CloneBenchmark(Bundle bundle, Graphs graphs) {
        manifest = bundle.manifest();
        alignerEncoder = graphs.load("aligner_encoder");
        alignerDecoder = graphs.load("aligner_decoder");
        g2p = graphs.load("g2p");
        durations = new DurationPredictor(manifest, graphs);
        diffuser = new LatentDiffuser(manifest, graphs);
        waveEncoder = new WaveEncoder(manifest, graphs);
        waveDecoder = new WaveDecoder(manifest, graphs);
    }

    /** @param args directory of a bundle, number of rounds, threads, diffusion steps */
    public static void main(String[] args) throws IOException {
        RuntimeOptions cpu = RuntimeOptions.cpu();
        RuntimeOptions options = new RuntimeOptions("cpu", "cpu", "auto", cpu.gpuMemoryShare(), Integer.parseInt(args[2]), cpu.maxLength());
        Bundle bundle = Bundle.open(Path.of(args[0]));
        try (Graphs graphs = new Graphs(bundle, options)) {
            CloneBenchmark benchmark = new CloneBenchmark(bundle, graphs);
            benchmark.round(1); // pays for loading
            for (int round = 0; round < Integer.parseInt(args[1]); round++) {
                System.out.println(benchmark.round(Integer.parseInt(args[3])));
            }
        }
    }

    private String round(int steps) throws IOException {
        seconds.clear();
        long start = System.nanoTime();
        int referenceLatents = REFERENCE_FRAMES / manifest.audio().vaeStride();
        Waveform reference = new Waveform(new SeededNoise(0, 1).gaussian(referenceLatents * manifest.audio().samplesPerLatent()),
                manifest.audio().sampleRate());
        timed("aligner", this::align);
        Latents latents = timed("wave encoder", () -> waveEncoder.encode(reference, new SeededNoise(0, 2)));
        PhoneSequence phones = phones();
        int[] frames = spread(REFERENCE_FRAMES);
        DurationPrompt prompt = timed("duration prompt", () -> durations.prompt(phones, new Durations(frames)));
        VoicePrompt voice = new VoicePrompt(phones, new Durations(frames).framePhones(), latents, prompt, -20);
        timed("g2p", this::phonemize);
        timed("durations", () -> durations.predict(phones, prompt, new DurationOptions(true, true, 1, 0), new SeededNoise(0, 3), new Cancellation()));
        Durations spoken = new Durations(spread(SPEECH_FRAMES));
        Latents all = timed("diffusion", () -> diffuser.diffuse(voice, phones, spoken, new DiffusionOptions(steps, 1.6, 2.5),
                new SeededNoise(0, 4), step -> {}, new Cancellation()));
        timed("wave decoder", () -> waveDecoder.decode(all, latents.length()));
        seconds.put("clone", (System.nanoTime() - start) / 1e9);
        seconds.put("resident MiB", status("VmRSS"));
        seconds.put("peak MiB", status("VmHWM"));
        StringBuilder json = new StringBuilder();
        seconds.forEach((name, value) -> json.append(json.isEmpty() ? "{" : ", ").append('"').append(name).append("\": ").append(value));
        return json.append('}').toString();
    }

    private Object align() {
        try (Tensor mel = Tensor.floats(new SeededNoise(0, 5).gaussian(manifest.aligner().melBins() * REFERENCE_FRAMES), 1,
                        manifest.aligner().melBins(), REFERENCE_FRAMES);
                Tensors encoded = alignerEncoder.run(Map.of("mel", mel));
                Decoder sequence = new Decoder(alignerDecoder)) {
            Map<String, Tensor> inputs = new HashMap<>();
            alignerDecoder.contract().inputs().stream().map(TensorSpec::name).filter(name -> name.startsWith("cross."))
                    .forEach(name -> inputs.put(name, encoded.get(name)));
            feed(sequence, inputs, manifest.aligner().begin(), ALIGNER_TOKENS);
        }
        return null;
    }

    private Object phonemize() {
        int[] prompt = new int[G2P_PROMPT];
        Arrays.setAll(prompt, i -> i + 1);
        try (Decoder sequence = new Decoder(g2p); Tensor tokens = Tensor.ids(prompt, 1, G2P_PROMPT)) {
            sequence.feed(Map.of("tokens", tokens));
            feed(sequence, new HashMap<>(), manifest.g2p().speechStart(), PHONES);
        }
        return null;
    }

    private static void feed(Decoder sequence, Map<String, Tensor> inputs, int token, int count) {
        for (int i = 0; i < count; i++) {
            try (Tensor next = Tensor.ids(new int[] {token + i}, 1, 1)) {
                inputs.put("tokens", next);
                sequence.feed(inputs);
            }
        }
    }

    private static PhoneSequence phones() {
        int[] phones = new int[PHONES];
        int[] tones = new int[PHONES];
        Arrays.setAll(phones, i -> 101 + i % 40);
        Arrays.fill(tones, 3);
        return new PhoneSequence(phones, tones);
    }

    private static int[] spread(int frames) {
        int[] each = new int[PHONES];
        Arrays.setAll(each, i -> frames * (i + 1) / PHONES - frames * i / PHONES);
        return each;
    }

    private <T> T timed(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        seconds.put(stage, (System.nanoTime() - start) / 1e9);
        return result;
    }

    private static double status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith(key + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(Double.NaN);
    }
}
