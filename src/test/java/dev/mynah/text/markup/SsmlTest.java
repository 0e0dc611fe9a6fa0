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

class SsmlTest {

    private static final String HEAD = "<?xml version=\"1.0\"?>\n"
            + "<speak version=\"1.1\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"en\">";

    /** Each item as it is read and what it is made of. */
    private static String read(String script) {
        return Ssml.parse(script).stream().map(turn -> turn.role().orElse("-") + turn.speed().map(speed -> "/" + speed).orElse("") + ": "
                + turn.items().stream().map(item -> item(item) + "{" + script.substring(item.start(),
                        item.end()) + "}").collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n")).replace("\n{}", "n{}");
    }

    private static String item(Item item) {
        if (item instanceof Item.Words words) {
            return words.text();
        }
        return item instanceof Item.Pause pause ? pause.length().toString() : ((Item.Pronounced) item).phones().toString();
    }

    @Test
    void tagsBecomeTheTurnsAndItemsOfTheMarkup() {
        assertEquals("-: a{a} &{&amp;} é{&#xE9;} PT0.5S{<break time='500ms'/>} PT0.4S{<break></break>}"
                + " [ni3, hao3]{<phoneme ph=\"ni3 hao3\">你好</phoneme>}"
                + " World Wide Web{<sub alias=\"World Wide Web\">WWW</sub>}",
                read(HEAD + "a&amp;&#xE9;<break time='500ms'/><!-- - -- b --><break></break><phoneme ph=\"ni3 hao3\">你好</phoneme>"
                        + "<sub alias=\"World Wide Web\">WWW</sub></speak>\n"));
    }

    @Test
    void voicesAndRatesMakeTurns() {
        assertEquals("-: a{a}\neve: b{b}\neve/HIGH: c{c}\neve: d{d}\n-: e{e}",
                read("<speak>a<voice name='eve'>b<prosody rate='fast'>c</prosody>d</voice>e</speak>"));
    }

    @Test
    void paragraphsAndSentencesEndLines() {
        assertEquals("-: n{} n{} a{a} n{} n{} b{b} n{} n{}", read("<speak><p><s>a</s><s>b</s></p></speak>"));
    }

    @Test
    void aBreakOfNoStrengthIsNone() {
        assertEquals(List.of(), Ssml.parse("<speak><break strength=\"none\"/></speak>"));
        assertEquals(Duration.ofMillis(700),
                ((Item.Pause) Ssml.parse("<speak><break strength=\"strong\"/></speak>").get(0).items().get(0)).length());
        assertEquals(Optional.empty(), Ssml.parse("<speak>a</speak>").get(0).role());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<speak>a <audio src='x'/></speak> | line 1, column 10: there is no tag <audio>",
        "<speak><p lang='x'>a</p></speak> | line 1, column 8: <p> has no attribute lang",
        "<speak>a < b</speak> | line 1, column 10: this < starts no tag",
        "<speak>a & b</speak> | line 1, column 10: this & starts no reference",
        "<speak>&nbsp;</speak> | line 1, column 8: this & starts no reference",
        "<speak>&#xD800;</speak> | line 1, column 8: there is no character &#xD800;",
        "<speak><p>a</speak> | line 1, column 12: </speak> closes nothing",
        "<speak><p>a</p> | line 1, column 1: <speak> is not closed",
        "hello | line 1, column 1: there is text outside <speak>",
        "`` | line 1, column 1: there is no <speak>",
        "<p>a</p> | line 1, column 1: <p> is not in <speak>",
        "<speak>a</speak><speak>b</speak> | line 1, column 17: <speak> is not in <speak>",
        "<speak><voice>a</voice></speak> | line 1, column 8: <voice> has no name",
        "<speak><prosody rate='80%'>a</prosody></speak> | line 1, column 8: there is no such rate",
        "<speak><break time='1h'/></speak> | line 1, column 8: there is no such pause",
        "<speak><break strength='huge'/></speak> | line 1, column 8: there is no such break",
        "<speak><phoneme ph='a' alphabet='ipa'>a</phoneme></speak> | line 1, column 8: this is no pronunciation",
        "<speak><sub alias='a'/></speak> | line 1, column 8: <sub> holds no word",
        "<speak><sub alias='a'><p>a</p></sub></speak> | line 1, column 23: <p> cannot be here",
        "<speak a='1' a='2'>a</speak> | line 1, column 14: there are two attributes a",
        "<speak a=1>a</speak> | line 1, column 7: this is no end of <speak",
        "<speak><!-- a</speak> | line 1, column 8: the comment is not closed",
        "<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak> | line 1, column 1: this < starts no tag"})
    void whatIsWrongIsSaidWithItsPlace(String script, String message) {
        String error = assertThrows(InvalidInputException.class, () -> Ssml.parse(script)).getMessage();
        assertTrue(error.startsWith(message + "; expected "), error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p>", "<voice name='a'>", "&amp;", "<!-- - -->", "<break/>", "a", "<", "&", "<p a='"})
    void aMillionCharactersOfAKindAreReadOrRefused(String part) {
        String script = "<speak>" + part.repeat(1_000_000 / part.length()) + "</speak>";
        try {
            assertTrue(Ssml.parse(script).size() <= 1);
        } catch (InvalidInputException e) {
            assertTrue(e.getMessage().startsWith("line 1, "), e.getMessage());
        }
    }
}
