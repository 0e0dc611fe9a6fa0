package dev.mynah.text.normal;

/**
 * A stretch of normalised text and the stretch of the original text that it reads; both in UTF-16 units, without white space at their ends,
 * neither empty.
 *
 * @param start in the normalised text
 * @param end in the normalised text, exclusive
 * @param sourceStart in the original text
 * @param sourceEnd in the original text, exclusive
 */
public record NormalizedToken(int start, int end, int sourceStart, int sourceEnd) {}
