package dev.mynah.text.segment;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Cuts between what a reader sees as characters. */
final class Characters {

    private Characters() {}

    /** More UTF-16 units than characters have on average, so that a long stretch need not be looked at as a whole. */
    private static final int UNITS = 64;

    /**
     * Where the longest start of a stretch ends whose characters, measured one by one, sum up to no more than a limit; after one at least.
     */
    static int fitting(String text, int from, int to, ToIntFunction<String> measure, int limit) {
        int stretch = (int) Math.min(to, from + (long) UNITS * limit);
        if (stretch < to && Character.isLowSurrogate(text.charAt(stretch))) {
            stretch--;
        }
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(from, stretch));
        int sum = 0;
        int end = from;
        for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
            sum += Math.max(1, measure.applyAsInt(text.substring(end, from + next)));
            if (sum > limit && end > from) {
                return end;
            }
            end = from + next;
        }
        return end;
    }
}
