package dev.mynah.text.markup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {

    @Test
    void rolesTakeTurns() {
        List<Turn> turns = Markup.parse("Once upon a time\n<role:小红,pitch:low,speed:very_high>你好。<role: Bob >Hi.");
        assertEquals(List.of(
                new Turn(Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of(new Item.Words("Once upon a time\n", 0, 17))),
                new Turn(Optional.of("小红"), Optional.of(Level.LOW), Optional.of(Level.VERY_HIGH), 17, List.of(new Item.Words("你好。", 52, 55))),
                new Turn(Optional.of("Bob"), Optional.empty(), Optional.empty(), 55, List.of(new Item.Words("Hi.", 67, 70)))), turns);
    }

    @Test
    void pausesAndPronunciationsStandBetweenWords() {
        List<Item> items = Markup.parse("He [pause:0.5s]said [行](/hang2/) and [Bath](/E0b E0ae E0th/).[pause:300ms]").get(0).items();
        assertEquals(List.of(
                new Item.Words("He ", 0, 3),
                new Item.Pause(Duration.ofMillis(500), 3, 15),
                new Item.Words("said ", 15, 20),
                new Item.Pronounced("行", List.of("hang2"), 20, 32),
                new Item.Words(" and ", 32, 37),
                new Item.Pronounced("Bath", List.of("E0b", "E0ae", "E0th"), 37, 60),
                new Item.Words(".", 60, 61),
                new Item.Pause(Duration.ofMillis(300), 61, 74)), items);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a < b and c > d", "I <3 you", "[1] and [note: this]", "<b>bold</b>", "see <https://a.b/c>", "<mailto:a@b.c>", "[a](b)", "[x](/y)", "<", "[",
        "[a", "<role", "[[[[", "<<<<", "] > )", "[]", "\\", "a\\b"})
    void textThatMerelyHasBracketsIsRead(String script) {
        assertEquals(List.of(new Item.Words(script, 0, script.length())), Markup.parse(script).get(0).items());
    }

    @Test
    void aBackslashMakesABracketText() {
        assertEquals("a [pause:1s] <role:x>", Markup.parse("a \\[pause:1s] \\<role:x>").get(0).items().stream()
                .map(item -> ((Item.Words) item).text()).collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<voice:bob>hi | line 1, column 1: there is no tag <voice:bob>",
        "hi [sleep:3] | line 1, column 4: there is no tag [sleep:3]",
        "<role:> hi | line 1, column 1: the role has no name",
        "<role:bob hi | line 1, column 1: this tag is not complete",
        "<role:bob,pitch:loud>hi | line 1, column 1: pitch has no such level",
        "<role:bob,pitch>hi | line 1, column 1: pitch has no such level",
        "<role:bob,speed:low,speed:low>hi | line 1, column 1: a role cannot have 'speed:low'",
        "<role:bob,mood:sad>hi | line 1, column 1: a role cannot have 'mood:sad'",
        "hi [pause:soon] | line 1, column 4: there is no such pause",
        "hi [pause:11s] | line 1, column 4: there is no such pause",
        "hi [pause:0s] | line 1, column 4: there is no such pause",
        "hi [pause: 3s] | line 1, column 4: this tag is not complete",
        "[word](/ /) | line 1, column 1: this is no pronunciation",
        "[word](/a-b/) | line 1, column 1: this is no pronunciation"})
    void whatIsWrongWithATagIsSaidWithItsPlace(String script, String message) {
        String error = assertThrows(InvalidInputException.class, () -> Markup.parse(script)).getMessage();
        assertTrue(error.startsWith(message + "; expected "), error);
    }

    @Test
    void linesAndColumnsCountCharacters() {
        String error = assertThrows(InvalidInputException.class, () -> Markup.parse("a\n\n😀好 <x:y>")).getMessage();
        assertTrue(error.startsWith("line 3, column 4: "), error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "<role:bob>", "<role:bob> \n<role:eve>"})
    void whoSaysNothingHasNoTurn(String script) {
        assertEquals(List.of(), Markup.parse(script));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "[", "[a](/b", "[a", "<a:", "\\", "\\[", "[a]("})
    void aMillionBracketsAreRead(String part) {
        String script = part.repeat(1_000_000 / part.length());
        assertEquals(1, Markup.parse(script).size());
    }

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
        return Arbitraries.of("a", "好", " ", "\n", "<", ">", "[", "]", "(/", "/)", "\\", "<role:x>", "<role:y,speed:low>", "[pause:1s]", "[w](/ni3/)", ":", "<b>",
                "pause:", "role:").list().ofMaxSize(15).map(parts -> String.join("", parts));
    }
}
