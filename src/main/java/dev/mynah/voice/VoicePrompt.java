package dev.mynah.voice;

import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationPrompt;
import dev.mynah.phone.PhoneSequence;

/**
 * All that the acoustic stages need to know of a voice. Immutable, without native memory, computed once for each reference.
 *
 * @param phones what the reference says
 * @param framePhones for each 10 ms frame the phone that sounds, counted from 1; a multiple of 8 long
 * @param latents the reference itself, at 25 Hz, no longer than a quarter of {@code framePhones}
 * @param durations what the duration model remembers of it
 * @param loudness of the reference, LUFS
 */
public record VoicePrompt(PhoneSequence phones, int[] framePhones, Latents latents, DurationPrompt durations, double loudness) {}
