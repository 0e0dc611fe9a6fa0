package dev.mynah.speech;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parameters of a request: names and defaults of FlashTTS, ranges of Mynah. Every door offers exactly these. */
public enum Parameter {

    TEMPERATURE("0.9", "0", "5", "randomness of the pronunciation; 0 is greedy"),
    TOP_K("50", "0", "100000", "pronounce with one of the k likeliest tokens; 0 keeps all, 1 is greedy"),
    TOP_P("0.95", "0.001", "1", "pronounce with the likeliest tokens that have this probability together"),
    REPETITION_PENALTY("1.0", "0.1", "10", "above 1 makes repeated phones less likely"),
    MAX_TOKENS("4096", "1", "32768", "most phones of a segment"),
    LENGTH_THRESHOLD("50", "1", "1000", "a text of up to so many tokens stays one segment"),
    WINDOW_SIZE("50", "10", "1000", "tokens that sentences are merged to in a longer text"),
    LANGUAGE(null, null, null, "zh or en, for what has no letters, such as digits alone; all else is read by its script"),
    TIME_STEP("32", "1", "256", "diffusion steps: more is better and slower"),
    P_W("1.6", "0", "20", "intelligibility weight"),
    T_W("2.5", "0", "20", "similarity weight"),
    SEED(null, String.valueOf(Long.MIN_VALUE), String.valueOf(Long.MAX_VALUE), "the same seed gives the same speech"),
    SPEED("1", "0.5", "2", "very_low, low, moderate, high, very_high, or a factor"),
    PITCH(null, null, null, "moderate alone: the model cannot change it"),
    REFERENCE_TEXT(null, null, null, "taken from FlashTTS clients and not needed: the model hears what the reference says");

    /** Relative speeds for the words of FlashTTS, a fifth of the scale each way. */
    private static final Map<String, String> SPEEDS =
            Map.of("very_low", "0.6", "low", "0.8", "moderate", "1", "high", "1.25", "very_high", "1.6");

    private static final Map<String, Language> LANGUAGES = Map.of("zh", Language.CHINESE, "en", Language.ENGLISH);

    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_REFERENCE_TEXT = 10_000;

    private final String fallback;
    private final BigDecimal min;
    private final BigDecimal max;
    private final String description;

    Parameter(String fallback, String min, String max, String description) {
        this.fallback = fallback;
        this.min = min == null ? null : new BigDecimal(min);
        this.max = max == null ? null : new BigDecimal(max);
        this.description = description;
    }

    /** As users spell it, for example {@code top_k}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line for a help text. */
    public String description() {
        return description;
    }

    /** The default as users would write it; none if it depends on the configuration or there is nothing to choose. */
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    /** The range of a number, for a table; empty for a text. */
    public String limits() {
        return min == null ? "" : this == SEED ? "64 bits" : min.toPlainString() + " to " + max.toPlainString();
    }

    /** @return the parameter of that name, or none */
    public static Optional<Parameter> named(String key) {
        return Arrays.stream(values()).filter(parameter -> parameter.key().equals(key)).findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Parameter::key).collect(Collectors.joining(", "));
    }

    double real(Object value) {
        return number(value, false).doubleValue();
    }

    int integer(Object value) {
        return number(value, true).intValueExact();
    }

    long whole(Object value) {
        return number(value, true).longValueExact();
    }

    double speed(Object value) {
        return value instanceof String text && SPEEDS.containsKey(text) ? Double.parseDouble(SPEEDS.get(text)) : real(value);
    }

    Language language(Object value) {
        if (value instanceof String text && LANGUAGES.containsKey(text)) {
            return LANGUAGES.get(text);
        }
        throw new InvalidInputException(key(), "language must be zh or en, not " + shown(value));
    }

    void checkPitch(Object value) {
        if (!(value instanceof String text) || !(text.isEmpty() || text.equals("moderate"))) {
            throw new InvalidInputException(key(), "pitch cannot be changed by this model: leave it out or give moderate");
        }
    }

    void checkReferenceText(Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_REFERENCE_TEXT) {
            throw new InvalidInputException(key(), "reference_text must be a text of at most " + LONGEST_REFERENCE_TEXT + " characters");
        }
    }

    /** Numbers may come as JSON numbers or as the text of a form field. Exact arithmetic keeps 1e999, NaN and 0.5 tokens out. */
    private BigDecimal number(Object value, boolean integer) {
        BigDecimal number = null;
        if (value instanceof Number || value instanceof String) {
            String text = value.toString().strip();
            if (text.length() <= LONGEST_NUMBER) {
                try {
                    number = new BigDecimal(text);
                } catch (NumberFormatException e) {
                    number = null;
                }
            }
        }
        if (number == null || number.compareTo(min) < 0 || number.compareTo(max) > 0
                || integer && number.stripTrailingZeros().scale() > 0) {
            throw new InvalidInputException(key(), key() + " must be " + range(integer) + ", not " + shown(value));
        }
        return number;
    }

    private String range(boolean integer) {
        String words = this == SPEED ? "one of very_low, low, moderate, high, very_high, or " : "";
        return words + (integer ? "a whole number" : "a number") + " from " + min.toPlainString() + " to " + max.toPlainString();
    }

    /** What the user gave, short enough for a message. */
    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.isBlank() ? "empty" : text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "...";
    }
}
