package dev.mynah.text.markup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** What a speaker does, one thing after the other, with its place in the script in UTF-16 units. */
public sealed interface Item {

    /** Where it starts in the script. */
    int start();

    /** Where it ends in the script, exclusive. */
    int end();

    /**
     * Words to be read.
     *
     * @param text the script from {@code start} to {@code end}, or what is to be read for it: in SSML, a reference's character, an
     *     alias, a line break where a paragraph or a sentence starts and ends
     */
    record Words(String text, int start, int end) implements Item {
        public Words {
            requireNonNull(text, "text");
        }
    }

    /**
     * A word with its pronunciation.
     *
     * @param text the word as it is written
     * @param phones as the author wrote them, at least one: pinyin with a tone ({@code hao3}) or names of phones; not checked against
     *     an inventory
     */
    record Pronounced(String text, List<String> phones, int start, int end) implements Item {
        public Pronounced {
            requireNonNull(text, "text");
            phones = List.copyOf(phones);
        }
    }

    /**
     * Silence.
     *
     * @param length positive, {@link Markup#LONGEST_PAUSE} at most
     */
    record Pause(Duration length, int start, int end) implements Item {
        public Pause {
            requireNonNull(length, "length");
        }
    }
}
