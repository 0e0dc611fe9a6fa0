package dev.mynah.text.markup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the turns of a script as it is read. */
final class Turns {

    private final List<Turn> turns = new ArrayList<>();
    private List<Item> items = new ArrayList<>();
    private Optional<String> role = Optional.empty();
    private Optional<Level> pitch = Optional.empty();
    private Optional<Level> speed = Optional.empty();
    private int start;

    /** Ends the turn before, which is dropped if nothing is said in it. */
    void begin(Optional<String> role, Optional<Level> pitch, Optional<Level> speed, int start) {
        end();
        this.role = role;
        this.pitch = pitch;
        this.speed = speed;
        this.start = start;
    }

    void add(Item item) {
        items.add(item);
    }

    List<Turn> all() {
        end();
        return List.copyOf(turns);
    }

    private void end() {
        if (items.stream().anyMatch(item -> !(item instanceof Item.Words words) || !words.text().isBlank())) {
            turns.add(new Turn(role, pitch, speed, start, items));
        }
        items = new ArrayList<>();
    }
}
