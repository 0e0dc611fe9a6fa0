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
}
