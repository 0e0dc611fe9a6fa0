package dev.mynah.text.markup;

import dev.mynah.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a script: plain text with tags for who speaks and how. <ul> <li>{@code <role:NAME>}, {@code <role:NAME,pitch:low,speed:very_high>}:
 * the speaker of what follows, as FlashTTS writes it <li>{@code [pause:0.5s]}, {@code [pause:300ms]}: silence <li>{@code [word](/phones/)}:
 * how a word is pronounced <li>{@code \<} and {@code \[}: a bracket that starts no tag </ul> Text that merely contains brackets is text.
 * What has the form of a tag, a name with a colon and a value, but is none of these, is an error. Time is linear in the script.
 */
public final class Markup {

    /** The longest pause. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String script;
    private final Turns turns = new Turns();
    private int wordsStart;
    private int at;

    private Markup(String script) {
        this.script = script;
    }

    /**
     * Reads a script.
     *
     * @return the turns in which something is said; empty for an empty or blank script
     * @throws InvalidInputException naming the line and the column of the tag at fault
     */
    public static List<Turn> parse(String script) {
        return new Markup(script).all();
    }

    private List<Turn> all() {
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == '\\' && at + 1 < script.length() && "<[".indexOf(script.charAt(at + 1)) >= 0) {
                endWords();
                wordsStart = at + 1;
                at += 2;
            } else if (c != '<' && c != '[' || !tag()) {
                at++;
            }
        }
        endWords();
        return turns.all();
    }

    /** Reads the tag at this place, if it is one. */
    private boolean tag() {
        Matcher tag;
        if ((tag = match(Tags.ROLE)) != null) {
            endWords();
            startTurn(tag);
        } else if ((tag = match(Tags.PAUSE)) != null) {
            endWords();
            Duration length = PauseLength.of(tag.group(1))
                    .orElseThrow(() -> error("there is no such pause", "a length of " + PauseLength.EXPECTED));
            turns.add(new Item.Pause(length, at, tag.end()));
        } else if ((tag = match(Tags.PRONOUNCED)) != null) {
            endWords();
            turns.add(pronounced(tag));
        } else if (match(Tags.UNFINISHED) != null) {
            throw error("this tag is not complete", "<role:NAME>, <role:NAME,pitch:LEVEL,speed:LEVEL>, [pause:0.5s] or [pause:300ms]");
        } else if ((tag = match(Tags.UNKNOWN)) != null) {
            throw error("there is no tag " + tag.group(), "<role:NAME>, [pause:0.5s] or [word](/phones/); write \\" + script.charAt(at)
                    + " for a bracket that starts no tag");
        } else {
            return false;
        }
        at = wordsStart = tag.end();
        return true;
    }

    private Matcher match(Pattern pattern) {
        Matcher matcher = pattern.matcher(script).region(at, script.length());
        return matcher.lookingAt() ? matcher : null;
    }

    private void startTurn(Matcher tag) {
        String name = tag.group(1).strip();
        if (name.isEmpty()) {
            throw error("the role has no name", "<role:NAME>");
        }
        Optional<Level> pitch = Optional.empty();
        Optional<Level> speed = Optional.empty();
        for (String attribute : tag.group(2).isEmpty() ? new String[0] : tag.group(2).substring(1).split(",", -1)) {
            String[] pair = attribute.strip().split(":", 2);
            if (pair[0].equals("pitch") && pitch.isEmpty()) {
                pitch = Optional.of(level(pair));
            } else if (pair[0].equals("speed") && speed.isEmpty()) {
                speed = Optional.of(level(pair));
            } else {
                throw error("a role cannot have '" + attribute.strip() + "'", "pitch:LEVEL and speed:LEVEL, once each");
            }
        }
        turns.begin(Optional.of(name), pitch, speed, at);
    }

    private Level level(String[] pair) {
        for (Level level : Level.values()) {
            if (pair.length == 2 && level.name().toLowerCase(Locale.ROOT).equals(pair[1].strip())) {
                return level;
            }
        }
        throw error(pair[0] + " has no such level", "very_low, low, moderate, high or very_high");
    }

    private Item pronounced(Matcher tag) {
        String phones = tag.group(2).strip();
        if (!Tags.PHONES.matcher(phones).matches() || tag.group(1).isBlank()) {
            throw error("this is no pronunciation",
                    "[word](/phones/) with pinyin and tone, such as /ni3 hao3/, or names of phones, between spaces");
        }
        return new Item.Pronounced(tag.group(1), List.of(phones.split(" +")), at, tag.end());
    }

    private void endWords() {
        if (at > wordsStart) {
            turns.add(new Item.Words(script.substring(wordsStart, at), wordsStart, at));
        }
    }

    private InvalidInputException error(String wrong, String right) {
        return Place.error(script, at, wrong, right);
    }
}
