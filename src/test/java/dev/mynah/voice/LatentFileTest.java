package dev.mynah.voice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

import dev.mynah.InvalidInputException;
import dev.mynah.diffusion.Latents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatentFileTest {

    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    @Test
    void readsBothVersions() {
        for (int version : new int[] {1, 2}) {
            Latents latents = LatentFile.read(npy(version, "<f4", "False", "(1, 3, 2)", SIX), 2);
            assertEquals(3, latents.length());
            assertArrayEquals(SIX, latents.values());
        }
    }

    /** {@code np.save("x.npy", np.zeros((1, 2, 3)).transpose(0, 2, 1))} writes Fortran order. */
    @Test
    void readsATransposedArray() {
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, LatentFile.read(npy(1, "<f4", "True", "(1, 3, 2)", SIX), 2).values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "<f8; (1, 3, 2); elements of type <f8", "<f2; (1, 3, 2); type <f2", ">f4; (1, 3, 2); type >f4", "|O; (1, 3, 2); type |O",
        "<f4; (3, 2)   ; shape [3, 2]", "<f4; (1, 2, 3); shape [1, 2, 3]", "<f4; (2, 3, 2); shape [2, 3, 2]", "<f4; (); shape []",
        "<f4; (1, 0, 2); shape [1, 0, 2]", "<f4; (1, 999999999, 2); takes 7999999992", "<f4; (1, 2, 2); takes 16",
        "<f4; (1, 4, 2); takes 32", "<f4; (1, 99999999999999999999, 2); shape [1, 99999999999999999999, 2]"})
    void saysWhatIsWrong(String type, String shape, String problem) {
        String message = refusal(npy(1, type, "False", shape, SIX));
        assertTrue(message.contains(problem), message);
        assertTrue(message.endsWith("float32 [1, n, 2]"), message);
    }

    @Test
    void refusesWhatIsNotFinite() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertTrue(refusal(npy(1, "<f4", "False", "(1, 3, 2)", new float[] {1, 2, 3, 4, value, 6})).contains("not finite"));
        }
    }

    @Test
    void refusesEveryTruncation() {
        byte[] file = npy(2, "<f4", "False", "(1, 3, 2)", SIX);
        for (int length = 0; length < file.length; length++) {
            refusal(Arrays.copyOf(file, length));
        }
        refusal(Arrays.copyOf(file, file.length + 1));
    }

    @Test
    void damageNeverDoesMoreThanRefuse() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] file = npy(1 + round % 2, "<f4", "False", "(1, 3, 2)", SIX);
            for (int i = 0; i < 3; i++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            try {
                assertEquals(3, LatentFile.read(file, 2).length());
            } catch (InvalidInputException expected) {
                assertEquals("latent_file", expected.field());
            }
        }
    }

    private static String refusal(byte[] file) {
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> LatentFile.read(file, 2));
        assertEquals("latent_file", refusal.field());
        return refusal.getMessage();
    }

    private static byte[] npy(int version, String type, String fortran, String shape, float[] values) {
        String header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }    \n".formatted(type, fortran, shape);
        ByteBuffer file = ByteBuffer.allocate((version == 1 ? 10 : 12) + header.length() + 4 * values.length);
        file.order(ByteOrder.LITTLE_ENDIAN).put("\u0093NUMPY".getBytes(ISO_8859_1)).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) header.length());
        } else {
            file.putInt(header.length());
        }
        file.put(header.getBytes(ISO_8859_1));
        for (float value : values) {
            file.putFloat(value);
        }
        return file.array();
    }
}
