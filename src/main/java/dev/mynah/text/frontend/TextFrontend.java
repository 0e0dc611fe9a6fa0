package dev.mynah.text.frontend;

import static java.util.Objects.requireNonNull;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import dev.mynah.text.normal.LanguageSpan;
import dev.mynah.text.normal.LanguageSpans;
import dev.mynah.text.normal.NormalizedText;
import dev.mynah.text.normal.NormalizedToken;
import dev.mynah.text.normal.TextNormalizer;
import dev.mynah.text.segment.Segment;
import dev.mynah.text.segment.Splitter;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * From a text as it is written to segments as they are spoken: normalised, with the marks that the G2P model knows, and split where a
 * reader breathes. The first text takes longer, because the transducers are loaded for it. Threads may share a frontend.
 */
public final class TextFrontend {

    private static final String ASCII_MARKS = ".,!?;:";
    private static final String CHINESE_MARKS = "。，！？；：";
    /** Not what stands inside numbers, times and names. */
    private static final Pattern OUTER_MARK = Pattern.compile("(?<![0-9A-Za-z])[.,!?;:]|[.,!?;:](?![0-9A-Za-z])");

    private final TextNormalizer normalizer = new TextNormalizer();
    private final ToIntFunction<String> measure;

    /** @param measure of a text, such as its tokens */
    public TextFrontend(ToIntFunction<String> measure) {
        this.measure = requireNonNull(measure, "measure");
    }

    /**
     * Reads a text.
     *
     * @param otherwise the language of what has neither Chinese characters nor words, such as digits alone
     * @param threshold a text that measures no more, once it is normalised, is one segment
     * @param window that sentences of a longer text are merged up to, see {@link Splitter#split}
     * @return at least one segment, in the order of the text
     * @throws InvalidInputException if there is no letter and no digit in what is left of the text
     */
    public List<SpokenSegment> read(String text, Language otherwise, int threshold, int window) {
        NormalizedText normalized = withChineseMarks(text, normalizer.normaliseMixed(text, otherwise), otherwise);
        String spoken = normalized.text();
        boolean whole = measure.applyAsInt(spoken.strip()) <= threshold;
        List<Segment> segments = whole ? Splitter.split(spoken, word -> 1, spoken.length() + 1) : Splitter.split(spoken, measure, window);
        if (segments.isEmpty()) {
            throw new InvalidInputException("text", "Nothing in the text can be spoken: give at least one word");
        }
        return segments.stream().map(segment -> spoken(normalized, segment)).toList();
    }

    private SpokenSegment spoken(NormalizedText normalized, Segment segment) {
        String text = segment.of(normalized.text());
        NormalizedToken span = normalized.span(segment.start(), segment.end());
        return new SpokenSegment(text, span.sourceStart(), span.sourceEnd(), measure.applyAsInt(text));
    }

    /** MegaTTS3 gives its G2P model Chinese marks in Chinese, where the transducers write ASCII. */
    private static NormalizedText withChineseMarks(String original, NormalizedText normalized, Language otherwise) {
        StringBuilder text = new StringBuilder(normalized.text());
        Iterator<NormalizedToken> tokens = normalized.tokens().iterator();
        NormalizedToken token = tokens.hasNext() ? tokens.next() : null;
        for (LanguageSpan span : LanguageSpans.of(original, otherwise)) {
            for (; token != null && token.sourceStart() < span.end(); token = tokens.hasNext() ? tokens.next() : null) {
                if (span.language() == Language.CHINESE) {
                    OUTER_MARK.matcher(normalized.text()).useTransparentBounds(true).region(token.start(), token.end()).results()
                            .forEach(mark -> text.setCharAt(mark.start(), CHINESE_MARKS.charAt(ASCII_MARKS.indexOf(mark.group()))));
                }
            }
        }
        return new NormalizedText(text.toString(), normalized.tokens());
    }
}
