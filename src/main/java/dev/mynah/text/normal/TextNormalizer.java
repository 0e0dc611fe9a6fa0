package dev.mynah.text.normal;

import static java.util.Objects.requireNonNull;

import dev.mynah.InvalidInputException;
import dev.mynah.text.Language;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Writes numbers, dates, money, units and the like as words, with the transducers of WeTextProcessing 1.0.4.1, which MegaTTS3 and FlashTTS
 * pin, and tells which stretch of the text each word reads.
 *
 * <p>Unless it is to be a reference, it goes a step beyond upstream: a token that upstream would silence stays as it is written (erhua and
 * the interjections 呃 and 啊), white space, control characters and full-width forms are cleaned first (see {@link Cleaner}). No text is
 * known that it then refuses.
 *
 * <p>Text of more than {@value #PIECE} UTF-16 units, a digit counted as {@value Cut#DIGIT}, is read piece by piece, cut at the end of a
 * sentence if there is one, so that time is linear and memory bounded: 80 MB while a text of digits is read, a few for an ordinary one.
 * Threads may share a normaliser.
 */
public final class TextNormalizer {

    /** The longest text, in UTF-16 units, that is read as a whole; a digit counts as {@link Cut#DIGIT}. */
    static final int PIECE = 2500;

    private final boolean reference;
    private final int maxNodes;
    private final BlockingQueue<PieceReader> readers = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    /** A normaliser that goes a step beyond upstream. */
    public TextNormalizer() {
        this(false);
    }

    /** @param reference whether to answer exactly as upstream does */
    public TextNormalizer(boolean reference) {
        this(reference, ShortestPath.MAX_NODES);
    }

    TextNormalizer(boolean reference, int maxNodes) {
        this.reference = reference;
        this.maxNodes = maxNodes;
    }

    /**
     * Normalises a text.
     *
     * @throws InvalidInputException for what there is no reading for: as a reference, lone surrogates, and English that starts with a
     *     tab, a line feed or a no-break space
     */
    public NormalizedText normalise(String text, Language language) {
        StringBuilder all = new StringBuilder();
        List<NormalizedToken> tokens = new ArrayList<>();
        try {
            normalise(new StringReader(text), language, piece -> append(piece, 0, all, tokens));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new NormalizedText(all.toString(), tokens);
    }

    /**
     * Normalises a text part by part, each in its own language.
     *
     * @param otherwise the language of a text that has no letters, see {@link LanguageSpans}
     * @throws InvalidInputException as {@link #normalise(String, Language)}, for each span as a text of its own
     */
    public NormalizedText normaliseMixed(String text, Language otherwise) {
        StringBuilder all = new StringBuilder();
        List<NormalizedToken> tokens = new ArrayList<>();
        for (LanguageSpan span : LanguageSpans.of(text, otherwise)) {
            NormalizedText part = normalise(text.substring(span.start(), span.end()), span.language());
            if (span.start() > 0 && Character.isWhitespace(text.charAt(span.start() - 1)) && all.length() > 0 && !part.text().isBlank()
                    && !Character.isWhitespace(all.charAt(all.length() - 1))) {
                all.append(' ');
            }
            append(part, span.start(), all, tokens);
        }
        return new NormalizedText(all.toString(), tokens);
    }

    private static void append(NormalizedText part, int source, StringBuilder all, List<NormalizedToken> tokens) {
        int shift = all.length();
        all.append(part.text());
        for (NormalizedToken t : part.tokens()) {
            tokens.add(new NormalizedToken(shift + t.start(), shift + t.end(), source + t.sourceStart(), source + t.sourceEnd()));
        }
    }

    /**
     * Normalises a text of any length as it is read, without closing it.
     *
     * @param sink takes the pieces; their texts, one after the other, are the normalised text, and their tokens know their place in the
     *     whole original
     * @throws InvalidInputException as {@link #normalise(String, Language)}; what came before has reached the sink
     * @throws IOException when the text cannot be read
     */
    public void normalise(Reader text, Language language, Consumer<NormalizedText> sink) throws IOException {
        requireNonNull(language, "language");
        Normalization normalization = new Normalization(language, reference, take(), requireNonNull(sink, "sink"));
        StringBuilder window = new StringBuilder();
        char[] buffer = new char[PIECE + 1];
        int read = 0;
        while (read >= 0 || window.length() > 0) {
            while (window.length() <= PIECE && (read = text.read(buffer, 0, PIECE + 1 - window.length())) >= 0) {
                window.append(buffer, 0, read);
            }
            int end = Cut.pieceEnd(window, PIECE);
            if (end > 0) {
                normalization.piece(window.substring(0, end));
                window.delete(0, end);
            }
        }
        give(normalization.reader());
    }

    private PieceReader take() {
        PieceReader reader = readers.poll();
        return reader != null ? reader : new PieceReader(maxNodes);
    }

    private void give(PieceReader reader) {
        if (!reader.isLarge()) {
            readers.offer(reader);
        }
    }
}
