package dev.mynah.cli;

import dev.mynah.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command reads, up to a limit. */
final class InputFile {

    private static final int BYTES_OF_CHARACTER = 4;

    private InputFile() {}

    /**
     * A UTF-8 text.
     *
     * @param what the user calls it, for messages
     * @param file name of a file, or - for standard input
     * @param limit of its characters
     * @throws InvalidInputException if there is none, or it is too large or no UTF-8
     */
    static String text(String what, String file, int limit) throws IOException {
        int most = Math.multiplyExact(BYTES_OF_CHARACTER, limit);
        byte[] bytes = file.equals("-") ? atMost(most, "Standard input", System.in) : bytes(what, Path.of(file), most);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("text", what + ": " + file + " is no UTF-8 text", e);
        }
    }

    /**
     * All bytes of a file.
     *
     * @param what the user calls it, for messages
     * @throws InvalidInputException if there is none or it has more than {@code most} bytes
     */
    static byte[] bytes(String what, Path path, int most) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidInputException(what, what + ": there is no readable file " + path);
        }
        try (InputStream stream = Files.newInputStream(path)) {
            return atMost(most, what + ": " + path, stream);
        }
    }

    private static byte[] atMost(int most, String what, InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(most);
        if (stream.read() >= 0) {
            throw new InvalidInputException("file", what + " has more than " + most + " bytes, the most that is possible");
        }
        return bytes;
    }
}
