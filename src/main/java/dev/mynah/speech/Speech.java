package dev.mynah.speech;

import dev.mynah.audio.Waveform;

/**
 * A spoken text.
 *
 * @param waveform all of it
 * @param seed that gives the same speech again
 * @param segments pieces that it was synthesised in
 */
public record Speech(Waveform waveform, long seed, int segments) {}
