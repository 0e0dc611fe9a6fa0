package dev.mynah.text.markup;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What one speaker says before the next one speaks.
 *
 * @param role the speaker; empty for what stands before the first role
 * @param pitch asked for, if any
 * @param speed asked for, if any
 * @param start where the turn's tag, or without a role its text, starts in the script, in UTF-16 units
 * @param items at least one
 */
public record Turn(Optional<String> role, Optional<Level> pitch, Optional<Level> speed, int start, List<Item> items) {

    public Turn {
        requireNonNull(role, "role");
        requireNonNull(pitch, "pitch");
        requireNonNull(speed, "speed");
        items = List.copyOf(items);
    }
}
