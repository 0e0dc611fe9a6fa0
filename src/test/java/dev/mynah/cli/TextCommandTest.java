package dev.mynah.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusMainTest
class TextCommandTest {

    private static final String TEXT = "It costs $3.50. 一共3个，\n是吧?";

    @TempDir
    Path directory;

    private Properties before;

    @BeforeEach
    void rememberProperties() {
        before = (Properties) System.getProperties().clone();
    }

    /** A command sets properties, which would keep the servers of other tests from opening a port. */
    @AfterEach
    void restoreProperties() {
        System.setProperties(before);
    }

    @Test
    void printsEachSegmentWithItsPlaceAndTokens(QuarkusMainLauncher launcher) throws IOException {
        List<String[]> lines = lines(launcher.launch("text", file(TEXT), "--length-threshold", "1", "--window-size", "10"));

        StringBuilder spoken = new StringBuilder();
        int end = 0;
        for (String[] line : lines) {
            assertEquals(3, line.length);
            String[] span = line[0].split("-");
            int start = Integer.parseInt(span[0]);
            assertTrue(start < end || TEXT.substring(end, start).isBlank(), line[0]);
            end = Integer.parseInt(span[1]);
            assertTrue(Integer.parseInt(line[1]) > 0, line[1]);
            spoken.append(line[2].replaceAll("\\s", ""));
        }
        assertTrue(lines.size() > 1, lines.size() + " segments");
        assertEquals(TEXT.length(), end);
        assertEquals("Itcoststhreepointfivedollars.一共三个，是吧？", spoken.toString());
    }

    @Test
    void phonesAreAddedIfAskedFor(QuarkusMainLauncher launcher) throws IOException {
        List<String[]> lines = lines(launcher.launch("text", file("Hi."), "--phones"));

        assertEquals(1, lines.size());
        assertEquals("Hi.", lines.get(0)[2]);
        assertTrue(lines.get(0)[3].matches("145/3( \\d+/\\d+)*"), lines.get(0)[3]);
    }

    @Test
    void aMistakeIsOneLineAndExitCodeTwo(QuarkusMainLauncher launcher) throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 65});
        for (String[] mistake : new String[][] {
            {"text"}, {"text", "missing.txt"}, {"text", directory.toString()}, {"text", binary.toString()}, {"text", file(" ... ")},
            {"text", file("a ".repeat(50_000))}, {"text", file("a".repeat(20_001))}, {"text", file("a"), "--window-size", "1"},
            {"text", file("a"), "--language", "de"}, {"text", file("a"), "--seed", "1"}}) {
            LaunchResult result = launcher.launch(mistake);

            String what = String.join(" ", mistake) + ": " + result.getErrorOutput();
            assertEquals(2, result.exitCode(), what);
            assertTrue(result.getErrorOutput().strip().lines().reduce((first, second) -> second).orElse("").startsWith("mynah: "), what);
            assertEquals(List.of(), segments(result), what);
        }
    }

    private List<String[]> lines(LaunchResult result) {
        assertEquals(0, result.exitCode(), result.getErrorOutput());
        return segments(result);
    }

    /** The launcher of tests logs to the same stream. */
    private static List<String[]> segments(LaunchResult result) {
        return result.getOutput().lines().filter(line -> line.matches("\\d+-\\d+\t.*")).map(line -> line.split("\t")).toList();
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "text", ".txt"), text).toString();
    }
}
