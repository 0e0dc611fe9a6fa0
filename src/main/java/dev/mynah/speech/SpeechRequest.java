package dev.mynah.speech;

import static java.util.Objects.requireNonNull;

import dev.mynah.InvalidInputException;
import dev.mynah.voice.Reference;

/**
 * A text to be spoken in a voice.
 *
 * @param text at least one letter or digit
 * @param reference the voice
 * @param parameters how
 */
public record SpeechRequest(String text, Reference reference, SpeechParameters parameters) {

    /** @throws InvalidInputException if there is nothing in the text that could be spoken */
    public SpeechRequest {
        requireNonNull(reference, "reference");
        requireNonNull(parameters, "parameters");
        requireSpeakable(text);
    }

    /**
     * What a door can find out before it does anything else.
     *
     * @throws InvalidInputException if there is nothing in the text that could be spoken
     */
    public static void requireSpeakable(String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidInputException("text", "The text is empty: give at least one word");
        }
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new InvalidInputException("text", "The text has no letter or digit that could be spoken: give at least one word");
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidInputException("text", "The text is no valid Unicode: it has half a surrogate pair");
        }
    }
}
