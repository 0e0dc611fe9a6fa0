package dev.mynah.text.normal;

import dev.mynah.text.Language;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;

/**
 * What WeTextProcessing 1.0.4.1 knows of a language: the tagger finds tokens, such as {@code measure { value: "..." }}; their members are
 * put in the order in which they are spoken; the verbaliser turns them into words.
 *
 * @param order of members by token; others stay as the tagger wrote them. (Upstream's {@code preserve_order} is not here, for its
 *     taggers never write it.)
 */
record Grammar(Transducer tagger, Transducer verbalizer, Map<String, List<String>> order) {

    private static final String RESOURCE = "/text/transducers.bin";
    private static final Map<String, List<String>> CHINESE_ORDER = Map.of(
            "date", List.of("year", "month", "day"),
            "fraction", List.of("denominator", "numerator"),
            "measure", List.of("denominator", "numerator", "value"),
            "money", List.of("value", "currency"),
            "time", List.of("noon", "hour", "minute", "second"));
    private static final Map<String, List<String>> ENGLISH_ORDER = Map.of(
            "date", List.of("text", "day", "month", "year"),
            "money", List.of("integer_part", "fractional_part", "quantity", "currency_maj"));

    /** Loaded once, when the first text is normalised. */
    private static final class Holder {
        private static final Map<Language, Grammar> GRAMMARS = load();
    }

    static Grammar of(Language language) {
        return Holder.GRAMMARS.get(language);
    }

    private static Map<Language, Grammar> load() {
        try (InputStream resource = Grammar.class.getResourceAsStream(RESOURCE);
                DataInputStream in = new DataInputStream(new BufferedInputStream(new InflaterInputStream(resource), 1 << 16))) {
            byte[] head = in.readNBytes(5);
            if (!new String(head, StandardCharsets.ISO_8859_1).equals("MYTN\1")) {
                throw new IOException("not packed transducers of format 1");
            }
            Map<String, Transducer> transducers = new HashMap<>();
            for (int left = Transducer.varint(in); left > 0; left--) {
                String name = new String(in.readNBytes(Transducer.varint(in)), StandardCharsets.US_ASCII);
                transducers.put(name, new Transducer(in));
            }
            return Map.of(
                    Language.CHINESE, new Grammar(transducers.get("zh_tn_tagger"), transducers.get("zh_tn_verbalizer"), CHINESE_ORDER),
                    Language.ENGLISH, new Grammar(transducers.get("en_tn_tagger"), transducers.get("en_tn_verbalizer"), ENGLISH_ORDER));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + ": " + e.getMessage(), e);
        }
    }
}
