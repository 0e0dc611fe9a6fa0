package dev.mynah.text.frontend;

import static java.util.Objects.requireNonNull;

/**
 * A stretch of a text that is synthesised in one go.
 *
 * @param text as it is spoken: numbers and the like in words; at least one letter or digit, no white space around
 * @param start where what it reads starts in the original text, in UTF-16 units
 * @param end exclusive
 * @param length of {@code text} as the frontend measures
 */
public record SpokenSegment(String text, int start, int end, int length) {

    public SpokenSegment {
        requireNonNull(text, "text");
    }
}
