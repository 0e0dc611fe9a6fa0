package dev.mynah.text.normal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextNormalizerTest {

    private final TextNormalizer normalizer = new TextNormalizer();
    private final TextNormalizer reference = new TextNormalizer(true);

    private String chinese(String text) {
        return normalizer.normalise(text, Language.CHINESE).text();
    }

    private String english(String text) {
        return normalizer.normalise(text, Language.ENGLISH).text();
    }

    @ParameterizedTest
    @CsvSource({"呃,呃", "花儿开了啊,花儿开了啊", "女儿,女儿", "这儿有3个,这儿有三个"})
    void erhuaAndInterjectionsAreKept(String text, String expected) {
        assertEquals(expected, chinese(text));
    }

    @ParameterizedTest
    @CsvSource({"呃,''", "花儿开了啊,花开了"})
    void theReferenceDropsThemAsUpstreamDoes(String text, String expected) {
        assertEquals(expected, reference.normalise(text, Language.CHINESE).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0\n\t5 cats", "\uFEFF5 cats", "5\u00A0cats", "\u202E5 ca\u200Bts\u0000\u0007", "5 ca\uD800ts",
        "５ ｃａｔｓ", "5 ca\uDB40\uDC41ts"})
    void whiteSpaceInvisibleCharactersAndFormsAreCleaned(String text) {
        assertEquals("five cats", english(text));
    }

    @ParameterizedTest
    @CsvSource({"１２：３０,十二点三十分", "５０％,百分之五十", "３．１４,三点一四", "你好，世界！,'你好,世界!'", "１，２,'一,二'"})
    void fullWidthNumbersAreNumbersAndChineseMarksStayMarks(String text, String expected) {
        assertEquals(expected, chinese(text));
    }

    @Test
    void tokensPointIntoTheTextAsItWasWritten() {
        String text = "\u00A0\u202E他有\u200B３．５个，這個。";
        NormalizedText normalized = normalizer.normalise(text, Language.CHINESE);
        List<String> pairs = normalized.tokens().stream()
                .map(t -> text.substring(t.sourceStart(), t.sourceEnd()) + ">" + normalized.text().substring(t.start(), t.end())).toList();
        assertEquals(List.of("他>他", "有>有", "３．５个>三点五个", "，>,", "這>这", "個>个", "。>."), pairs);
    }

    @Test
    void emptyAndBlankTextsHaveNoTokens() {
        for (Language language : Language.values()) {
            assertEquals(new NormalizedText("", List.of()), normalizer.normalise("", language));
            assertEquals(List.of(), normalizer.normalise(" \n\u00A0 ", language).tokens());
        }
    }

    @Test
    void theReferenceRefusesWhatUpstreamRefusesAndSaysWhere() {
        InvalidInputException half = assertThrows(InvalidInputException.class, () -> reference.normalise("ab\uD83D c", Language.CHINESE));
        assertTrue(half.getMessage().contains("character 3 ") && half.getMessage().contains("U+D83D"), half.getMessage());
        InvalidInputException tab = assertThrows(InvalidInputException.class, () -> reference.normalise("\tab", Language.ENGLISH));
        assertTrue(tab.getMessage().contains("character 1 "), tab.getMessage());
        assertEquals("ab", reference.normalise("a\u0000b", Language.ENGLISH).text());
    }

    @Test
    void longTextIsReadSentenceBySentence() {
        String sentence = "It costs $5.20, says Dr. Smith, on Jan. 5. ";
        String once = english(sentence).strip();
        assertEquals(IntStream.range(0, 500).mapToObj(i -> once).collect(Collectors.joining(" ")), english(sentence.repeat(500)).strip());
        assertEquals(chinese("他2024年5月有3.5元。").repeat(500), chinese("他2024年5月有3.5元。".repeat(500)));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aLatticeThatIsTooLargeIsReadInParts(Language language) {
        String text = "Call 555-123-4567 or 5.5% on 2024-05-06, 第12个人有3.5元。".repeat(12);
        NormalizedText whole = normalizer.normalise(text, language);
        NormalizedText parts = new TextNormalizer(false, 60_000).normalise(text, language);
        assertEquals(whole.text(), parts.text());
        assertEquals(whole, parts);
    }

    @Test
    void aStreamGivesWhatTheWholeTextGives() throws IOException {
        String text = text(60_000);
        for (Language language : Language.values()) {
            StringBuilder all = new StringBuilder();
            List<NormalizedToken> tokens = new ArrayList<>();
            normalizer.normalise(new StringReader(text), language, piece -> {
                int shift = all.length();
                all.append(piece.text());
                piece.tokens().forEach(t ->
                        tokens.add(new NormalizedToken(t.start() + shift, t.end() + shift, t.sourceStart(), t.sourceEnd())));
            });
            assertEquals(normalizer.normalise(text, language), new NormalizedText(all.toString(), tokens));
            tokens.forEach(t -> assertTrue(t.sourceEnd() <= text.length()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "，", "呃", " ", "。", "\uD83D\uDE00", "\uD800", "é", "\"", "[", "\\", "e\u0301", "<"})
    void aHundredThousandOfACharacterAreRead(String character) {
        String text = character.repeat(100_000 / character.length());
        for (Language language : Language.values()) {
            NormalizedText normalized = normalizer.normalise(text, language);
            if (Character.isLetterOrDigit(character.codePointAt(0))) {
                assertEquals(text.length(), normalized.tokens().get(normalized.tokens().size() - 1).sourceEnd());
            }
        }
    }

    @Test
    void aNumberWithoutEndIsReadInParts() {
        for (Language language : Language.values()) {
            NormalizedText normalized = normalizer.normalise("9".repeat(2000), language);
            assertEquals(2000, normalized.tokens().get(normalized.tokens().size() - 1).sourceEnd());
            assertEquals(language == Language.ENGLISH ? ("nine ".repeat(2000)).strip() : "九".repeat(2000), normalized.text());
        }
    }

    @Test
    void anyUnicodeIsRead() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            String text = random.ints(40, 0, random.nextBoolean() ? 0x110000 : 0x180).collect(StringBuilder::new,
                    StringBuilder::appendCodePoint, StringBuilder::append).toString();
            for (Language language : Language.values()) {
                NormalizedText normalized = normalizer.normalise(text, language);
                assertTrue(normalized.text().codePoints().noneMatch(c -> c == 0xFFFD && text.indexOf(0xFFFD) < 0), text);
            }
        }
    }

    private static String text(int length) {
        String[] parts = {"我有3.5元，", "他在10:30来。", "The 2nd of 3 cats ", "costs $5. ", "\n", "http://a.com/b ", "😀", "2024-05-06", "一百二十",
                "hello, "};
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
