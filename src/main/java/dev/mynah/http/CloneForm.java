package dev.mynah.http;

import dev.mynah.InvalidInputException;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** The form of {@code /clone_voice}. Every field at most once. */
final class CloneForm {

    private static final String TEXT = "text";
    private static final String AUDIO = "reference_audio";
    private static final String AUDIO_FILE = "reference_audio_file";
    private static final String LATENT_FILE = "latent_file";
    private static final Set<String> OWN = Set.of(TEXT, AUDIO);
    private static final Set<String> FILES = Set.of(AUDIO_FILE, LATENT_FILE);

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, byte[]> files = new HashMap<>();

    CloneForm(MultipartFormDataInput input) {
        for (Map.Entry<String, Collection<FormValue>> entry : input.getValues().entrySet()) {
            String field = entry.getKey();
            if (entry.getValue().size() != 1) {
                throw new InvalidInputException(field, field + " is given " + entry.getValue().size() + " times, once is right");
            }
            FormValue value = entry.getValue().iterator().next();
            if (FILES.contains(field)) {
                files.put(field, content(field, value));
            } else if (value.isFileItem()) {
                throw new InvalidInputException(field, field + " must be a plain field, not a file");
            } else {
                texts.put(field, value.getValue());
            }
        }
    }

    String text() {
        return texts.get(TEXT);
    }

    /** The recording, from the file or what the field stands for. */
    Uni<byte[]> audio(ReferenceLoader loader) {
        byte[] file = files.get(AUDIO_FILE);
        String text = texts.get(AUDIO);
        if ((file == null) == (text == null)) {
            throw new InvalidInputException(AUDIO_FILE, "Either reference_audio_file or reference_audio must be given");
        }
        return file != null ? Uni.createFrom().item(file) : loader.load(AUDIO, text);
    }

    /** The file, or null. */
    byte[] latents() {
        return files.get(LATENT_FILE);
    }

    /** All but text and voice. */
    Map<String, String> fields() {
        Map<String, String> rest = new HashMap<>(texts);
        rest.keySet().removeAll(OWN);
        return rest;
    }

    private static byte[] content(String field, FormValue value) {
        if (!value.isFileItem()) {
            throw new InvalidInputException(field, field + " must be a file; a URL or Base64 goes into reference_audio");
        }
        try (InputStream stream = value.getFileItem().getInputStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
