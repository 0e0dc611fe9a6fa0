package dev.mynah.text.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFrontendTest {

    private final TextFrontend frontend = new TextFrontend(String::length);

    private String whole(String text, Language otherwise) {
        List<SpokenSegment> segments = frontend.read(text, otherwise, 1000, 1000);
        assertEquals(1, segments.size());
        return segments.get(0).text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "你好,世界!真的?是3.5. | 你好，世界！真的？是三点五。",
        "Well, yes: now. | Well, yes: now.",
        "他有3个。It costs $5. 我没有2块钱。 | 他有三个。It costs five dollars. 我没有两块钱。",
        "网站是example.com,好. | 网站是example.com，好。",
        "I met 王小明 in Beijing, yes. | I met 王小明 in Beijing, yes."})
    void chineseHasChineseMarksAndEnglishItsOwn(String text, String expected) {
        assertEquals(expected, whole(text, Language.ENGLISH));
    }

    @Test
    void digitsAloneAreInTheLanguageAskedFor() {
        assertEquals("three point five", whole("3.5", Language.ENGLISH));
        assertEquals("三点五", whole("3.5", Language.CHINESE));
    }

    @Test
    void aTextWithinTheThresholdIsOneSegmentWhateverTheWindow() {
        String text = " One. Two. Three. ";

        assertEquals(List.of(new SpokenSegment("One. Two. Three.", 1, 17, 16)), frontend.read(text, Language.ENGLISH, 16, 1));
        assertEquals(3, frontend.read(text, Language.ENGLISH, 15, 6).size());
    }

    @Test
    void segmentsKnowWhatTheyRead() {
        String text = "I paid $3.50. 一共3个!";

        List<SpokenSegment> segments = frontend.read(text, Language.ENGLISH, 1, 34);

        assertEquals(List.of("I paid three point five dollars.", "一共三个！"), segments.stream().map(SpokenSegment::text).toList());
        assertEquals(List.of("I paid $3.50.", "一共3个!"),
                segments.stream().map(segment -> text.substring(segment.start(), segment.end())).toList());
        assertEquals(List.of(32, 5), segments.stream().map(SpokenSegment::length).toList());
    }

    @Test
    void aTextOfMarksIsRefused() {
        assertEquals("text", assertThrows(InvalidInputException.class, () -> frontend.read("...", Language.ENGLISH, 5, 5)).field());
    }
}
