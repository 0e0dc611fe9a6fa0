package dev.mynah.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Parity;
import dev.mynah.RecordedNoise;
import dev.mynah.SeededNoise;
import dev.mynah.TestBundles;
import dev.mynah.duration.Durations;
import dev.mynah.model.Bundle;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LatentDiffuserTest {

    private final Cancellation cancellation = new Cancellation();

    @Test
    void conditionIsUpstreams() {
        checkCondition("mini-decoder", "mini");
    }

    @Test
    @Tag("full")
    void conditionOfTheFullModelIsUpstreams() {
        checkCondition("full", "full");
    }

    @Test
    void velocityIsUpstreams() {
        checkStep("mini-decoder", "mini");
    }

    @Test
    @Tag("full")
    void velocityOfTheFullModelIsUpstreams() {
        checkStep("full", "full");
    }

    @Test
    void samplesAreUpstreams() {
        checkSamples("mini-decoder", "dit_inference_mini_4steps");
        checkSamples("mini-decoder", "dit_inference_mini_8steps");
    }

    @Test
    @Tag("full")
    void samplesOfTheFullModelAreUpstreams() {
        checkSamples("full", "dit_inference_full_4steps");
        checkSamples("full", "dit_inference_full_8steps");
    }

    @Test
    void theReferenceComesBackUnchangedBeforeTheSpeech() {
        Bundle bundle = TestBundles.open("mini-decoder");
        VoicePrompt voice = voice();
        PhoneSequence phones = new PhoneSequence(new int[] {145, 101, 148}, new int[] {3, 3, 3});
        int[] progress = new int[3];
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            Latents latents = new LatentDiffuser(bundle.manifest(), graphs).diffuse(voice, phones, new Durations(new int[] {8, 0, 24}),
                    new DiffusionOptions(3, 1.6, 2.5), new SeededNoise(1, 0), done -> progress[done - 1] = done, cancellation);
            assertEquals(4 + 8, latents.length());
            assertArrayEquals(voice.latents().values(), latents.rows(0, 4).values());
            assertArrayEquals(new int[] {1, 2, 3}, progress);
        }
    }

    @Test
    void cancellationStopsBetweenSteps() {
        Bundle bundle = TestBundles.open("mini-decoder");
        PhoneSequence phones = new PhoneSequence(new int[] {145}, new int[] {3});
        int[] progress = new int[1];
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            LatentDiffuser diffuser = new LatentDiffuser(bundle.manifest(), graphs);
            assertThrows(CancellationException.class, () -> diffuser.diffuse(voice(), phones, new Durations(new int[] {8}),
                    new DiffusionOptions(100, 1.6, 2.5), new SeededNoise(1, 0), done -> {
                        progress[0] = done;
                        cancellation.cancel();
                    }, cancellation));
            assertEquals(1, progress[0]);
        }
    }

    @Test
    void moreThanTheTransformerKnowsIsRefused() {
        Bundle bundle = TestBundles.open("mini-decoder");
        PhoneSequence phones = new PhoneSequence(new int[] {145}, new int[] {3});
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            LatentDiffuser diffuser = new LatentDiffuser(bundle.manifest(), graphs);
            InvalidInputException e = assertThrows(InvalidInputException.class, () -> diffuser.diffuse(voice(), phones,
                    new Durations(new int[] {65_536}), new DiffusionOptions(1, 1.6, 2.5), new SeededNoise(1, 0), done -> {}, cancellation));
            assertEquals("text", e.field());
        }
    }

    private static VoicePrompt voice() {
        int[] framePhones = new int[16];
        Arrays.fill(framePhones, 1);
        float[] values = new SeededNoise(2, 0).gaussian(4 * 32);
        return new VoicePrompt(new PhoneSequence(new int[] {110}, new int[] {3}), framePhones, new Latents(values, 32), null, -20);
    }

    private static void checkCondition(String bundle, String size) {
        Parity text = Parity.of("dit_text_" + size);
        Parity step = Parity.of("dit_step_" + size);
        try (Graphs graphs = new Graphs(TestBundles.open(bundle), RuntimeOptions.cpu());
                Tensors outputs = condition(graphs.load("diffusion_condition"), inputs(text, step))) {
            // The golden rows are: text and voice, text alone, neither.
            text.check("x_ling", rows(outputs.get("text").toFloats(), 0, 0, 1));
            step.check("local_cond", rows(outputs.get("local").toFloats(), 0, 1, 1));
        }
    }

    private static void checkStep(String bundle, String size) {
        Parity golden = Parity.of("dit_step_" + size);
        DiffusionInputs inputs = inputs(Parity.of("dit_text_" + size), golden);
        float[] times = golden.floats("in_timesteps");
        float[] weights = {(float) golden.scalar("in_p_w"), (float) golden.scalar("in_t_w")};
        try (Graphs graphs = new Graphs(TestBundles.open(bundle), RuntimeOptions.cpu());
                Tensors conditions = condition(graphs.load("diffusion_condition"), inputs);
                Tensor x = Tensor.floats(golden.floats("in_x"), 1, inputs.length(), 32);
                Tensor mask = Tensor.floats(inputs.promptMask(), 1, inputs.length(), 1);
                Tensor guidance = Tensor.floats(weights, 2)) {
            Graph time = graphs.load("diffusion_time");
            Graph step = graphs.load("diffusion_step");
            for (int k = 0; k < times.length; k++) {
                try (Tensor now = Tensor.floats(new float[] {times[k]}, 1);
                        Tensors modulated = time.run(Map.of("time", now));
                        Tensors outputs = step.run(Map.of("x", x, "condition", conditions.get("condition"), "prompt_mask", mask,
                                "modulation", modulated.get("modulation"), "guidance", guidance))) {
                    if (golden.names().contains("out_time_embed_" + k)) {
                        golden.check("time_embed_" + k, modulated.get("embedding").toFloats());
                    }
                    golden.check("rows_" + k, outputs.get("rows").toFloats());
                    golden.check("v_" + k, outputs.get("velocity").toFloats());
                }
            }
        }
    }

    private void checkSamples(String bundleName, String name) {
        Parity golden = Parity.of(name);
        Bundle bundle = TestBundles.open(bundleName);
        DiffusionInputs inputs = inputs(golden, golden);
        DiffusionOptions options = new DiffusionOptions((int) golden.scalar("in_steps"), golden.scalar("in_p_w"), golden.scalar("in_t_w"));
        RecordedNoise noise = RecordedNoise.rows(golden.floats("in_noise"), inputs.length() * 32);
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            float[] sample = new LatentDiffuser(bundle.manifest(), graphs).sample(inputs, options, noise, done -> {}, cancellation);
            golden.check("x", sample);
            assertEquals(0, noise.left());
        }
    }

    /** The first row of golden inputs, which have all three of the guidance. */
    private static DiffusionInputs inputs(Parity text, Parity latents) {
        int count = text.shape("in_phone")[1];
        int frames = text.shape("in_dur")[1];
        int length = latents.shape("in_lat_ctx")[1];
        return new DiffusionInputs(
                new PhoneSequence(Arrays.copyOf(text.ints("in_phone"), count), Arrays.copyOf(text.ints("in_tone"), count)),
                Arrays.copyOf(text.ints("in_dur"), frames), new Latents(Arrays.copyOf(latents.floats("in_lat_ctx"), length * 32), 32),
                Arrays.copyOf(latents.floats("in_ctx_mask"), length));
    }

    private static Tensors condition(Graph graph, DiffusionInputs inputs) {
        int count = inputs.phones().length();
        try (Tensor phones = Tensor.ids(inputs.phones().phones(), 1, count);
                Tensor tones = Tensor.ids(inputs.phones().tones(), 1, count);
                Tensor framePhones = Tensor.ids(inputs.framePhones(), 1, inputs.framePhones().length);
                Tensor latents = Tensor.floats(inputs.promptLatents().values(), 1, inputs.length(), 32);
                Tensor mask = Tensor.floats(inputs.promptMask(), 1, inputs.length(), 1)) {
            return graph.run(Map.of("phones", phones, "tones", tones, "frame_phones", framePhones, "prompt_latents", latents,
                    "prompt_mask", mask));
        }
    }

    /** Some of the two equal parts of an array, one after the other. */
    private static float[] rows(float[] values, int... indices) {
        int size = values.length / 2;
        float[] rows = new float[indices.length * size];
        IntStream.range(0, indices.length).forEach(i -> System.arraycopy(values, indices[i] * size, rows, i * size, size));
        return rows;
    }
}
