package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import dev.mynah.voice.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceLibraryTest {

    @TempDir
    Path directory;

    private VoiceLibrary library;

    @BeforeEach
    void fill() throws IOException {
        Path voices = Files.createDirectory(directory.resolve("voices"));
        Files.write(directory.resolve("secret.wav"), new byte[] {9});
        Files.write(voices.resolve("anna.wav"), new byte[] {1});
        Files.write(voices.resolve("anna.npy"), new byte[] {2});
        Files.write(voices.resolve("小明.wav"), new byte[] {3});
        library = new VoiceLibrary(Optional.of(voices));
    }

    @Test
    void findsRecordingAndLatents() {
        Reference anna = library.named("anna");

        assertArrayEquals(new byte[] {1}, anna.audio());
        assertArrayEquals(new byte[] {2}, anna.latents());
    }

    @Test
    void latentsMayBeMissing() {
        assertNull(library.named("小明").latents());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "../secret", "voices/anna", "..", "anna.wav", "/etc/passwd", "a\0b", "a\\b", "%2e%2e"})
    void refusesNamesThatAreNone(String name) {
        assertThrows(InvalidInputException.class, () -> library.named(name));
    }

    @Test
    void namesTheVoicesThereAre() {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> library.named("bob"));

        assertTrue(refused.getMessage().contains("anna, 小明"), refused.getMessage());
    }

    @Test
    void saysSoIfThereIsNoDirectory() {
        assertThrows(InvalidInputException.class, () -> new VoiceLibrary(Optional.empty()).named("anna"));
    }
}
