package dev.mynah.diffusion;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Noise;
import dev.mynah.duration.Durations;
import dev.mynah.model.Graph;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.Tensor;
import dev.mynah.model.Tensors;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;

/** Phones and durations to latents in a given voice: the diffusion transformer of MegaTTS3. */
public final class LatentDiffuser {

    /** Positions that the transformer knows: eleven minutes of reference and segment. Source: {@code max_seq_len} of MegaTTS3. */
    private static final int MAX_LATENTS = 16384;

    private final Manifest.Audio audio;
    private final Graph condition;
    private final Graph time;
    private final Graph step;

    /** Load the graphs of the diffusion transformer. */
    public LatentDiffuser(Manifest manifest, Graphs graphs) {
        this.audio = manifest.audio();
        this.condition = graphs.load("diffusion_condition");
        this.time = graphs.load("diffusion_time");
        this.step = graphs.load("diffusion_step");
    }

    /**
     * @param noise one Gaussian draw of [latents, channels] for the start and one for each step
     * @param stepDone told the number of steps done, after each
     * @return the prompt's latents followed by those of the speech
     */
    public Latents diffuse(VoicePrompt voice, PhoneSequence phones, Durations durations, DiffusionOptions options, Noise noise,
            IntConsumer stepDone, Cancellation cancellation) {
        DiffusionInputs inputs = DiffusionInputs.of(voice, phones, durations, audio.vaeStride());
        if (inputs.length() > MAX_LATENTS) {
            throw new InvalidInputException("text", "A piece of the text and the reference would be " + inputs.length()
                    + " latents of 40 ms long, but at most " + MAX_LATENTS + " can be spoken at once; give shorter sentences");
        }
        float[] sample = sample(inputs, options, noise, stepDone, cancellation);
        // The sampler has moved the prompt's part as well, to nothing of use.
        System.arraycopy(voice.latents().values(), 0, sample, 0, voice.latents().values().length);
        return new Latents(sample, inputs.promptLatents().channels());
    }

    /** The sampler's result, in which the prompt's part means nothing. */
    float[] sample(DiffusionInputs inputs, DiffusionOptions options, Noise noise, IntConsumer stepDone, Cancellation cancellation) {
        int length = inputs.length();
        int channels = inputs.promptLatents().channels();
        DiffusionSchedule schedule = DiffusionSchedule.of(options.steps());
        float[] sample = noise.gaussian(length * channels);
        FloatBuffer shared = Tensor.buffer(sample.length);
        FloatBuffer modulation = modulation(schedule, options.steps());
        int modulationSize = modulation.capacity() / options.steps();
        float[] weights = {(float) options.intelligibility(), (float) options.similarity()};
        try (Tensor mask = Tensor.floats(inputs.promptMask(), 1, length, 1);
                Tensor conditions = condition(inputs, mask);
                Tensor guidance = Tensor.floats(weights, 2);
                Tensor x = Tensor.floats(shared, 1, length, channels)) {
            for (int k = 0; k < options.steps(); k++) {
                cancellation.check();
                shared.put(0, sample);
                try (Tensor now = Tensor.floats(modulation.slice(k * modulationSize, modulationSize), 1, modulationSize);
                        Tensors outputs = step.run(Map.of("x", x, "condition", conditions, "prompt_mask", mask, "modulation", now,
                                "guidance", guidance))) {
                    schedule.advance(k, sample, outputs.get("velocity").toFloats(), noise.gaussian(sample.length));
                }
                stepDone.accept(k + 1);
            }
        }
        return sample;
    }

    /** All that does not change from step to step, computed once. */
    private Tensor condition(DiffusionInputs inputs, Tensor mask) {
        int length = inputs.length();
        int count = inputs.phones().length();
        int frames = inputs.framePhones().length;
        try (Tensor phones = Tensor.ids(inputs.phones().phones(), 1, count);
                Tensor tones = Tensor.ids(inputs.phones().tones(), 1, count);
                Tensor framePhones = Tensor.ids(inputs.framePhones(), 1, frames);
                Tensor latents = Tensor.floats(inputs.promptLatents().values(), 1, length, inputs.promptLatents().channels());
                Tensors outputs = condition.run(Map.of("phones", phones, "tones", tones, "frame_phones", framePhones,
                        "prompt_latents", latents, "prompt_mask", mask))) {
            return outputs.take("condition");
        }
    }

    /** How the time of each step modulates the transformer, row after row; it depends on nothing else. */
    private FloatBuffer modulation(DiffusionSchedule schedule, int steps) {
        try (Tensor times = Tensor.floats(Arrays.copyOf(schedule.times(), steps), steps);
                Tensors outputs = time.run(Map.of("time", times))) {
            float[] rows = outputs.get("modulation").toFloats();
            return Tensor.buffer(rows.length).put(rows).flip();
        }
    }
}
