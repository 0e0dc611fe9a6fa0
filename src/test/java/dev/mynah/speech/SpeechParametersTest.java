package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import dev.mynah.diffusion.DiffusionOptions;
import dev.mynah.phone.SamplingOptions;
import dev.mynah.text.Language;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechParametersTest {

    @Test
    void defaultsAreThoseOfFlashTts() {
        SpeechParameters defaults = SpeechParameters.defaults(7);

        SamplingOptions sampling = new SamplingOptions(1.0, 0.9, 50, 0.95, 4096);
        assertEquals(new SpeechParameters(sampling, 50, 50, Language.ENGLISH, new DiffusionOptions(32, 1.6, 2.5), 7, 1), defaults);
    }

    @Test
    void takesNumbersAndTheirTexts() {
        Map<String, Object> values = new HashMap<>();
        values.put("top_k", "5");
        values.put("time_step", 8);
        values.put("p_w", "2");
        values.put("seed", new BigDecimal("9007199254740993"));
        values.put("temperature", null);

        SpeechParameters parameters = SpeechParameters.parse(values, 0);

        assertEquals(5, parameters.sampling().topK());
        assertEquals(0.9, parameters.sampling().temperature());
        assertEquals(8, parameters.diffusion().steps());
        assertEquals(2.0, parameters.diffusion().intelligibility());
        assertEquals(9007199254740993L, parameters.seed());
    }

    @ParameterizedTest
    @CsvSource({"very_low, 0.6", "low, 0.8", "moderate, 1", "high, 1.25", "very_high, 1.6", "1.5, 1.5"})
    void speedIsAWordOrAFactor(String given, double speed) {
        assertEquals(speed, SpeechParameters.parse(Map.of("speed", given), 0).speed());
    }

    @ParameterizedTest
    @CsvSource({
        "temperature, -0.1", "temperature, 5.01", "temperature, NaN", "temperature, Infinity", "temperature, warm",
        "temperature, 1e999999999", "temperature, ''", "top_k, -1", "top_k, 1.5", "top_k, 1e30", "top_p, 0", "top_p, 1.01",
        "repetition_penalty, 0", "max_tokens, 0", "max_tokens, 32769", "length_threshold, 0", "window_size, 9",
        "time_step, 0", "time_step, 1001", "p_w, -1",
        "p_w, 21", "t_w, -1", "t_w, nan", "seed, 1.5", "seed, 9223372036854775808", "speed, 0.4", "speed, 2.1", "speed, fast"})
    void refusesWhatIsOutOfRangeAndSaysWhatIsRight(String name, String value) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SpeechParameters.parse(Map.of(name, value), 0));

        assertEquals(name, refused.field());
        assertTrue(refused.getMessage().contains(" from "), refused.getMessage());
        assertTrue(refused.getMessage().length() < 200, refused.getMessage());
    }

    @Test
    void refusesOtherThanNumbersAndTexts() {
        for (Object value : Arrays.asList(true, List.of(1), Map.of(), Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThrows(InvalidInputException.class, () -> SpeechParameters.parse(Map.of("p_w", value), 0), String.valueOf(value));
        }
    }

    @Test
    void refusesAMisspeltNameAndListsTheRightOnes() {
        InvalidInputException refused = assertThrows(InvalidInputException.class,
                () -> SpeechParameters.parse(Map.of("temprature", "1"), 0));

        assertEquals("temprature", refused.field());
        assertTrue(refused.getMessage().contains("temperature"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"very_low", "high", "2"})
    void refusesAPitchThatTheModelCannotGive(String pitch) {
        assertEquals("pitch", assertThrows(InvalidInputException.class, () -> SpeechParameters.parse(Map.of("pitch", pitch), 0)).field());
    }

    @Test
    void languageIsChineseOrEnglish() {
        assertEquals(Language.CHINESE, SpeechParameters.parse(Map.of("language", "zh"), 0).language());
        assertEquals(Language.ENGLISH, SpeechParameters.parse(Map.of("language", "en"), 0).language());
        for (Object wrong : Arrays.asList("", "de", "ZH", 1, true, List.of("zh"))) {
            InvalidInputException refused = assertThrows(InvalidInputException.class,
                    () -> SpeechParameters.parse(Map.of("language", wrong), 0), String.valueOf(wrong));
            assertEquals("language", refused.field());
            assertTrue(refused.getMessage().contains("zh or en"), refused.getMessage());
        }
    }

    @Test
    void takesWhatFlashTtsClientsSendAnyway() {
        assertEquals(SpeechParameters.defaults(0),
                SpeechParameters.parse(Map.of("pitch", "moderate", "reference_text", "what it says"), 0));
    }
}
