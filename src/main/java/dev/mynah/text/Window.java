package dev.mynah.text;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/**
 * How long a segment should become.
 *
 * @param measure of a text: tokens, bytes, characters; a longer text never measures less
 * @param limit that sentences are merged up to; positive
 */
public record Window(ToIntFunction<String> measure, int limit) {

    public Window {
        requireNonNull(measure, "measure");
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
    }

    /** The window of MegaTTS3 itself: 130 UTF-8 bytes of English, 60 Chinese characters. */
    public static Window megaTts3(Language language) {
        return language == Language.ENGLISH
                ? new Window(text -> text.getBytes(StandardCharsets.UTF_8).length, 130)
                : new Window(text -> (int) text.codePoints().filter(c -> c >= 0x4E00 && c <= 0x9FFF).count(), 60);
    }

    boolean holds(String text) {
        return measure.applyAsInt(text) <= limit;
    }

    /**
     * A sentence up to half as long again is not cut, because a cut costs its melody. MegaTTS3 looks as far ahead in Chinese; in English,
     * and in FlashTTS, a sentence has no limit at all.
     */
    boolean tolerates(String text) {
        return measure.applyAsInt(text) <= limit + limit / 2;
    }
}
