package dev.mynah.text.segment;

/**
 * What is never cut, unless it is longer than a segment may be: a word, number, time, date, address or version, one Chinese character, or a
 * Chinese numeral; with the marks and the white space that belong to it.
 *
 * @param start of the marks before the word, such as an opening quote
 * @param wordStart of the word itself
 * @param wordEnd exclusive
 * @param end exclusive, after the marks behind the word and white space: where the next atom starts
 */
record Atom(int start, int wordStart, int wordEnd, int end) {}
