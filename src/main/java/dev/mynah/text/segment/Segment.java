package dev.mynah.text.segment;

/**
 * A stretch of text that is synthesised in one go; in UTF-16 units, without white space at its ends, and with at least one letter or digit.
 *
 * @param start in the text that was split
 * @param end exclusive
 */
public record Segment(int start, int end) {

    /** The stretch itself. */
    public String of(String text) {
        return text.substring(start, end);
    }
}
