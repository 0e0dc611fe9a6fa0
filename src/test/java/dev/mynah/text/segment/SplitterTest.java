package dev.mynah.text.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.text.Language;
import dev.mynah.text.normal.NormalizedText;
import dev.mynah.text.normal.TextNormalizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<String> split(String text, int limit) {
        return Splitter.split(text, SplitterTest::bytes, limit).stream().map(segment -> segment.of(text)).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "One two three. Four five six. Seven. | 30 | One two three. Four five six. / Seven.",
        "One two three, four five six seven. | 20 | One two three, / four five six seven.",
        "One two three four five six seven. | 20 | One two three four / five six seven.",
        "We saw Dr. Smith and Mr. Jones. | 14 | We saw / Dr. Smith and / Mr. Jones.",
        "At 10:30 a.m. we paid 1,234.56 for v2.0.1. | 14 | At 10:30 a.m. / we paid / 1,234.56 for v2.0.1.",
        "He said \"go home now\" and left us. | 15 | He said / \"go home now\" / and left us.",
        "See www.example.com/a.b,c?d=1, or ask a.b@c.org. | 20 | See / www.example.com/a.b,c?d=1, / or ask a.b@c.org.",
        "It costs $5 (or €4) now. | 8 | It / costs / $5 / (or €4) / now.",
        "It is twenty three point five. | 17 | It is / twenty three point five.",
        "Wait ... what - no! | 10 | Wait ... / what - no!"})
    void aSegmentEndsWhereAReaderBreathes(String text, int limit, String expected) {
        assertEquals(expected, String.join(" / ", split(text, limit)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "今天天气很好，我们去公园。明天呢？ | 10 | 今天天气很好，我们去公园。 / 明天呢？",
        "今天天气很好，我们一起去公园散步。明天呢？ | 9 | 今天天气很好， / 我们一起去公园散步。 / 明天呢？",
        "他说：“你好吗？”我说好。 | 5 | 他说：“你好吗？” / 我说好。",
        "版本是v2.0版本，时间10:30到。 | 4 | 版本是 / v2.0版本， / 时间 / 10:30到。",
        "一共三百二十五点六元整。 | 6 | 一共 / 三百二十五点六元整。"})
    void chineseIsMeasuredInCharacters(String text, int limit, String expected) {
        List<String> segments = Splitter.split(text, part -> (int) part.codePoints().filter(Character::isLetterOrDigit).count(),
                limit).stream()
                .map(segment -> segment.of(text)).toList();
        assertEquals(expected, String.join(" / ", segments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n", "...", "“！”", "- -", "😀"})
    void whatCannotBeSpokenIsNoSegment(String text) {
        assertEquals(List.of(), split(text, 10));
    }

    @Test
    void marksWithoutAWordBelongToTheWordBesideThem() {
        assertEquals(List.of("... hi !!!!!!!!!!!!!!!!!!!!!!!! 😀", "you"), split(" ... hi !!!!!!!!!!!!!!!!!!!!!!!! 😀 you ", 5));
    }

    @Test
    void aWordThatIsTooLongIsCutBetweenCharacters() {
        assertEquals(List.of("aaaaaaaaaa", "aaaaaaaaaa", "aaaaaaaaa."), split("a".repeat(29) + ".", 10));
        assertEquals(List.of("e\u0301e\u0301e\u0301", "e\u0301e\u0301e\u0301e\u0301"), split("e\u0301".repeat(7), 9));
    }

    @Test
    void aSegmentOfNormalisedTextKnowsItsOriginal() {
        String original = "On 5/1/2012 I paid $3.50, and on 6/1/2012 nothing. ";
        NormalizedText normalized = new TextNormalizer().normalise(original, Language.ENGLISH);
        List<String> originals = Splitter.split(normalized.text(), SplitterTest::bytes, 60).stream()
                .map(segment -> normalized.span(segment.start(), segment.end()))
                .map(span -> original.substring(span.sourceStart(), span.sourceEnd())).toList();
        assertEquals(List.of("On 5/1/2012 I paid $3.50,", "and on 6/1/2012 nothing."), originals);
    }

    @Test
    void aLimitIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> split("a", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1.", "，", "“", "\"", "(a", "a ", "e\u0301", "我", "三", "Dr. ", "www.", "/", "a@"})
    void aMillionCharactersOfAKindAreSplit(String kind) {
        String text = kind.repeat(1_000_000 / kind.length());
        List<String> segments = split(text, 130);
        String all = String.join("", segments);
        assertTrue(segments.isEmpty() || all.replaceAll("\\s", "").equals(text.replaceAll("\\s", "")));
        segments.forEach(segment -> assertTrue(bytes(segment) <= 195));
    }
}
