package dev.mynah;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.speech.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/ are those of the code. {@code mvn test -Dtest=DocumentationTest -Dmynah.docs.write=true} writes them. */
class DocumentationTest {

    private static final Pattern SETTING = Pattern.compile("/\\*\\* ([^*]+(?:\\*(?!/)[^*]*)*) \\*/\\s*((?:@\\w+(?:\\([^)]*\\))?\\s+)*)([\\w<>.]+) (\\w+)\\(\\);");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");

    @Test
    void parametersAreDocumentedAsTheyAre() throws IOException {
        String rows = Arrays.stream(Parameter.values()).map(parameter -> row("`" + parameter.key() + "`",
                parameter.fallback().map(value -> "`" + value + "`").orElse(""), parameter.limits(), parameter.description()))
                .collect(Collectors.joining());
        check(Path.of("docs/doors.md"), "parameters", row("name", "default", "range", "") + "| --- | --- | --- | --- |\n" + rows);
    }

    @Test
    void settingsAreDocumentedAsTheyAre() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/mynah/speech/MynahConfig.java"));
        int nested = source.indexOf("interface Dataref");
        StringBuilder rows = new StringBuilder(row("key", "default", "") + "| --- | --- | --- |\n");
        Matcher setting = SETTING.matcher(source);
        while (setting.find()) {
            if (!setting.group(3).equals("Dataref")) {
                Matcher fallback = DEFAULT.matcher(setting.group(2));
                String key = setting.group(4).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                rows.append(row("`mynah." + (setting.start() > nested ? "dataref." : "") + key + "`",
                        fallback.find() ? "`" + fallback.group(1) + "`" : "", setting.group(1).replaceAll("\\{@code ([^}]*)}", "`$1`")));
            }
        }
        check(Path.of("docs/configuration.md"), "settings", rows.toString());
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static void check(Path file, String table, String expected) throws IOException {
        String text = Files.readString(file);
        Matcher place = Pattern.compile("(<!-- " + table + ":[^\n]*-->\n)(.*?)(<!-- end -->)", Pattern.DOTALL).matcher(text);
        assertTrue(place.find(), file + " has no place for the table of " + table);
        if (Boolean.getBoolean("mynah.docs.write")) {
            Files.writeString(file, text.substring(0, place.end(1)) + expected + text.substring(place.start(3)));
        } else {
            assertEquals(expected, place.group(2), file + " is not up to date; -Dmynah.docs.write=true writes it");
        }
    }
}
