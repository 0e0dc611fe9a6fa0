package dev.mynah.text.normal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one piece of text with a grammar: tag, reorder, verbalise. A workspace; for one thread at a time. */
final class PieceReader {

    private final ShortestPath path;
    private final Written tagged = new Written();
    private final Written spoken = new Written();

    /** What upstream's Chinese grammar gives no sound: interjections and erhua. */
    private static final Set<String> SILENT = Set.of("呃", "啊", "儿");
    private static final int LARGE = 1 << 17;

    /** What became of a piece: {@link Outcome#READ} has a text. */
    enum Outcome { READ, UNREADABLE, TOO_LARGE }

    private String text;
    private final List<NormalizedToken> tokens = new ArrayList<>();

    PieceReader(int maxNodes) {
        path = new ShortestPath(maxNodes);
    }

    /** Whether it has grown so much that it had better be dropped than kept. */
    boolean isLarge() {
        return path.capacity() > LARGE;
    }

    /** What the last piece reads as. */
    String text() {
        return text;
    }

    /** The tokens of the last piece, in units of the piece. */
    List<NormalizedToken> tokens() {
        return tokens;
    }

    /**
     * @param piece well-formed, not empty
     * @param keepSilent whether interjections and erhua, which the grammar would not speak, stay as they are written
     */
    Outcome read(Grammar grammar, String piece, boolean keepSilent) {
        tokens.clear();
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        ShortestPath.Outcome outcome = path.find(grammar.tagger(), bytes, bytes.length, tagged);
        if (outcome != ShortestPath.Outcome.FOUND) {
            return unread(outcome);
        }
        Tags tags = Tags.parse(tagged, grammar.order());
        if (tags == null) {
            return Outcome.UNREADABLE;
        }
        if (tags.size() == 0) {
            text = "";
            return Outcome.READ;
        }
        outcome = path.find(grammar.verbalizer(), tags.bytes(), tags.bytes().length, spoken);
        if (outcome != ShortestPath.Outcome.FOUND) {
            return unread(outcome);
        }
        align(piece, bytes, tags, keepSilent);
        return Outcome.READ;
    }

    private static Outcome unread(ShortestPath.Outcome outcome) {
        return outcome == ShortestPath.Outcome.TOO_LARGE ? Outcome.TOO_LARGE : Outcome.UNREADABLE;
    }

    /**
     * Puts together what each token is spoken as: what the verbaliser wrote from when it began to read the token until it began with the
     * next.
     */
    private void align(String piece, byte[] bytes, Tags tags, boolean keepSilent) {
        StringBuilder all = new StringBuilder();
        int unit = 0;
        int sourceStart = 0;
        int read = 0;
        int from = 0;
        for (int i = 0; i < tags.size(); i++) {
            boolean more = i + 1 < tags.size();
            int to = more ? spokenUntil(from, tags.start(i + 1)) : spoken.length();
            String words = new String(spoken.bytes(), from, to - from, StandardCharsets.UTF_8);
            boolean silent = words.isEmpty() && SILENT.contains(tags.value(i));
            if (silent && keepSilent) {
                words = tags.value(i);
            }
            int readTo = more ? Math.max(read, tags.sourceStart(i + 1, bytes)) : bytes.length;
            unit += units(bytes, read, readTo);
            read = readTo;
            from = to;
            if (addToken(all, words, piece, sourceStart, unit) || silent) {
                sourceStart = unit;
            }
        }
        text = all.toString();
    }

    /** Where the verbaliser began with the token at {@code start}, to the next whole character: it writes some of its last bytes late. */
    private int spokenUntil(int from, int start) {
        int to = from;
        while (to < spoken.length() && (spoken.readBefore(to) < start || (spoken.bytes()[to] & 0xC0) == 0x80)) {
            to++;
        }
        return to;
    }

    /** @return false if the token has no words or no text yet; both then go to the next one */
    private boolean addToken(StringBuilder all, String words, String piece, int sourceStart, int sourceEnd) {
        int start = all.length();
        all.append(words);
        int end = trimEnd(all, start, all.length());
        int sourceTo = trimEnd(piece, sourceStart, sourceEnd);
        if (end > start && sourceTo > sourceStart) {
            tokens.add(new NormalizedToken(trimStart(all, start, end), end, trimStart(piece, sourceStart, sourceTo), sourceTo));
            return true;
        }
        return false;
    }

    private static int trimStart(CharSequence text, int start, int end) {
        int at = start;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int trimEnd(CharSequence text, int start, int end) {
        int at = end;
        while (at > start && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** UTF-16 units of UTF-8 bytes. */
    private static int units(byte[] bytes, int from, int to) {
        int units = 0;
        for (int i = from; i < to; i++) {
            int lead = bytes[i] & 0xFF;
            units += lead >= 0xF0 ? 2 : lead < 0x80 || lead >= 0xC0 ? 1 : 0;
        }
        return units;
    }
}
