package dev.mynah.text.normal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.text.Language;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On every line of the golden file, {@code MYNAH_TN_GOLDEN} or the one in the test resources. */
class GoldenNormalizationTest {

    private final List<GoldenLine> lines = GoldenLine.all();

    @Test
    void theReferenceAnswersAsUpstreamDoes() {
        TextNormalizer normalizer = new TextNormalizer(true);
        List<String> wrong = new ArrayList<>();
        for (GoldenLine line : lines) {
            String answer = normalizer.normalise(line.text(), line.language()).text();
            if (!answer.equals(line.expected())) {
                wrong.add(line + " but was " + answer);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void onlyErhuaInterjectionsAndWhatIsCleanedAreReadOtherwiseThanUpstreamReadsThem() {
        TextNormalizer normalizer = new TextNormalizer();
        for (GoldenLine line : lines) {
            if (Cleaner.clean(line.text()).text().equals(line.text()) && !line.text().matches("(?s)\\s.*|.*[儿呃啊].*")) {
                assertEquals(line.expected(), normalizer.normalise(line.text(), line.language()).text(), line.text());
            }
        }
    }

    @Test
    void tokensHoldAllOfTheOriginalAndOfTheNormalisedText() {
        TextNormalizer normalizer = new TextNormalizer();
        for (GoldenLine line : lines) {
            NormalizedText normalized = normalizer.normalise(line.text(), line.language());
            int end = 0;
            int sourceEnd = 0;
            for (NormalizedToken token : normalized.tokens()) {
                assertGap(normalized.text(), end, token.start(), line);
                assertGap(line.text(), sourceEnd, token.sourceStart(), line);
                assertTrue(token.start() < token.end() && token.sourceStart() < token.sourceEnd(), line.toString());
                end = token.end();
                sourceEnd = token.sourceEnd();
            }
            assertGap(normalized.text(), end, normalized.text().length(), line);
            assertGap(line.text(), sourceEnd, line.text().length(), line);
        }
    }

    /** A few readings depend on what stands around: 256 after "number", -12kg after a digit. */
    @Test
    void theOriginalOfATokenReadAloneIsTheToken() {
        TextNormalizer normalizer = new TextNormalizer();
        int all = 0;
        List<String> others = new ArrayList<>();
        for (GoldenLine line : lines) {
            NormalizedText normalized = normalizer.normalise(line.text(), line.language());
            for (NormalizedToken token : normalized.tokens()) {
                String words = normalized.text().substring(token.start(), token.end());
                String source = line.text().substring(token.sourceStart(), token.sourceEnd());
                String alone = source.equals(words) ? words : normalizer.normalise(source, line.language()).text().strip();
                all++;
                if (!alone.equals(words)) {
                    others.add(source + " " + words + " " + alone);
                }
            }
        }
        assertTrue(others.size() < all * 0.02, others::toString);
    }

    private static void assertGap(String text, int from, int to, GoldenLine line) {
        assertTrue(from <= to && Cleaner.clean(text.substring(from, to)).text().isBlank(),
                () -> line + " at " + from + ".." + to + " of " + text);
    }
}
