package dev.mynah.text.normal;

/** Where a text that is too long for one lattice is cut: where no number, date, name or address is likely to go on. */
final class Cut {

    /** A digit has so many readings that its part of a lattice is this many times that of other characters. */
    static final int DIGIT = 6;
    private static final String SENTENCE_ENDS = "。！？；";
    private static final String CLAUSE_ENDS = "，、：—…";
    private static final String CLOSERS = "\"'”’»)]}」』）】》";
    private static final int SENTENCE = 5;
    private static final int ENGLISH_SENTENCE = 4;
    private static final int CLAUSE = 3;
    private static final int WORD = 2;
    private static final int CHARACTER = 1;
    private static final int INSIDE = 0;
    private static final int NEVER = -1;

    private Cut() {}

    /** Where the first piece of a text ends, so that its size, a digit counted as {@link #DIGIT}, is no more than {@code size}. */
    static int pieceEnd(CharSequence text, int size) {
        int left = size;
        for (int i = 0; i < text.length(); i++) {
            left -= Character.isDigit(text.charAt(i)) ? DIGIT : 1;
            if (left < 0) {
                return best(text, (i + 1) / 2, i);
            }
        }
        return text.length();
    }

    /**
     * The best place to cut; among equals, the last. Takes time linear in {@code to - from}.
     *
     * @param from where the piece before the cut may end first
     * @param to where it may end at the latest
     * @return a place in from..to that does not part a surrogate pair, unless from equals to
     */
    static int best(CharSequence text, int from, int to) {
        int best = from;
        int bestRank = NEVER - 1;
        for (int at = to; at >= from && bestRank < SENTENCE; at--) {
            int rank = rank(text, at);
            if (rank > bestRank) {
                best = at;
                bestRank = rank;
            }
        }
        return best;
    }

    private static int rank(CharSequence text, int at) {
        char before = text.charAt(at - 1);
        char after = at < text.length() ? text.charAt(at) : ' ';
        if (Character.isHighSurrogate(before)) {
            return NEVER;
        }
        if (Character.getType(after) == Character.NON_SPACING_MARK || CLOSERS.indexOf(after) >= 0) {
            return INSIDE;
        }
        if (before == '\n' || SENTENCE_ENDS.indexOf(before) >= 0) {
            return SENTENCE;
        }
        if (Character.isWhitespace(before) && at >= 2) {
            return Character.isWhitespace(after) ? INSIDE : rankBetweenWords(text, at - 2, after);
        }
        if (CLAUSE_ENDS.indexOf(before) >= 0) {
            return CLAUSE;
        }
        return before < 0x80 && after < 0x80 ? INSIDE : CHARACTER;
    }

    /** @param at the last character before the white space */
    private static int rankBetweenWords(CharSequence text, int at, char after) {
        char before = text.charAt(at);
        if (Character.isDigit(after) || Character.isDigit(before)) {
            return CHARACTER;
        }
        if (before == '!' || before == '?' || before == '.' && !mayAbbreviate(text, at)) {
            return ENGLISH_SENTENCE;
        }
        return before == ',' || before == ';' || before == ':' ? CLAUSE : WORD;
    }

    private static boolean mayAbbreviate(CharSequence text, int dot) {
        for (int i = dot - 1; i >= dot - 4; i--) {
            if (i < 0 || !Character.isLowerCase(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
