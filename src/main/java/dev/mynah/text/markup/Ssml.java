package dev.mynah.text.markup;

import dev.mynah.InvalidInputException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a subset of SSML 1.1 into the turns that {@link Markup} makes: {@code speak} around all; {@code p} and {@code s}; {@code break}
 * with {@code time} or {@code strength}; {@code phoneme} with {@code ph} (alphabet {@code x-mynah}: pinyin with tone, or names of phones);
 * {@code sub} with {@code alias}; {@code prosody} with {@code rate} from x-slow to x-fast; {@code voice} with {@code name}. Any other tag
 * or attribute is an error, except for attributes of {@code speak}.
 */
public final class Ssml {

    private static final int DEEPEST = 50;
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of("p", Set.of(), "s", Set.of(), "break", Set.of("time", "strength"),
            "phoneme", Set.of("ph", "alphabet"), "sub", Set.of("alias"), "prosody", Set.of("rate"), "voice", Set.of("name"));
    private static final Map<String, Level> RATES = Map.of("x-slow", Level.VERY_LOW, "slow", Level.LOW, "medium", Level.MODERATE,
            "fast", Level.HIGH, "x-fast", Level.VERY_HIGH);
    private static final Map<String, Integer> STRENGTH_MILLIS = Map.of(
            "x-weak", 100, "weak", 200, "medium", 400, "strong", 700, "x-strong", 1000);

    /** @param role and speed: inside the element; text: what stands in it so far */
    private record Open(String name, Map<String, String> attributes, int start, Optional<String> role, Optional<Level> speed,
            StringBuilder text) {

        boolean holdsOnlyText() {
            return name.equals("phoneme") || name.equals("sub") || name.equals("break");
        }
    }

    private final String script;
    private final Turns turns = new Turns();
    private final Deque<Open> open = new ArrayDeque<>();
    private boolean spoken;

    private Ssml(String script) {
        this.script = script;
    }

    /**
     * Reads a document.
     *
     * @return the turns in which something is said
     * @throws InvalidInputException naming the line and the column of what is wrong
     */
    public static List<Turn> parse(String script) {
        return new Ssml(script).all();
    }

    private List<Turn> all() {
        XmlScanner.scan(script, new XmlScanner.Parts() {
            @Override
            public void open(String name, Map<String, String> attributes, int start, int end) {
                begin(name, attributes, start);
            }

            @Override
            public void close(String name, int start, int end) {
                finish(name, start, end);
            }

            @Override
            public void text(String text, int start, int end) {
                words(text, start, end);
            }
        });
        if (!open.isEmpty()) {
            throw Place.error(script, open.peek().start(), "<" + open.peek().name() + "> is not closed", "</" + open.peek().name() + ">");
        }
        if (!spoken) {
            throw Place.error(script, 0, "there is no <speak>", "<speak>text</speak>");
        }
        return turns.all();
    }

    private void begin(String name, Map<String, String> attributes, int start) {
        if (open.isEmpty()) {
            if (!name.equals("speak") || spoken) {
                throw Place.error(script, start, "<" + name + "> is not in <speak>", "one <speak> around all");
            }
            spoken = true;
            open.push(new Open(name, attributes, start, Optional.empty(), Optional.empty(), new StringBuilder()));
            return;
        }
        Open outer = open.peek();
        if (!ATTRIBUTES.containsKey(name)) {
            throw Place.error(script, start, "there is no tag <" + name + ">", "p, s, break, phoneme, sub, prosody or voice");
        }
        if (outer.holdsOnlyText() || open.size() == DEEPEST) {
            throw Place.error(script, start, "<" + name + "> cannot be here",
                    "no tag in <" + outer.name() + ">, and " + DEEPEST + " within one another at most");
        }
        for (String attribute : attributes.keySet()) {
            if (!ATTRIBUTES.get(name).contains(attribute)) {
                throw Place.error(script, start, "<" + name + "> has no attribute " + attribute,
                        new TreeSet<>(ATTRIBUTES.get(name)) + " or none");
            }
        }
        Open inner = new Open(name, attributes, start, outer.role(), outer.speed(), new StringBuilder());
        switch (name) {
            case "voice" -> inner = new Open(name, attributes, start, Optional.of(required(inner, "name")), outer.speed(), inner.text());
            case "prosody" -> inner = new Open(name, attributes, start, outer.role(), Optional.of(rate(inner)), inner.text());
            case "p", "s" -> turns.add(new Item.Words("\n", start, start));
            default -> { }
        }
        open.push(inner);
        if (!inner.role().equals(outer.role()) || !inner.speed().equals(outer.speed())) {
            turns.begin(inner.role(), Optional.empty(), inner.speed(), start);
        }
    }

