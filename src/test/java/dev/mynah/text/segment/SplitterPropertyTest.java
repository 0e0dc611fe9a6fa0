package dev.mynah.text.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SplitterPropertyTest {

    private static int letters(String text) {
        return (int) text.codePoints().filter(Character::isLetterOrDigit).count();
    }

    @Property(tries = 10_000)
    void nothingIsLostAndNoSegmentIsTooLongOrSilent(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 40) int limit) {
        List<Segment> segments = Splitter.split(text, SplitterPropertyTest::letters, limit);
        StringBuilder all = new StringBuilder();
        int end = 0;
        for (Segment segment : segments) {
            String part = segment.of(text);
            assertTrue(segment.start() >= end);
            assertEquals(part.strip(), part);
            assertTrue(letters(part) > 0, part);
            assertTrue(letters(part) <= limit + limit / 2 || letters(part) == 1, part);
            all.append(part);
            end = segment.end();
        }
        if (letters(text) > 0) {
            assertEquals(text.replaceAll("[\\s\\u0085\\p{Z}]", ""), all.toString().replaceAll("[\\s\\u0085\\p{Z}]", ""));
        } else {
            assertEquals(List.of(), segments);
        }
    }

    /** With a limit that holds them, these are in one segment each, whatever stands around. */
    @Property(tries = 10_000)
    void whatBelongsTogetherStaysTogether(@ForAll("words") List<String> before, @ForAll("whole") String whole,
            @ForAll("words") List<String> after,
            @ForAll @IntRange(min = 16, max = 40) int limit) {
        String text = String.join(" ", before) + " " + whole + " " + String.join(" ", after);
        int start = String.join(" ", before).length() + 1;
        List<Segment> segments = Splitter.split(text, SplitterPropertyTest::letters, limit);
        assertTrue(segments.stream().anyMatch(segment -> segment.start() <= start && segment.end() >= start + whole.length()),
                () -> segments.stream().map(segment -> segment.of(text)).toList().toString());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts = Arbitraries.of("我", "三", "百", "点", "今天", "，", "。", "！？", "“", "”", "「", "」", "（", "）", "3", "3.14",
                "10:30", ".", ",", ":", "/", "-",
                "—", "$", "\"", "'", "(", ")", "[", "]", " ", "  ", "\n", "\t", "cats", "Dr.", "etc.", "www.a.com/b?c=d", "http://",
                "a@b.org", "v2.0.1", "é", "e\u0301",
                "😀", "か", "twenty", "three", "…", "\u3000", "\uD800", "\u200B", "A.");
        return parts.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of("we", "saw", "today,", "and", "then.", "你好", "再见。", "home", "at", "it", "(so)",
                "wow!").list().ofMinSize(1).ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> whole() {
        return Arbitraries.of("3.14159", "1,234,567.89", "10:30:05", "2024-05-06", "www.a.com/b.c", "a.b@c.org", "v2.0.1", "e.g.",
                "Dr. Smith", "\"be right back\"",
                "“马上 回来。”", "(not at all!)", "三百二十五点六", "$5.20", "AT&T", "don't", "J. K. Rowling", "《红 楼 梦》");
    }
}
