package dev.mynah.text.normal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.text.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What WeTextProcessing 1.0.4.1 answers to a text. */
record GoldenLine(String text, Language language, String expected) {

    static List<GoldenLine> all() {
        ObjectMapper mapper = new ObjectMapper();
        String file = System.getenv().getOrDefault("MYNAH_TN_GOLDEN", "src/test/resources/text/golden_tn.jsonl");
        List<GoldenLine> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                JsonNode json = mapper.readTree(line);
                Language language = json.required("lang").asText().equals("zh") ? Language.CHINESE : Language.ENGLISH;
                lines.add(new GoldenLine(json.required("text").asText(), language, json.required("expected").asText()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
