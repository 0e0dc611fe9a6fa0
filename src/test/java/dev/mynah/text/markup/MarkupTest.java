package dev.mynah.text.markup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
                new Turn(Optional.of("小红"), Optional.of(Level.LOW), Optional.of(Level.VERY_HIGH), 17, List.of(new Item.Words("你好。", 52,
                        55))),
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
    @ValueSource(strings = {"a < b and c > d", "I <3 you", "[1] and [note: this]", "<b>bold</b>", "see <https://a.b/c>", "<mailto:a@b.c>",
            "[a](b)", "[x](/y)", "<", "[",
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
}