    private void finish(String name, int start, int end) {
        if (open.isEmpty() || !open.peek().name().equals(name)) {
            throw Place.error(script, start, "</" + name + "> closes nothing",
                    open.isEmpty() ? "the end" : "</" + open.peek().name() + ">");
        }
        Open inner = open.pop();
        switch (name) {
            case "break" -> pause(inner).ifPresent(length -> turns.add(new Item.Pause(length, inner.start(), end)));
            case "phoneme" -> turns.add(new Item.Pronounced(content(inner), phones(inner), inner.start(), end));
            case "sub" -> turns.add(alias(inner, end));
            case "p", "s" -> turns.add(new Item.Words("\n", end, end));
            default -> { }
        }
        Open outer = open.peek();
        if (outer != null && (!inner.role().equals(outer.role()) || !inner.speed().equals(outer.speed()))) {
            turns.begin(outer.role(), Optional.empty(), outer.speed(), end);
        }
    }

    private void words(String text, int start, int end) {
        if (open.isEmpty()) {
            if (!text.isBlank()) {
                throw Place.error(script, start, "there is text outside <speak>", "one <speak> around all");
            }
        } else if (open.peek().holdsOnlyText()) {
            open.peek().text().append(text);
        } else {
            turns.add(new Item.Words(text, start, end));
        }
    }

    private String content(Open element) {
        if (element.text().toString().isBlank()) {
            throw Place.error(script, element.start(), "<" + element.name() + "> holds no word",
                    "<" + element.name() + " ...>word</" + element.name() + ">");
        }
        return element.text().toString();
    }

    private Item alias(Open sub, int end) {
        content(sub);
        return new Item.Words(required(sub, "alias"), sub.start(), end);
    }

    private String required(Open element, String attribute) {
        String value = element.attributes().getOrDefault(attribute, "").strip();
        if (value.isEmpty()) {
            throw Place.error(script, element.start(), "<" + element.name() + "> has no " + attribute, attribute + "=\"...\"");
        }
        return value;
    }

    private Level rate(Open prosody) {
        Level level = RATES.get(required(prosody, "rate"));
        if (level == null) {
            throw Place.error(script, prosody.start(), "there is no such rate", "x-slow, slow, medium, fast or x-fast");
        }
        return level;
    }

    private Optional<Duration> pause(Open pause) {
        String strength = pause.attributes().getOrDefault("strength", "medium");
        if (pause.text().length() > 0 || !strength.equals("none") && !STRENGTH_MILLIS.containsKey(strength)) {
            throw Place.error(script, pause.start(), "there is no such break",
                    "<break strength=\"x-weak\"/>, none, weak, medium, strong or x-strong");
        }
        if (pause.attributes().containsKey("time")) {
            return Optional.of(PauseLength.of(pause.attributes().get("time").strip())
                    .orElseThrow(() -> Place.error(script, pause.start(), "there is no such pause",
                            "a length of " + PauseLength.EXPECTED)));
        }
        return Optional.ofNullable(STRENGTH_MILLIS.get(strength)).map(Duration::ofMillis);
    }

    private List<String> phones(Open phoneme) {
        String alphabet = phoneme.attributes().getOrDefault("alphabet", "x-mynah");
        String phones = required(phoneme, "ph");
        if (!alphabet.equals("x-mynah") || !Tags.PHONES.matcher(phones).matches()) {
            throw Place.error(script, phoneme.start(), "this is no pronunciation",
                    "alphabet x-mynah: pinyin with tone, such as ni3 hao3, or names of phones, between spaces");
        }
        return List.of(phones.split(" +"));
    }
}
