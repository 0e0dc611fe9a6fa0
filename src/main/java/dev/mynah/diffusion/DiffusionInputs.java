package dev.mynah.diffusion;

import dev.mynah.duration.Durations;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the diffusion transformer is told: the reference followed by the segment. Source: {@code prepare_inputs_for_dit} of MegaTTS3.
 *
 * @param phones of the reference and the segment
 * @param framePhones for each 10 ms frame the phone that sounds, counted from 1 through both
 * @param promptLatents the reference's latents, then zeros
 * @param promptMask for each latent 1 where the reference's is given, else 0
 */
record DiffusionInputs(PhoneSequence phones, int[] framePhones, Latents promptLatents, float[] promptMask) {

    /** @param vaeStride frames a latent; divides the frames of the reference and of the segment together */
    static DiffusionInputs of(VoicePrompt voice, PhoneSequence segment, Durations durations, int vaeStride) {
        if (segment.length() != durations.frames().length) {
            throw new IllegalArgumentException(segment.length() + " phones but " + durations.frames().length + " durations");
        }
        int[] phones = concat(voice.phones().phones(), segment.phones());
        int[] tones = Arrays.stream(concat(voice.phones().tones(), segment.tones())).map(DiffusionInputs::simplifyTone).toArray();
        int promptPhones = voice.phones().length();
        int[] segmentFrames = Arrays.stream(durations.framePhones()).map(phone -> phone + promptPhones).toArray();
        int[] framePhones = concat(voice.framePhones(), segmentFrames);
        int length = framePhones.length / vaeStride;
        int prompt = voice.latents().length();
        if (framePhones.length % vaeStride != 0 || prompt > length) {
            throw new IllegalArgumentException(framePhones.length + " frames do not hold whole latents, or fewer than the " + prompt
                    + " given");
        }
        int channels = voice.latents().channels();
        float[] mask = new float[length];
        Arrays.fill(mask, 0, prompt, 1);
        Latents latents = new Latents(Arrays.copyOf(voice.latents().values(), length * channels), channels);
        return new DiffusionInputs(new PhoneSequence(phones, tones), framePhones, latents, mask);
    }

    /** Number of latents, the reference's and the segment's. */
    int length() {
        return promptMask.length;
    }

    /** Tones that are neither Chinese nor padding are 3, which stands for English. */
    private static int simplifyTone(int tone) {
        return tone == 0 || tone == 4 || (tone >= 11 && tone <= 15) ? tone : 3;
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
