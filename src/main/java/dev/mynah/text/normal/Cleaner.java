package dev.mynah.text.normal;

import java.text.Normalizer;

/**
 * A text made fit for the transducers, which know ASCII best, and where each of its characters was: white space becomes a space or a line
 * feed; control and format characters (NUL, bidirectional marks, zero-width ones) and lone surrogates go; full-width and half-width forms
 * become what they are a form of. Full-width marks that Chinese is written with stay, except inside a number; so does the sign for yuan,
 * for English reads the narrow one as yen.
 */
final class Cleaner {

    private static final String CHINESE_MARKS = "！（），．：；？［］｛｝";
    private static final String NUMBER_MARKS = "．：";
    private static final char FORMS_FIRST = '\uFF01';
    private static final char FORMS_LAST = '\uFF65';

    private final StringBuilder text = new StringBuilder();
    private final int[] origin;

    private Cleaner(int length) {
        origin = new int[length + 1];
    }

    /** What upstream sees: OpenFST takes NUL for no input at all. */
    static Cleaner exact(CharSequence raw) {
        Cleaner cleaner = new Cleaner(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != 0) {
                cleaner.append(raw.charAt(i), i);
            }
        }
        return cleaner.end(raw);
    }

    static Cleaner clean(CharSequence raw) {
        Cleaner cleaner = new Cleaner(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < raw.length() && Character.isLowSurrogate(raw.charAt(i + 1))) {
                if (Character.getType(Character.toCodePoint(c, raw.charAt(i + 1))) != Character.FORMAT) {
                    cleaner.append(c, i);
                    cleaner.append(raw.charAt(i + 1), i + 1);
                }
                i++;
            } else if (c >= FORMS_FIRST && c <= FORMS_LAST) {
                cleaner.append(isMark(raw, i) ? c : plain(c), i);
            } else {
                cleaner.appendPlain(c, i);
            }
        }
        return cleaner.end(raw);
    }

    String text() {
        return text.toString();
    }

    /** Where character {@code i} was; for the length of the text, the length of what it was made from. */
    int origin(int i) {
        return origin[i];
    }

    private void appendPlain(char c, int i) {
        switch (Character.getType(c)) {
            case Character.CONTROL -> {
                if (c == '\t') {
                    append(' ', i);
                } else if (c >= '\n' && c <= '\r' || c == 0x85) {
                    append('\n', i);
                }
            }
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> append('\n', i);
            case Character.SPACE_SEPARATOR -> append(' ', i);
            case Character.FORMAT, Character.SURROGATE -> { }
            default -> append(c, i);
        }
    }

    private void append(char c, int from) {
        origin[text.length()] = from;
        text.append(c);
    }

    private Cleaner end(CharSequence raw) {
        origin[text.length()] = raw.length();
        return this;
    }

    /**
     * Whether a full-width form stays: a mark, unless it is between the digits of a decimal or a time. A comma there mostly parts two
     * numbers.
     */
    private static boolean isMark(CharSequence raw, int i) {
        char c = raw.charAt(i);
        return CHINESE_MARKS.indexOf(c) >= 0 && !(NUMBER_MARKS.indexOf(c) >= 0 && isDigit(raw, i - 1) && isDigit(raw, i + 1));
    }

    private static boolean isDigit(CharSequence raw, int i) {
        if (i < 0 || i >= raw.length()) {
            return false;
        }
        char c = raw.charAt(i);
        return c >= '0' && c <= '9' || c >= '０' && c <= '９';
    }

    private static char plain(char form) {
        return Normalizer.normalize(String.valueOf(form), Normalizer.Form.NFKC).charAt(0);
    }
}
