package dev.mynah.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmenterTest {

    private static final Window TWENTY = new Window(text -> text.codePointCount(0, text.length()), 20);

    @Test
    void mergesSentencesWhileTheyFit() {
        assertEquals(List.of("One. Two! Three?", "Four five six seven."), Segmenter.split("One. Two! Three? Four five six seven.", TWENTY));
    }

    @Test
    void keepsNumbersTimesAndNamesWhole() {
        List<String> segments = Segmenter.split("圆周率是3.14，时间是10:30。网站是www.example.com。版本v2.0好。", new Window(String::length, 14));

        for (String whole : List.of("3.14", "10:30", "www.example.com", "v2.0")) {
            assertTrue(segments.stream().anyMatch(segment -> segment.contains(whole)), whole + " in " + segments);
        }
    }

    @Test
    void givesChineseTextChineseMarks() {
        assertEquals(List.of("你好，世界！真的？是3.5。"), Segmenter.split("你好,世界!真的?是3.5.", TWENTY));
    }

    @Test
    void leavesEnglishMarksAlone() {
        assertEquals(List.of("Well, yes: now."), Segmenter.split("Well, yes: now.", TWENTY));
    }

    @Test
    void keepsAClosingQuoteWithItsSentence() {
        assertEquals(List.of("\"Come in here now.\"", "He came at once."),
                Segmenter.split("\"Come in here now.\" He came at once.", TWENTY));
    }

    @Test
    void leavesASentenceWholeThatIsALittleTooLong() {
        assertEquals(List.of("Twenty five, all of it is.", "Yes."), Segmenter.split("Twenty five, all of it is. Yes.", TWENTY));
    }

    @Test
    void cutsALongSentenceAtItsCommas() {
        assertEquals(List.of("first part of it,", "second part of it,", "third part of it."),
                Segmenter.split("first part of it, second part of it, third part of it.", TWENTY));
    }

    @Test
    void takesAnEmptyLineForAnEnd() {
        assertEquals(List.of("A heading here", "Then a sentence."), Segmenter.split("A heading here\r\n\r\nThen a sentence.", TWENTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenfabrikantenwitwe",
        "没有标点的很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的句子",
        "Wait... what?! \"No!\" (Yes.) 3.14 is pi; 10:30 is a time: ok, or not",
        "𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇𠀈𠀉𠀊𠀋𠀌𠀍𠀎𠀏𠀐𠀑𠀒𠀓𠀔𠀕𠀖𠀗𠀘𠀙𠀚𠀛𠀜𠀝𠀞𠀟𠀠𠀡"})
    void losesNothingAndStaysBelowTheCap(String text) {
        List<String> segments = Segmenter.split(text, TWENTY);

        assertEquals(text.replaceAll("\\s", ""), String.join("", segments).replaceAll("\\s", ""));
        for (String segment : segments) {
            assertTrue(segment.codePointCount(0, segment.length()) <= 30, segment);
            assertTrue(segment.codePoints().anyMatch(Character::isLetterOrDigit), segment);
        }
    }

    @Test
    void dropsAFloodOfMarks() {
        List<String> segments = Segmenter.split("Stop" + "!".repeat(5000) + " Go" + " ?".repeat(5000), TWENTY);

        assertTrue(segments.get(0).startsWith("Stop!"));
        assertTrue(segments.stream().anyMatch(segment -> segment.contains("Go")));
        assertTrue(segments.size() <= 2, () -> segments.size() + " segments");
    }

    @Test
    void makesNoSegmentOfMarksAlone() {
        assertEquals(List.of(), Segmenter.split(" ... !? — 🙂 ", TWENTY));
    }
}
