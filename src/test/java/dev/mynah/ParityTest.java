package dev.mynah;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** The yardstick must itself be straight: it reads every array of the set and refuses what is beyond the tolerance. */
class ParityTest {

    @Test
    void readsEveryArrayOfEveryCase() throws Exception {
        try (var files = Files.list(Parity.path("cases"))) {
            for (Path file : files.toList()) {
                Parity golden = Parity.of(file.getFileName().toString().replace(".npz", ""));
                assertTrue(golden.names().size() > 1, file.toString());
                golden.names().forEach(golden::doubles);
            }
        }
    }

    @Test
    void readsShapesTextAndIntegers() {
        Parity golden = Parity.of("e2e_en");
        assertArrayEquals(new int[] {1, 71, 32}, golden.shape("in_latents"));
        assertEquals(798, golden.ints("in_aligner_tokens")[0]);
        assertTrue(golden.text("in_text").matches("[\\x20-\\x7e]{159}"), golden.text("in_text"));
        assertEquals(44, golden.shape("out_header")[0]);
    }

    @Test
    void acceptsTheGoldenValuesAndNothingElse() {
        Parity golden = Parity.of("audio_front");
        float[] values = golden.floats("out_mel");
        golden.check("mel", values);
        golden.check("loudness", golden.doubles("out_loudness"));
        values[7] += 1e-4f;
        golden.check("mel", values, 10);
        assertThrows(AssertionError.class, () -> golden.check("mel", values));
        values[7] = Float.NaN;
        assertThrows(AssertionError.class, () -> golden.check("mel", values, 10));
        assertThrows(AssertionError.class, () -> golden.check("mel", new float[3]));
    }

    @Test
    void measuresSoundInStepsAndDecibels() {
        Parity golden = Parity.of("post_processing");
        short[] values = golden.shorts("out_pcm");
        golden.check("pcm", values);
        values[0] += 8;
        golden.check("pcm", values);
        values[0] += 1;
        assertThrows(AssertionError.class, () -> golden.check("pcm", values));
        Parity exact = Parity.of("phone_maps");
        int[] phones = exact.ints("out_phone");
        exact.check("phone", phones);
        phones[5]++;
        assertThrows(AssertionError.class, () -> exact.check("phone", phones));
    }
}
