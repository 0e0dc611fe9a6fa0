package dev.mynah.text.normal;

import static java.util.Objects.requireNonNull;

import dev.mynah.text.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells by script which language each part of a text is in. The parts are sentences and what stands in “”, 「」 or 『』. A part with Han
 * characters is Chinese, whatever English words are in it, unless it is an English sentence with a Chinese name: one that has more English
 * words than Han characters, one of them a function word such as "the" or "is". Words of the Latin script alone are English, but a few of
 * them in quotes go with the sentence around. What has neither, such as digits, goes with the part before it, or after it, or in the
 * language asked for.
 */
public final class LanguageSpans {

    private static final String SENTENCE_ENDS = "。！？!?；\n";
    private static final String OPENERS = "“「『";
    private static final String CLOSERS = "”」』";
    private static final int QUOTED_SENTENCE = 3;
    private static final int LONGEST_FUNCTION_WORD = 5;
    private static final Set<String> FUNCTION_WORDS = Set.of("a", "an", "the", "i", "you", "he", "she", "it", "we", "they", "my", "your",
            "his", "her", "its",
            "our", "their", "this", "that", "these", "those", "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does",
            "did", "will",
            "would", "can", "could", "of", "in", "on", "at", "to", "from", "with", "by", "for", "and", "or", "but", "not", "as", "if");

    private LanguageSpans() {}

    /**
     * The spans of a text, which follow one another without gaps; neighbours differ in language. Takes time linear in the text.
     *
     * @param otherwise the language of a text that has neither Han characters nor Latin words
     * @return empty for an empty text
     */
    public static List<LanguageSpan> of(String text, Language otherwise) {
        requireNonNull(otherwise, "otherwise");
        List<LanguageSpan> spans = new ArrayList<>();
        int start = 0;
        Language language = null;
        for (int from = 0; from < text.length(); ) {
            int to = partEnd(text, from);
            Language next = language(text, from, to);
            if (language != null && next != null && next != language) {
                spans.add(new LanguageSpan(start, from, language));
                start = from;
            }
            language = next != null ? next : language;
            from = to;
        }
        if (!text.isEmpty()) {
            spans.add(new LanguageSpan(start, text.length(), language != null ? language : otherwise));
        }
        return List.copyOf(spans);
    }

    /** After a sentence and its white space, before an opening quote, after a closing one. */
    private static int partEnd(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            boolean quoteNext = at < text.length() && OPENERS.indexOf(text.charAt(at)) >= 0;
            if (quoteNext || CLOSERS.indexOf(c) >= 0 || SENTENCE_ENDS.indexOf(c) >= 0 || c == '.' && endsSentence(text, at)) {
                while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || CLOSERS.indexOf(text.charAt(at)) >= 0)) {
                    at++;
                }
                return at;
            }
        }
        return at;
    }

    private static boolean endsSentence(String text, int afterDot) {
        return afterDot == text.length() || Character.isWhitespace(text.charAt(afterDot)) || isHan(text.codePointAt(afterDot));
    }

    /** Null if nothing in the part says. */
    private static Language language(String text, int from, int to) {
        int han = 0;
        int words = 0;
        boolean function = false;
        for (int at = from; at < to; ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (isHan(c)) {
                han++;
            } else if (isLatin(c)) {
                while (next < to && isLatin(text.codePointAt(next))) {
                    next += Character.charCount(text.codePointAt(next));
                }
                words++;
                function |= next - at <= LONGEST_FUNCTION_WORD
                        && FUNCTION_WORDS.contains(text.substring(at, next).toLowerCase(Locale.ROOT));
            }
            at = next;
        }
        if (han > 0) {
            return words > han && function ? Language.ENGLISH : Language.CHINESE;
        }
        boolean quoted = OPENERS.indexOf(text.charAt(from)) >= 0;
        return words >= (quoted ? QUOTED_SENTENCE : 1) ? Language.ENGLISH : null;
    }

    private static boolean isHan(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    private static boolean isLatin(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }
}
