package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mynah.InvalidInputException;
import dev.mynah.voice.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechRequestTest {

    private static final Reference VOICE = new Reference(new byte[1], null);

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  \n", "...!?", "。，！", "🙂🎉", "half \uD83D a pair"})
    void refusesATextThatCannotBeSpoken(String text) {
        InvalidInputException refused = assertThrows(InvalidInputException.class,
                () -> new SpeechRequest(text, VOICE, SpeechParameters.defaults(0)));

        assertEquals("text", refused.field());
    }

    @Test
    void takesAnyTextWithAWord() {
        assertEquals("🙂 好", new SpeechRequest("🙂 好", VOICE, SpeechParameters.defaults(0)).text());
        assertEquals("7", new SpeechRequest("7", VOICE, SpeechParameters.defaults(0)).text());
    }
}
