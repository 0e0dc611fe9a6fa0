package dev.mynah.text.normal;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One text on its way through a {@link TextNormalizer}, piece by piece. */
final class Normalization {

    private final Language language;
    private final Grammar grammar;
    private final boolean reference;
    private final PieceReader reader;
    private final Consumer<NormalizedText> sink;
    /** Units of the text in the pieces before. */
    private int before;
    /** The last unit of the parts before, and whether anything that they are spoken as does not end in white space. */
    private char last;
    private boolean spoken;
    private boolean open;

    private StringBuilder text;
    private List<NormalizedToken> tokens;

    Normalization(Language language, boolean reference, PieceReader reader, Consumer<NormalizedText> sink) {
        this.language = language;
        this.grammar = Grammar.of(language);
        this.reference = reference;
        this.reader = reader;
        this.sink = sink;
    }

    PieceReader reader() {
        return reader;
    }

    /** Reads the next piece of the text, as it was written. */
    void piece(String raw) {
        Cleaner cleaned = reference ? Cleaner.exact(refuseLoneSurrogates(raw)) : Cleaner.clean(raw);
        text = new StringBuilder();
        tokens = new ArrayList<>();
        String all = cleaned.text();
        read(all, 0, all.length(), cleaned);
        if (text.length() > 0) {
            sink.accept(new NormalizedText(text.toString(), tokens));
        }
        before += raw.length();
    }

    /** Reads a part, or its halves if its lattice is too large. */
    private void read(String all, int from, int end, Cleaner cleaned) {
        int start = from;
        while (start < end && language == Language.ENGLISH && (spoken || !reference) && Character.isWhitespace(all.charAt(start))) {
            last = all.charAt(start++);
        }
        if (start == end) {
            return;
        }
        switch (reader.read(grammar, all.substring(start, end), !reference)) {
            case READ -> {
                append(start, all.charAt(start), cleaned);
                last = all.charAt(end - 1);
            }
            case UNREADABLE -> throw new InvalidInputException("text", "there is no reading for the text from character "
                    + (before + cleaned.origin(start) + 1) + " on; expected a text that starts with a letter, a digit, a mark or a space");
            case TOO_LARGE -> {
                int middle = start + (end - start) / 2;
                int quarter = (end - start) / 4;
                int cut = Cut.best(all, middle - quarter, middle + quarter);
                read(all, start, cut, cleaned);
                read(all, cut, end, cleaned);
            }
        }
    }

    private void append(int start, char first, Cleaner cleaned) {
        String words = reader.text();
        if (language == Language.ENGLISH && open && !words.isBlank() && areApart(first)) {
            text.append(' ');
        }
        int shift = text.length();
        text.append(words);
        if (!words.isEmpty()) {
            spoken = true;
            open = !Character.isWhitespace(words.charAt(words.length() - 1));
        }
        for (NormalizedToken t : reader.tokens()) {
            int sourceStart = cleaned.origin(start + t.sourceStart());
            int sourceEnd = cleaned.origin(start + t.sourceEnd() - 1) + 1;
            tokens.add(new NormalizedToken(shift + t.start(), shift + t.end(), before + sourceStart, before + sourceEnd));
        }
    }

    /**
     * Whether the parts that end in {@code last} and start with {@code first} are words of their own, as a number is even when it was cut.
     */
    private boolean areApart(char first) {
        boolean words = Character.isLetterOrDigit(last) && Character.isLetterOrDigit(first);
        return Character.isWhitespace(last) || words && (Character.isDigit(last) || Character.isDigit(first));
    }

    private String refuseLoneSurrogates(String raw) {
        for (int i = 0; i < raw.length(); i += Character.charCount(raw.codePointAt(i))) {
            if (Character.getType(raw.codePointAt(i)) == Character.SURROGATE) {
                throw new InvalidInputException("text", String.format("character %d is half of a surrogate pair, U+%04X; "
                        + "expected well-formed Unicode", before + i + 1, (int) raw.charAt(i)));
            }
        }
        return raw;
    }
}
