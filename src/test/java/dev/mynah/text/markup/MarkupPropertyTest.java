package dev.mynah.text.markup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MarkupPropertyTest {

    /** Items follow one another and leave out nothing but tags and backslashes. */
    @Property(tries = 10_000)
    void nothingIsLost(@ForAll("scripts") String script) {
        List<Turn> turns;
        try {
            turns = Markup.parse(script);
        } catch (InvalidInputException e) {
            assertTrue(e.getMessage().startsWith("line "), e.getMessage());
            return;
        }
        int end = 0;
        for (Turn turn : turns) {
            for (Item item : turn.items()) {
                assertTrue(script.substring(end, item.start()).matches("\\s*(<role:[^>]*>\\s*)*\\\\?"), script);
                if (item instanceof Item.Words words) {
                    assertEquals(script.substring(item.start(), item.end()), words.text());
                }
                end = item.end();
            }
        }
        assertTrue(script.substring(end).matches("\\s*(<role:[^>]*>\\s*)*"), script);
    }

    @Provide
    Arbitrary<String> scripts() {
        return Arbitraries.of("a", "好", " ", "\n", "<", ">", "[", "]", "(/", "/)", "\\", "<role:x>", "<role:y,speed:low>", "[pause:1s]",
                "[w](/ni3/)", ":", "<b>",
                "pause:", "role:").list().ofMaxSize(15).map(parts -> String.join("", parts));
    }
}
