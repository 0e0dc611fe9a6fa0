package dev.mynah.text.segment;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a text where a reader would breathe. A segment holds as many sentences as fit the limit; a sentence that does not fit goes on for
 * half the limit more if it ends there, because a cut costs its melody (MegaTTS3 looks as far ahead in Chinese), or is cut at its last
 * clause that fits, or the first that ends in that half, and only then between words. A number, time, date,
 * address, version, abbreviation or quote is cut only if it alone exceeds the limit by half. Nothing is lost: what is not in a segment is
 * white space, unless the text has no letter and no digit at all.
 *
 * <p>Time is linear in the text.
 */
public final class Splitter {

    private static final String OPENERS = "“「『《（【([{";
    private static final String CLOSERS = "”」』》）】)]}";
    /** Segments shorter than a quarter of the limit are not worth a breath. */
    private static final int LEAST = 4;

    private final String text;
    private final ToIntFunction<String> measure;
    private final int limit;
    private final int cap;
    private final List<Segment> segments = new ArrayList<>();
    private List<Atom> atoms;
    /** What the atoms before have cost, and the rank of the place behind each. */
    private int[] cost;
    private Rank[] rank;

    private Splitter(String text, ToIntFunction<String> measure, int limit) {
        this.text = requireNonNull(text, "text");
        this.measure = requireNonNull(measure, "measure");
        this.limit = limit;
        this.cap = limit + limit / 2;
    }

    /**
     * Splits a text.
     *
     * @param measure of a word with its marks: bytes, characters, tokens; what it gives counts as 1 at least, and is added up over a
     *     segment
     * @param limit that sentences are merged up to; positive. No segment measures more than half as much again, unless it is one word
     *     whose marks do
     * @return in the order of the text; empty if the text has no letter and no digit
     */
    public static List<Segment> split(String text, ToIntFunction<String> measure, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        return new Splitter(text, measure, limit).all();
    }

    private List<Segment> all() {
        atoms = new ArrayList<>();
        for (Atom atom : Atoms.of(text)) {
            addParts(atom);
        }
        int count = atoms.size();
        cost = new int[count + 1];
        rank = new Rank[count];
        for (int i = 0; i < count; i++) {
            cost[i + 1] = cost[i] + measure(atoms.get(i));
            rank[i] = i + 1 < count ? Rank.between(text, atoms.get(i), atoms.get(i + 1)) : Rank.SENTENCE;
        }
        keepQuotesWhole();
        for (int from = 0; from < count; ) {
            int to = end(from);
            add(from, to);
            from = to;
        }
        return List.copyOf(segments);
    }

    /** An atom that no segment can hold is cut between characters. */
    private void addParts(Atom atom) {
        if (measure.applyAsInt(text.substring(atom.wordStart(), atom.wordEnd())) <= cap) {
            atoms.add(atom);
            return;
        }
        int start = atom.start();
        for (int from = atom.wordStart(); from < atom.wordEnd(); ) {
            int to = Characters.fitting(text, from, atom.wordEnd(), measure, limit);
            while (to < atom.wordEnd() && !Character.isLetterOrDigit(text.codePointAt(to))) {
                to += Character.charCount(text.codePointAt(to));
            }
            int end = to == atom.wordEnd() ? atom.end() : to;
            atoms.add(new Atom(start, from, to, end));
            start = end;
            from = to;
        }
    }

    private int measure(Atom atom) {
        String all = text.substring(atom.start(), atom.end());
        String marks = all.stripTrailing();
        return Math.max(1, Math.min(measure.applyAsInt(marks.length() < all.length() ? marks + " " : marks), cap));
    }

    /** The best place to end a segment that starts at an atom. */
    private int end(int from) {
        int fits = from + 1;
        while (fits < atoms.size() && cost[fits + 1] - cost[from] <= limit) {
            fits++;
        }
        if (fits == atoms.size()) {
            return fits;
        }
        int least = from + 1;
        while (least < fits && (cost[least] - cost[from]) * LEAST < limit) {
            least++;
        }
        int end = last(Rank.SENTENCE, least, fits);
        end = end > 0 ? end : ahead(Rank.SENTENCE, from, fits);
        end = end > 0 ? end : last(Rank.CLAUSE, least, fits);
        end = end > 0 ? end : ahead(Rank.CLAUSE, from, fits);
        end = end > 0 ? end : last(Rank.CLAUSE, from + 1, fits);
        end = end > 0 ? end : last(Rank.WORD, from + 1, fits);
        end = end > 0 ? end : ahead(Rank.WORD, from, fits);
        end = end > 0 ? end : last(Rank.QUOTED, from + 1, fits);
        return end > 0 ? end : fits;
    }

    /** The last place of a rank or better, or 0. */
    private int last(Rank least, int from, int to) {
        for (int end = to; end >= from; end--) {
            if (rank[end - 1].compareTo(least) >= 0) {
                return end;
            }
        }
        return 0;
    }

    /** The first place of a rank or better up to the cap, or 0. */
    private int ahead(Rank least, int from, int fits) {
        for (int end = fits + 1; end <= atoms.size() && cost[end] - cost[from] <= cap; end++) {
            if (rank[end - 1].compareTo(least) >= 0) {
                return end;
            }
        }
        return 0;
    }

    /** Places in quotes and brackets that fit a segment are ranked down. What is opened and never closed is none. */
    private void keepQuotesWhole() {
        int[] change = new int[atoms.size() + 1];
        int[] open = new int[atoms.size()];
        char[] mark = new char[atoms.size()];
        int depth = 0;
        int straight = -1;
        for (int i = 0; i < atoms.size(); i++) {
            Atom atom = atoms.get(i);
            for (int at = atom.start(); at < atom.end(); at++) {
                char c = text.charAt(at);
                int closer = CLOSERS.indexOf(c);
                if (OPENERS.indexOf(c) >= 0 && depth < open.length) {
                    mark[depth] = c;
                    open[depth++] = i;
                } else if (closer >= 0 && depth > 0 && mark[depth - 1] == OPENERS.charAt(closer)) {
                    keepWhole(open[--depth], i, change);
                } else if (c == '"' && straight >= 0) {
                    keepWhole(straight, i, change);
                    straight = -1;
                } else if (c == '"' || c == '\n') {
                    straight = c == '"' ? i : -1;
                }
            }
        }
        int inside = 0;
        for (int i = 0; i < rank.length; i++) {
            inside += change[i];
            if (inside > 0 && rank[i].compareTo(Rank.QUOTED) > 0) {
                rank[i] = Rank.QUOTED;
            }
        }
    }

    private void keepWhole(int first, int last, int[] change) {
        if (cost[last + 1] - cost[first] <= cap) {
            change[first]++;
            change[last]--;
        }
    }

    private void add(int from, int to) {
        int start = atoms.get(from).start();
        int end = atoms.get(to - 1).end();
        while (Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        segments.add(new Segment(start, end));
    }
}
