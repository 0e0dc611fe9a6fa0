package dev.mynah.text.markup;

import dev.mynah.InvalidInputException;

/** Where in a script something is wrong. */
final class Place {

    private Place() {}

    /** An error as an author can find it: line and column, both from 1. */
    static InvalidInputException error(String script, int offset, String wrong, String right) {
        int lineStart = script.lastIndexOf('\n', offset - 1) + 1;
        long line = script.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
        int column = script.codePointCount(lineStart, offset) + 1;
        return new InvalidInputException("text", "line " + line + ", column " + column + ": " + wrong + "; expected " + right);
    }
}
