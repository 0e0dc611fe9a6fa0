package dev.mynah.text.normal;

import static java.util.Objects.requireNonNull;

import dev.mynah.text.Language;

/**
 * A stretch of text that is read in one language.
 *
 * @param start in UTF-16 units
 * @param end exclusive
 * @param language whose normaliser reads it
 */
public record LanguageSpan(int start, int end, Language language) {

    public LanguageSpan {
        requireNonNull(language, "language");
    }
}
