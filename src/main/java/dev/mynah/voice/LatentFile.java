package dev.mynah.voice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mynah.InvalidInputException;
import dev.mynah.diffusion.Latents;

/** Reads the latents of a voice as upstream passes them around: an array written by {@code numpy.save} (NEP 1, versions 1 and 2). */
public final class LatentFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 4096;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

    private LatentFile() {}

    /**
     * @param file a {@code .npy} file, float32 [1, n, channels], in C or Fortran order (numpy writes the latter for a transposed array)
     * @param channels values a row, as the bundle has them
     * @throws InvalidInputException naming {@code latent_file} if it is anything else, is truncated or holds a NaN or infinity
     */
    public static Latents read(byte[] file, int channels) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        String header = header(buffer, channels);
        String type = find(TYPE, header, channels);
        if (!type.equals("<f4")) {
            throw invalid("has elements of type " + type, channels);
        }
        String shape = find(SHAPE, header, channels).replaceAll("\\s", "");
        Matcher dimensions = Pattern.compile("1,(\\d{1,9}),(\\d{1,9}),?").matcher(shape);
        if (!dimensions.matches() || Integer.parseInt(dimensions.group(2)) != channels || Integer.parseInt(dimensions.group(1)) == 0) {
            throw invalid("has the shape [" + shape.replace(",", ", ") + "]", channels);
        }
        int rows = Integer.parseInt(dimensions.group(1));
        if (buffer.remaining() != 4L * rows * channels) {
            throw invalid("holds %d bytes where its shape [1, %d, %d] takes %d".formatted(
                    buffer.remaining(), rows, channels, 4L * rows * channels), channels);
        }
        return new Latents(values(buffer, rows, channels, find(ORDER, header, channels).equals("True")), channels);
    }

    private static String header(ByteBuffer buffer, int channels) {
        byte[] start = new byte[MAGIC.length + 2];
        if (buffer.remaining() < start.length + 4) {
            throw invalid("is too short to be a .npy file", channels);
        }
        buffer.get(start);
        int version = start[MAGIC.length];
        if (!ByteBuffer.wrap(start, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)) || version < 1 || version > 2) {
            throw invalid("is no .npy file of version 1 or 2", channels);
        }
        long length = version == 1 ? buffer.getChar() : Integer.toUnsignedLong(buffer.getInt());
        if (length > Math.min(MAX_HEADER, buffer.remaining())) {
            throw invalid("has a header of " + length + " bytes, more than it can have", channels);
        }
        byte[] header = new byte[(int) length];
        buffer.get(header);
        return new String(header, ISO_8859_1);
    }

    private static String find(Pattern pattern, String header, int channels) {
        Matcher found = pattern.matcher(header);
        if (!found.find()) {
            throw invalid("has a header without plain " + pattern.pattern().split("'")[1], channels);
        }
        return found.group(1);
    }

    private static float[] values(ByteBuffer buffer, int rows, int channels, boolean columnsFirst) {
        float[] values = new float[rows * channels];
        for (int i = 0; i < values.length; i++) {
            float value = buffer.getFloat();
            if (!Float.isFinite(value)) {
                throw invalid("holds a value that is not finite", channels);
            }
            values[columnsFirst ? i % rows * channels + i / rows : i] = value;
        }
        return values;
    }

    private static InvalidInputException invalid(String problem, int channels) {
        return new InvalidInputException("latent_file",
                "The latent file %s; expected is a .npy file, float32 [1, n, %d]".formatted(problem, channels));
    }
}
