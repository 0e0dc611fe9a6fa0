package dev.mynah.speech;

import dev.mynah.InvalidInputException;
import dev.mynah.voice.Reference;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Named voices: {@code <name>.wav}, and {@code <name>.npy} if there are latents, in the directory {@code mynah.voices}. */
@Singleton
public final class VoiceLibrary {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");
    private static final int MOST_NAMES_SHOWN = 20;

    private final Optional<Path> directory;

    @Inject
    VoiceLibrary(MynahConfig config) {
        this(config.voices());
    }

    VoiceLibrary(Optional<Path> directory) {
        this.directory = directory;
    }

    /**
     * The voice of that name. Reads files: not for the event loop.
     *
     * @throws InvalidInputException if there is none
     */
    public Reference named(String name) {
        // The pattern keeps separators and dots out, so that a name cannot leave the directory.
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidInputException("name", "A voice name has 1 to 64 letters, digits, - or _");
        }
        Optional<Path> audio = directory.map(path -> path.resolve(name + ".wav")).filter(Files::isRegularFile);
        if (audio.isEmpty()) {
            throw new InvalidInputException("name", "There is no voice \"" + name + "\"; " + known());
        }
        try {
            Path latents = audio.get().resolveSibling(name + ".npy");
            return new Reference(Files.readAllBytes(audio.get()), Files.isRegularFile(latents) ? Files.readAllBytes(latents) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String known() {
        List<String> names = names();
        return names.isEmpty() ? "this server has no named voices" : "there are " + String.join(", ", names);
    }

    private List<String> names() {
        if (directory.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.get())) {
            return files.map(path -> path.getFileName().toString()).filter(file -> file.endsWith(".wav"))
                    .map(file -> file.substring(0, file.length() - ".wav".length())).filter(name -> NAME.matcher(name).matches())
                    .sorted().limit(MOST_NAMES_SHOWN).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
