package dev.mynah.audio;

import java.util.Arrays;

/** The length that upstream gives a reference recording before anything else looks at it ({@code MegaTTS3DiTInfer.preprocess}). */
public final class ReferenceAudio {

    private ReferenceAudio() {}

    /**
     * Silence until the length is one sample short of a whole number of windows, then half a second more. Loudness, alignment and latents
     * of a voice are all those of the padded sound.
     *
     * @param windowSize samples
     */
    public static Waveform pad(Waveform waveform, int windowSize) {
        int length = waveform.samples().length;
        int missing = windowSize - 1 - length % windowSize;
        return new Waveform(Arrays.copyOf(waveform.samples(), length + missing + waveform.sampleRate() / 2), waveform.sampleRate());
    }
}
