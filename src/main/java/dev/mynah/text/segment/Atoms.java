package dev.mynah.text.segment;

import java.util.ArrayList;
import java.util.List;

/** Takes a text apart into {@link Atom}s, which follow one another without gaps. Takes time linear in the text. */
final class Atoms {

    private static final String OPENERS = "“‘「『《（【([{<";
    private static final String PREFIXES = OPENERS + "$€£¥￥₩#＃@\\";
    private static final String NUMERALS = "零〇一二两三四五六七八九十百千万亿点幺负";
    private static final String NUMBER_JOINERS = ".,:/-–~%+*×^";
    private static final String WORD_JOINERS = ".:/@_-'’&+";

    private final String text;
    private final int length;
    private int at;
    private boolean quoted;

    private Atoms(String text) {
        this.text = text;
        this.length = text.length();
    }

    /** @return empty if the text has no letter and no digit; otherwise atoms from its start to its end */
    static List<Atom> of(String text) {
        return new Atoms(text).all();
    }

    private List<Atom> all() {
        List<Atom> atoms = new ArrayList<>();
        int start = 0;
        pass(nextWord());
        while (at < length) {
            int wordStart = at;
            word();
            int wordEnd = at;
            pass(behind());
            atoms.add(new Atom(start, wordStart, wordEnd, at));
            start = at;
            pass(nextWord());
        }
        return atoms;
    }

    /** Goes on to {@code to}, minding straight quotes, which open and close in turn. */
    private void pass(int to) {
        for (; at < to; at++) {
            char c = text.charAt(at);
            quoted = c != '\n' && quoted ^ c == '"';
        }
    }

    private int nextWord() {
        int next = at;
        while (next < length && !isWord(next)) {
            next += width(next);
        }
        return next;
    }

    private void word() {
        if (isHanAt(at)) {
            boolean numeral = isNumeral(at);
            do {
                at += width(at);
            } while (at < length && (isMark(at) || numeral && isNumeral(at)));
            return;
        }
        int start = at;
        while (at < length) {
            if (isMark(at) || isWord(at) && !isHanAt(at)) {
                at += width(at);
            } else if (startsAddress(start)) {
                address();
                return;
            } else if (joins()) {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean startsAddress(int start) {
        return text.startsWith("://", at) || at == start + 3 && text.charAt(at) == '.' && text.regionMatches(true, start, "www", 0, 3);
    }

    /** A URL goes up to white space or a character that is no ASCII; marks at its end are the sentence's. */
    private void address() {
        while (at < length && text.charAt(at) > ' ' && text.charAt(at) < 0x7F && "\"<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        while (!isWord(at - 1) && text.charAt(at - 1) != '/') {
            at--;
        }
    }

    /**
     * Whether the mark at this place holds together what is on its two sides, as in 3.14, 10:30, e-mail addresses, names of files, don't.
     */
    private boolean joins() {
        if (at + 1 >= length || !isWord(at + 1) || isHanAt(at + 1)) {
            return false;
        }
        boolean digits = Character.isDigit(text.charAt(at - 1)) && Character.isDigit(text.charAt(at + 1));
        return (digits ? NUMBER_JOINERS : WORD_JOINERS).indexOf(text.charAt(at)) >= 0;
    }

    /**
     * Where the marks and the white space behind a word end: before marks that touch the next word and, if they touch this one too, open
     * something.
     */
    private int behind() {
        int next = nextWord();
        if (next == length) {
            return length;
        }
        int i = at;
        boolean open = quoted;
        while (i < next && !Character.isWhitespace(text.charAt(i))) {
            char c = text.charAt(i);
            if (PREFIXES.indexOf(c) >= 0 || c == '"' && !open) {
                return i;
            }
            open ^= c == '"';
            i++;
        }
        int end = i;
        for (; i < next; i++) {
            end = Character.isWhitespace(text.charAt(i)) ? i + 1 : end;
        }
        return end;
    }

    private int width(int i) {
        return Character.charCount(text.codePointAt(i));
    }

    private boolean isWord(int i) {
        return Character.isLetterOrDigit(text.codePointAt(i));
    }

    private boolean isMark(int i) {
        int type = Character.getType(text.codePointAt(i));
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private boolean isHanAt(int i) {
        return isHan(text.codePointAt(i));
    }

    /** Written without spaces between words: Han and kana. */
    static boolean isHan(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA;
    }

    private boolean isNumeral(int i) {
        return isNumeral(text.charAt(i));
    }

    static boolean isNumeral(char c) {
        return NUMERALS.indexOf(c) >= 0;
    }
}
