package dev.mynah.text.normal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.text.Language;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TokenSpansPropertyTest {

    private final TextNormalizer normalizer = new TextNormalizer();

    /** Nothing is lost: what is no white space belongs to a token, in the text and in the original. */
    @Property(tries = 2000)
    void tokensTileTheTextAndTheOriginal(@ForAll("texts") String text, @ForAll Language language) {
        NormalizedText normalized = normalizer.normalise(text, language);
        int end = 0;
        int sourceEnd = 0;
        for (NormalizedToken token : normalized.tokens()) {
            assertEquals("", normalized.text().substring(end, token.start()).strip());
            assertEquals("", text.substring(sourceEnd, token.sourceStart()).strip());
            assertTrue(token.start() < token.end() && token.sourceStart() < token.sourceEnd());
            end = token.end();
            sourceEnd = token.sourceEnd();
        }
        assertEquals("", normalized.text().substring(end).strip());
        assertEquals("", text.substring(sourceEnd).strip());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts = Arbitraries.of("我", "有", "這個", "價錢", "呃", "儿", "，", "。", "！", "“", "”", "％", "３", "3", "12", "0", ".",
                ",", ":", "/", "-",
                "$", "€", "£", "¥", "%", "#", "@", "&", "\"", "'", "(", ")", "[", "\\", "<b>", " ", "  ", "\n", "\t", "cats", "May", "am",
                "kg", "Dr.", "www.",
                ".com", "1st", "IV", "é", "Ω", "😀", "か", "10:30", "2024-05-06", "555-123-4567", "1/2", "第", "年", "元", "点", "x", "~", "…",
                "—");
        return parts.list().ofMaxSize(25).map(List::stream).map(stream -> stream.reduce("", String::concat));
    }
}
