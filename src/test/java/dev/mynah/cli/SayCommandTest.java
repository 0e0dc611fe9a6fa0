package dev.mynah.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.speech.Parameter;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusMainTest
class SayCommandTest {

    private static final String[] QUICK = {"--time-step", "2", "--max-tokens", "20"};

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
    void writesTheSpeechAndSaysSo(QuarkusMainLauncher launcher) throws IOException {
        Path out = directory.resolve("speech.wav");

        LaunchResult result = launcher.launch(arguments("say", "Good morning.", "--seed", "7", "--out", out.toString()));

        assertEquals(0, result.exitCode(), result.getErrorOutput());
        assertEquals("RIFF", new String(Files.readAllBytes(out), 0, 4, StandardCharsets.US_ASCII));
        assertTrue(result.getErrorOutput().contains("sample voice"), result.getErrorOutput());
        assertTrue(result.getErrorOutput().contains("Segment 1 of 1"), result.getErrorOutput());
        assertTrue(result.getErrorOutput().contains("seed 7"), result.getErrorOutput());
        assertEquals("", result.getOutput());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count(), "nothing is left beside the speech");
        }
    }

    @Test
    void readsTextAndVoiceFromFiles(QuarkusMainLauncher launcher) throws IOException {
        Path text = Files.writeString(directory.resolve("text.txt"), "Good morning.");
        Path voice = Files.copy(Path.of("src/main/resources/voices/sample.wav"), directory.resolve("voice.wav"));
        Path one = directory.resolve("one.wav");
        Path two = directory.resolve("two.wav");

        LaunchResult file = launcher.launch(
                arguments("say", "--file", text.toString(), "--voice", voice.toString(), "--out", one.toString()));
        LaunchResult argument = launcher.launch(arguments("say", "Good morning.", "--out", two.toString()));

        assertEquals(0, file.exitCode(), file.getErrorOutput());
        assertEquals(0, argument.exitCode(), argument.getErrorOutput());
        assertArrayEquals(Files.readAllBytes(two), Files.readAllBytes(one));
    }

    @Test
    void opensNoPort(QuarkusMainLauncher launcher) throws IOException {
        try (ServerSocket busy = new ServerSocket(0)) {
            System.setProperty("quarkus.http.port", String.valueOf(busy.getLocalPort()));
            System.setProperty("quarkus.http.test-port", String.valueOf(busy.getLocalPort()));

            assertEquals(0, launcher.launch("--version").exitCode());
        }
    }

    @Test
    void aMistakeIsOneLineAndExitCodeTwo(QuarkusMainLauncher launcher) {
        Path out = directory.resolve("speech.wav");
        for (String[] mistake : new String[][] {
            {}, {"--top-k", "x"}, {"--topk", "5"}, {"--voice", "missing.wav"}, {"--name", "nobody"}, {"--pitch", "high"}, {"--language", "de"},
            {"--file", "missing.txt"}, {"--voice", "pom.xml"},
            {"--out", directory.resolve("missing/out.wav").toString()}, {"--out", directory.toString()}}) {
            String[] text = mistake.length == 0 ? new String[] {"say"} : new String[] {"say", "Hello"};

            LaunchResult result = launcher.launch(Stream.of(text, mistake.length > 0 && mistake[0].equals("--out") ? new String[0]
                    : new String[] {"--out", out.toString()}, mistake).flatMap(Stream::of).toArray(String[]::new));

            String what = String.join(" ", mistake) + ": " + result.getErrorOutput();
            assertEquals(2, result.exitCode(), what);
            String last = result.getErrorOutput().strip().lines().reduce((first, second) -> second).orElse("");
            assertTrue(last.startsWith("mynah: "), what);
            assertFalse(result.getErrorOutput().contains("\tat "), what);
            assertFalse(Files.exists(out), what);
        }
    }

    @Test
    void helpNamesEveryParameter(QuarkusMainLauncher launcher) {
        LaunchResult result = launcher.launch("say", "--help");

        assertEquals(0, result.exitCode());
        for (Parameter parameter : Parameter.values()) {
            assertTrue(result.getOutput().contains("--" + parameter.key().replace('_', '-')), parameter.key());
        }
    }

    private static String[] arguments(String... own) {
        return Stream.of(own, QUICK).flatMap(Stream::of).toArray(String[]::new);
    }
}
