package dev.mynah.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into segments that are synthesised one by one: whole sentences, merged while they fit the window. A sentence that is too long
 * is cut at its commas, then between words, then between characters. All that can be spoken is in some segment, once and in order.
 */
public final class Segmenter {

    private static final String CLOSERS = "[\"'”’»)\\]}」』）】》]*";
    /** After ASCII marks only where white space or Chinese follows, so that 3.14, 10:30 and example.com stay whole; or an empty line. */
    private static final Pattern SENTENCE_END = Pattern.compile(
            "[。！？；：…]+" + CLOSERS + "\\s*|[.!?;:]+" + CLOSERS + "(?:\\s+|$|(?=\\p{IsHan}))|\\s*\\n\\s*\\n\\s*");
    private static final Pattern CLAUSE_END = Pattern.compile(
            "[，、～—–]+" + CLOSERS + "\\s*|,+" + CLOSERS + "(?:\\s+|$|(?=\\p{IsHan}))|\\s[-~]+\\s+");
    private static final Pattern WORD_END = Pattern.compile("\\s+|\\p{IsHan}\\p{M}*");
    private static final Pattern ASCII_MARK = Pattern.compile("(?<![0-9A-Za-z])[.,!?;:]|[.,!?;:](?![0-9A-Za-z])");
    private static final Pattern UNSPEAKABLE = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\uFEFF\\u200B\\u2028\\u2029]");

    /** Where a text may be cut, best first. */
    private static final List<Function<String, List<String>>> CUTS = List.of(
            text -> cut(text, SENTENCE_END),
            text -> cut(text, CLAUSE_END),
            text -> cut(text, WORD_END),
            Segmenter::characters);

    private Segmenter() {}

    /** One segment, whatever its length. */
    public static String whole(String text) {
        String clean = UNSPEAKABLE.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll(" ").strip();
        return Language.of(clean) == Language.CHINESE ? fullWidth(clean) : clean;
    }

    /** @return segments without white space around them, none empty or of marks alone; no segment if the text has no letter and no digit */
    public static List<String> split(String text, Window window) {
        List<String> segments = new ArrayList<>();
        for (String segment : merge(whole(text), 0, window)) {
            if (speakable(segment)) {
                segments.add(segment.strip());
            }
        }
        return segments;
    }

    private static List<String> merge(String text, int level, Window window) {
        List<String> merged = new ArrayList<>();
        String current = "";
        for (String unit : units(text, level, window)) {
            boolean fits = window.holds((current + unit).strip()) || !speakable(unit) && window.tolerates((current + unit).strip());
            if (current.isEmpty() || fits) {
                current += unit;
            } else {
                merged.add(current);
                current = unit;
            }
        }
        if (!current.isEmpty()) {
            merged.add(current);
        }
        return merged;
    }

    private static List<String> units(String text, int level, Window window) {
        List<String> units = new ArrayList<>();
        for (String unit : CUTS.get(level).apply(text)) {
            if (level + 1 < CUTS.size() && !window.tolerates(unit.strip())) {
                units.addAll(merge(unit, level + 1, window));
            } else {
                units.add(unit);
            }
        }
        return units;
    }

    /** White space and marks stay with what they follow, so that the pieces together are the text. */
    private static List<String> cut(String text, Pattern end) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = end.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.end() > from) {
                pieces.add(text.substring(from, matcher.end()));
                from = matcher.end();
            }
        }
        if (from < text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }

    private static List<String> characters(String text) {
        BreakIterator iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
        iterator.setText(text);
        List<String> pieces = new ArrayList<>();
        int from = iterator.first();
        for (int to = iterator.next(); to != BreakIterator.DONE; from = to, to = iterator.next()) {
            pieces.add(text.substring(from, to));
        }
        return pieces;
    }

    /** MegaTTS3 gives its G2P model Chinese marks in Chinese text. Those inside numbers, times and names stay as they are. */
    private static String fullWidth(String text) {
        return ASCII_MARK.matcher(text).replaceAll(match -> String.valueOf("。，！？；：".charAt(".,!?;:".indexOf(match.group()))));
    }

    private static boolean speakable(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
