package dev.mynah.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {

    @TempDir
    Path temporary;

    @Test
    void onlyItsOwnerMayEnter() throws IOException {
        Path directory = CacheDirectory.privateDirectory(temporary.resolve("cache"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertEquals(directory, CacheDirectory.privateDirectory(directory), "the second time");
    }

    @Test
    void aDirectoryThatOthersMayWriteIsRefused() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        IOException e = assertThrows(IOException.class, () -> CacheDirectory.privateDirectory(directory));
        assertTrue(e.getMessage().contains("mode 700"), e.getMessage());
    }

    @Test
    void aLinkThatSomebodyPlantedIsRefused() throws IOException {
        Path elsewhere = CacheDirectory.privateDirectory(temporary.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), elsewhere);
        assertThrows(IOException.class, () -> CacheDirectory.privateDirectory(link));
    }
}
