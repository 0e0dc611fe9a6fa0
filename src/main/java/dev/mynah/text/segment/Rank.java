package dev.mynah.text.segment;

import java.util.Locale;
import java.util.Set;

/** How good a place behind an {@link Atom} is to take breath, better ones last. */
enum Rank {
    /** Nothing parts the two but that one must be cut somewhere: an abbreviation and its name, a numeral and what it counts. */
    INSIDE,
    /** In a quote or in brackets. */
    QUOTED,
    WORD,
    CLAUSE,
    SENTENCE;

    private static final String SENTENCE_ENDS = "。！？!?…";
    private static final String CLAUSE_ENDS = ",;:，；：、—–~～";
    /** Never end a sentence. */
    private static final Set<String> TITLES = Set.of("mr", "mrs", "ms", "dr", "prof", "st", "mt", "no", "fig", "vs", "gen", "col", "lt",
            "sgt", "capt", "rev",
            "gov", "sen", "rep", "pres", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "e.g", "i.e",
            "cf", "approx", "p", "pp", "vol");
    /** May end one. */
    private static final Set<String> ABBREVIATIONS = Set.of("etc", "jr", "sr", "inc", "ltd", "co", "corp", "ave", "blvd", "rd", "dept",
            "est", "al");
    private static final Set<String> NUMBER_WORDS = Set.of("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight",
            "nine", "ten", "eleven",
            "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty",
            "fifty", "sixty",
            "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "trillion", "point");
    private static final int LONGEST = 9;

    /** The rank of the place between two neighbours. */
    static Rank between(String text, Atom atom, Atom next) {
        boolean space = false;
        boolean clause = false;
        boolean sentence = false;
        int dots = 0;
        for (int i = atom.wordEnd(); i < next.wordStart(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return SENTENCE;
            }
            space |= Character.isWhitespace(c);
            dots += c == '.' && !space ? 1 : 0;
            sentence |= SENTENCE_ENDS.indexOf(c) >= 0;
            clause |= CLAUSE_ENDS.indexOf(c) >= 0 || c == '-' && space;
        }
        boolean han = Atoms.isHan(text.codePointBefore(atom.wordEnd()));
        boolean nextHan = Atoms.isHan(text.codePointAt(next.wordStart()));
        if (sentence || dots > 1) {
            return goesOn(text, next) ? CLAUSE : SENTENCE;
        }
        if (clause) {
            return CLAUSE;
        }
        if (dots == 1 && (space || nextHan)) {
            Rank rank = afterDot(text, atom);
            return rank == SENTENCE && goesOn(text, next) ? CLAUSE : rank;
        }
        return !space && !han && !nextHan || isNumberInside(text, atom, next, han, nextHan) ? INSIDE : WORD;
    }

    /** Whether what looks like the end of a sentence is none, as in: "Why?" she asked. */
    private static boolean goesOn(String text, Atom next) {
        return Character.isLowerCase(text.charAt(next.wordStart()));
    }

    private static Rank afterDot(String text, Atom atom) {
        String word = word(text, atom);
        boolean initial = atom.wordEnd() - atom.wordStart() == 1 && Character.isUpperCase(text.charAt(atom.wordStart()));
        if (initial || TITLES.contains(word)) {
            return INSIDE;
        }
        return ABBREVIATIONS.contains(word) || word.length() >= 3 && word.charAt(word.length() - 2) == '.' ? WORD : SENTENCE;
    }

    private static boolean isNumberInside(String text, Atom atom, Atom next, boolean han, boolean nextHan) {
        if (next.wordStart() - atom.wordEnd() > 1) {
            return false;
        }
        if (!han && !nextHan) {
            return NUMBER_WORDS.contains(word(text, atom)) && NUMBER_WORDS.contains(word(text, next));
        }
        char last = text.charAt(atom.wordEnd() - 1);
        return nextHan && (Character.isDigit(last) || Atoms.isNumeral(last));
    }

    /** In lower case; empty if it is too long to be looked up. */
    private static String word(String text, Atom atom) {
        boolean tooLong = atom.wordEnd() - atom.wordStart() > LONGEST;
        return tooLong ? "" : text.substring(atom.wordStart(), atom.wordEnd()).toLowerCase(Locale.ROOT);
    }
}
