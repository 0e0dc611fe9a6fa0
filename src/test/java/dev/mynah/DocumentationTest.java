package dev.mynah;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.speech.MynahConfig;
import dev.mynah.speech.Parameter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables in {@code docs} say what the code says. */
class DocumentationTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_.-]+)` \\|\\s*`?([^|`]*?)`?\\s*\\|");

    @Test
    void everyParameterIsDocumentedWithItsDefault() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Arrays.stream(Parameter.values()).forEach(parameter -> expected.put(parameter.key(), parameter.fallback().orElse("")));
        expected.put("seed", "mynah.seed");

        assertEquals(expected, rows(Files.readString(Path.of("docs/doors.md")).split("## HTTP")[0]));
    }

    @Test
    void everyKeyIsDocumentedWithItsDefault() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        collect(MynahConfig.class.getAnnotation(ConfigMapping.class).prefix(), MynahConfig.class, expected);

        assertEquals(expected, rows(Files.readString(Path.of("docs/configuration.md"))));
    }

    private static void collect(String prefix, Class<?> group, Map<String, String> keys) {
        for (Method method : group.getDeclaredMethods()) {
            String key = prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().getDeclaringClass() == group) {
                collect(key, method.getReturnType(), keys);
            } else {
                WithDefault fallback = method.getAnnotation(WithDefault.class);
                keys.put(key, fallback == null ? "" : fallback.value());
            }
        }
    }

    private static Map<String, String> rows(String page) {
        Map<String, String> rows = new TreeMap<>();
        for (MatchResult row : ROW.matcher(page).results().toList()) {
            rows.put(row.group(1), row.group(2).strip());
        }
        return rows;
    }
}
