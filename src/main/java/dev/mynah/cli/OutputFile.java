package dev.mynah.cli;

import dev.mynah.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Where speech is written: complete or not at all. */
final class OutputFile {

    private final Path path;

    /** @throws InvalidInputException if no file can be there, so that nobody waits for speech that cannot be written */
    OutputFile(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new InvalidInputException("out", "--out: there is no writable directory " + directory);
        }
        if (Files.isDirectory(path)) {
            throw new InvalidInputException("out", "--out: " + path + " is a directory, give the name of a file");
        }
        this.path = path.toAbsolutePath();
    }

    /** Written aside first, in the same directory, so that the move cannot leave half a file. */
    void write(byte[] content) throws IOException {
        Path aside = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(aside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(aside, path, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
