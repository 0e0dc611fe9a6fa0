package dev.mynah.diffusion;

import dev.mynah.Cancellation;
import dev.mynah.Noise;
import dev.mynah.duration.Durations;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.voice.VoicePrompt;
import java.util.function.IntConsumer;

/** Phones and durations to latents in a given voice: the diffusion transformer of MegaTTS3. */
public final class LatentDiffuser {

    /**
     * @param noise one Gaussian draw of [latents, channels] for the start and one for each step
     * @param stepDone told the number of steps done, after each
     * @return the prompt's latents followed by those of the speech
     */
    public Latents diffuse(VoicePrompt voice, PhoneSequence phones, Durations durations, DiffusionOptions options, Noise noise,
            IntConsumer stepDone, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }
}
