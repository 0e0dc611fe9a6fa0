package dev.mynah.phone;

import dev.mynah.Cancellation;
import dev.mynah.Noise;

/** Text to phones: the language model ("G2P") of MegaTTS3. */
public final class Phonemizer {

    /**
     * @param text one normalised segment
     * @param noise one uniform draw a token, if sampling
     * @return phones and tones, {@code sil} first
     */
    public PhoneSequence phonemize(String text, SamplingOptions options, Noise noise, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }

    /** Number of tokens of the text, the measure of {@code length_threshold} and {@code window_size}. */
    public int countTokens(String text) {
        throw new UnsupportedOperationException();
    }
}
