package dev.mynah.text.normal;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A text as it is spoken.
 *
 * @param text the words
 * @param tokens in the order of the text; together they hold all of it but white space
 */
public record NormalizedText(String text, List<NormalizedToken> tokens) {

    public NormalizedText {
        requireNonNull(text, "text");
        tokens = List.copyOf(tokens);
    }

    /**
     * A stretch of this text with the stretch of the original that its tokens read. A token that is only partly in it counts as a whole.
     *
     * @param start in this text
     * @param end exclusive
     * @throws IllegalArgumentException if there is no token in the stretch
     */
    public NormalizedToken span(int start, int end) {
        int first = tokensEndingUpTo(start);
        int last = first;
        while (last < tokens.size() && tokens.get(last).start() < end) {
            last++;
        }
        if (first == last) {
            throw new IllegalArgumentException("no token in " + start + ".." + end + " of " + text.length() + " characters");
        }
        return new NormalizedToken(start, end, tokens.get(first).sourceStart(), tokens.get(last - 1).sourceEnd());
    }

    private int tokensEndingUpTo(int start) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (tokens.get(middle).end() <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
