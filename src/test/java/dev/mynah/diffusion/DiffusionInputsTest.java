package dev.mynah.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.Parity;
import dev.mynah.duration.Durations;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DiffusionInputsTest {

    private static VoicePrompt voice(Parity golden, int latents) {
        PhoneSequence phones = new PhoneSequence(golden.ints("in_ph_ref"), golden.ints("in_tone_ref"));
        Latents all = new Latents(golden.floats("in_vae_latent"), 32);
        return new VoicePrompt(phones, golden.ints("in_mel2ph_ref"), all.rows(0, latents), null, -20);
    }

    private static Durations durations(int[] framePhones, int phones) {
        int[] frames = new int[phones];
        for (int phone : framePhones) {
            frames[phone - 1]++;
        }
        return new Durations(frames);
    }

    /** The golden arrays have the three rows of the guidance; the graph makes the second and third of the first. */
    private static void checkFirstRow(Parity golden, String output, int[] actual) {
        assertArrayEquals(Arrays.copyOf(golden.ints("out_" + output), golden.shape("out_" + output)[1]), actual, output);
    }

    @Test
    void referenceAndSegmentAreJoinedAsUpstreamDoes() {
        Parity golden = Parity.of("prepare_inputs");
        PhoneSequence segment = new PhoneSequence(golden.ints("in_ph_pred"), golden.ints("in_tone_pred"));
        Durations durations = durations(golden.ints("in_mel2ph_pred"), segment.length());
        DiffusionInputs inputs = DiffusionInputs.of(voice(golden, 22), segment, durations, 4);
        checkFirstRow(golden, "phone", inputs.phones().phones());
        checkFirstRow(golden, "tone", inputs.phones().tones());
        checkFirstRow(golden, "dur", inputs.framePhones());
        assertArrayEquals(Arrays.copyOf(golden.floats("out_lat_ctx"), 56 * 32), inputs.promptLatents().values());
        assertArrayEquals(Arrays.copyOf(golden.floats("out_ctx_mask"), 56), inputs.promptMask());
    }

    @Test
    void latentsShorterThanTheAlignmentDetermineTheMask() {
        Parity golden = Parity.of("prepare_inputs");
        PhoneSequence segment = new PhoneSequence(new int[] {101}, new int[] {3});
        DiffusionInputs inputs = DiffusionInputs.of(voice(golden, 20), segment, new Durations(new int[] {8}), 4);
        float[] mask = new float[24];
        Arrays.fill(mask, 0, 20, 1);
        assertArrayEquals(mask, inputs.promptMask());
    }

    @Test
    void durationsOfOtherPhonesAreRefused() {
        Parity golden = Parity.of("prepare_inputs");
        PhoneSequence segment = new PhoneSequence(new int[] {101}, new int[] {3});
        assertThrows(IllegalArgumentException.class,
                () -> DiffusionInputs.of(voice(golden, 22), segment, new Durations(new int[] {8, 8}), 4));
    }
}
