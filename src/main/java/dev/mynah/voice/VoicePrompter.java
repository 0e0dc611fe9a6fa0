package dev.mynah.voice;

import dev.mynah.Cancellation;
import dev.mynah.Noise;

/** Reference audio to voice prompt: decoding, alignment, latents and duration prompt. */
public final class VoicePrompter {

    /**
     * @param noise one Gaussian draw of [channels, latents], used if the wave encoder computes the latents
     * @throws dev.mynah.InvalidInputException if the reference is unreadable, silent, too short or too long, or the latents do not fit
     */
    public VoicePrompt prompt(Reference reference, Noise noise, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }
}
