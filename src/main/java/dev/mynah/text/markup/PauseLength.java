package dev.mynah.text.markup;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of pauses, such as {@code 0.5s} and {@code 300ms}. */
final class PauseLength {

    static final String EXPECTED = "1ms to " + Markup.LONGEST_PAUSE.toSeconds() + "s";
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}+(?:\\.\\d{1,6}+)?+)(ms|s)");

    private PauseLength() {}

    /** @return empty if it is no length, or not from 1 ms to {@link Markup#LONGEST_PAUSE} */
    static Optional<Duration> of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal millis = new BigDecimal(matcher.group(1)).movePointRight(matcher.group(2).equals("s") ? 3 : 0);
        Duration length = Duration.ofMillis(millis.longValue());
        return length.isZero() || length.compareTo(Markup.LONGEST_PAUSE) > 0 ? Optional.empty() : Optional.of(length);
    }
}
