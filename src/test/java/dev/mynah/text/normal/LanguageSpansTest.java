package dev.mynah.text.normal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.text.Language;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageSpansTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "我用iPhone 15 Pro Max拍了4K视频。 | zh 我用iPhone 15 Pro Max拍了4K视频。",
        "我用 Microsoft Visual Studio Code | zh 我用 Microsoft Visual Studio Code",
        "I met 王小明 in Beijing on May 5. | en I met 王小明 in Beijing on May 5.",
        "The word for cat is 猫. | en The word for cat is 猫.",
        "他来了。It costs $5. Really! 我没有3块钱。 | zh 他来了。; en It costs $5. Really! ; zh 我没有3块钱。",
        "他说：“It is 5 p.m. now.”然后走了2步。 | zh 他说：; en “It is 5 p.m. now.”; zh 然后走了2步。",
        "他有“iPhone 15”和3个包。 | zh 他有“iPhone 15”和3个包。",
        "3.5。我有2个。 | zh 3.5。我有2个。",
        "I have two. 3.5! | en I have two. 3.5!",
        "OK | en OK"})
    void sentencesAndQuotesAreInTheLanguageOfTheirScript(String text, String expected) {
        String spans = LanguageSpans.of(text, Language.CHINESE).stream()
                .map(span -> (span.language() == Language.CHINESE ? "zh " : "en ") + text.substring(span.start(), span.end()))
                .collect(Collectors.joining("; "));
        assertEquals(expected, spans);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void digitsAloneAreInTheLanguageAskedFor(Language language) {
        assertEquals(List.of(new LanguageSpan(0, 5, language)), LanguageSpans.of("3.5 5", language));
        assertEquals(List.of(), LanguageSpans.of("", language));
        String expected = language == Language.CHINESE ? "三点五" : "three point five";
        assertEquals(expected, new TextNormalizer().normaliseMixed("3.5", language).text());
    }

    @Test
    void eachPartIsNormalisedInItsLanguageAndKnowsItsPlace() {
        String text = "他有3个。It costs $5. 我没有2块钱。";
        NormalizedText normalized = new TextNormalizer().normaliseMixed(text, Language.ENGLISH);
        assertEquals("他有三个.It costs five dollars. 我没有两块钱.", normalized.text());
        NormalizedToken five = normalized.tokens().stream()
                .filter(t -> normalized.text().startsWith("five", t.start())).findFirst().orElseThrow();
        assertEquals("$5", text.substring(five.sourceStart(), five.sourceEnd()));
    }

    @Test
    void spansFollowOneAnotherThroughAMillionCharacters() {
        String text = "He has 3 “cats”. 他有2个！".repeat(50_000);
        List<LanguageSpan> spans = LanguageSpans.of(text, Language.ENGLISH);
        assertTrue(spans.size() > 90_000);
        for (int i = 1; i < spans.size(); i++) {
            assertEquals(spans.get(i - 1).end(), spans.get(i).start());
            assertTrue(spans.get(i - 1).language() != spans.get(i).language());
        }
        assertEquals(text.length(), spans.get(spans.size() - 1).end());
    }
}
