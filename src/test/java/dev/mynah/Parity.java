package dev.mynah;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One case of the parity set: golden arrays of the upstream implementation and the tolerances that come with them. The set lies in
 * {@code src/test/parity}, or where the environment variable {@code MYNAH_PARITY} says.
 * <pre>
 * Parity golden = Parity.of("audio_front");
 * golden.check("mel", LogMel.of(new Waveform(golden.floats("out_wav16k"), 16000)).values());
 * </pre>
 * Arrays are read by their full name, {@code in_x} or {@code out_x}, flattened in C order; checks name an output without its prefix.
 */
public final class Parity {

    private static final Path SET = Path.of(System.getenv().getOrDefault("MYNAH_PARITY", "src/test/parity"));
    private static final JsonNode INDEX = index();
    private static final Pattern HEADER =
            Pattern.compile("'descr': '([<|])(\\w\\d)', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\)");

    private final String name;
    private final JsonNode outputs;
    private final Map<String, NumpyArray> arrays = new HashMap<>();

    private record NumpyArray(String type, int[] shape, ByteBuffer data) {

        int size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        IntToDoubleFunction elements() {
            return switch (type) {
                case "f4" -> i -> data.getFloat(4 * i);
                case "f8" -> i -> data.getDouble(8 * i);
                case "i8" -> i -> data.getLong(8 * i);
                case "i2" -> i -> data.getShort(2 * i);
                case "u1" -> i -> Byte.toUnsignedInt(data.get(i));
                default -> throw new IllegalStateException("Parity knows no arrays of type " + type);
            };
        }
    }

    private Parity(String name) {
        this.name = name;
        String file = "cases/" + name + ".npz";
        outputs = StreamSupport.stream(INDEX.get("cases").spliterator(), false)
                .filter(each -> each.get("file").asText().equals(file)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("index.json has no case " + file)).get("outputs");
        try (ZipFile zip = new ZipFile(path(file).toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                arrays.put(entry.getName().replace(".npy", ""), parse(zip.getInputStream(entry).readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name of the case, for example {@code audio_front} */
    public static Parity of(String name) {
        return new Parity(name);
    }

    /** A file of the set, for example {@code g2p/mini/tokenizer.json}. */
    public static Path path(String relative) {
        return SET.resolve(relative);
    }

    /** All array names of the case, with their prefixes. */
    public Set<String> names() {
        return Set.copyOf(arrays.keySet());
    }

    /** Dimensions, empty for a scalar. */
    public int[] shape(String array) {
        return array(array).shape().clone();
    }

    /** Any array, converted to float32. */
    public float[] floats(String array) {
        double[] wide = doubles(array);
        float[] values = new float[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    /** Any array, converted to float64. */
    public double[] doubles(String array) {
        NumpyArray found = array(array);
        return IntStream.range(0, found.size()).mapToDouble(found.elements()).toArray();
    }

    /** An integer array. */
    public long[] longs(String array) {
        return Arrays.stream(doubles(array)).mapToLong(value -> (long) value).toArray();
    }

    /** An integer array. */
    public int[] ints(String array) {
        return Arrays.stream(doubles(array)).mapToInt(value -> (int) value).toArray();
    }

    /** An int16 array, that is sound. */
    public short[] shorts(String array) {
        int[] wide = ints(array);
        short[] values = new short[wide.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) wide[i];
        }
        return values;
    }

    /** The only value of an array. */
    public double scalar(String array) {
        double[] values = doubles(array);
        assertEquals(1, values.length, array + " is no scalar");
        return values[0];
    }

    /** A text, stored as its UTF-8 bytes. */
    public String text(String array) {
        return StandardCharsets.UTF_8.decode(array(array).data().duplicate()).toString();
    }

    /** Fail unless {@code actual} is within the tolerance of the index. */
    public void check(String output, float[] actual) {
        check(output, actual, 1);
    }

    /** Fail unless {@code actual} is within {@code factor} times the tolerance of the index; say why where the factor is not 1. */
    public void check(String output, float[] actual, double factor) {
        compare(output, actual.length, i -> actual[i], factor);
    }

    /** As for float32, in float64. */
    public void check(String output, double... actual) {
        compare(output, actual.length, i -> actual[i], 1);
    }

    /** Fail unless the integers are those of the set. */
    public void check(String output, int[] actual) {
        compare(output, actual.length, i -> actual[i], 1);
    }

    /** Fail unless the integers are those of the set. */
    public void check(String output, long[] actual) {
        compare(output, actual.length, i -> actual[i], 1);
    }

    /** Fail unless the bytes are those of the set. */
    public void check(String output, byte[] actual) {
        compare(output, actual.length, i -> Byte.toUnsignedInt(actual[i]), 1);
    }

    /** Fail unless sound is near enough in int16 steps and in signal to noise ratio. */
    public void check(String output, short[] actual) {
        compare(output, actual.length, i -> actual[i], 1);
    }

    private void compare(String output, int length, IntToDoubleFunction actual, double factor) {
        double[] golden = doubles("out_" + output);
        String what = name + " " + output + " " + Arrays.toString(shape("out_" + output));
        assertEquals(golden.length, length, what + ": number of values");
        JsonNode tolerance = outputs.get(output).get("tolerance");
        double atol = factor * tolerance.path("atol").asDouble(0);
        double rtol = factor * tolerance.path("rtol").asDouble(0);
        int beyond = 0;
        int worst = 0;
        double worstRatio = 0;
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < length; i++) {
            double difference = Math.abs(actual.applyAsDouble(i) - golden[i]);
            double allowed = atol + rtol * Math.abs(golden[i]);
            if (!(difference <= allowed)) { // NaN is beyond as well
                beyond++;
                double ratio = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / allowed;
                if (beyond == 1 || ratio > worstRatio) {
                    worst = i;
                    worstRatio = ratio;
                }
            }
            signal += golden[i] * golden[i];
            noise += difference * difference;
        }
        if (beyond > 0) {
            fail("%s: %d of %d values beyond %s x %s, worst at %d: %s, golden %s".formatted(
                    what, beyond, length, factor, tolerance, worst, actual.applyAsDouble(worst), golden[worst]));
        }
        double decibels = noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
        if (tolerance.has("min_snr_db") && !(decibels >= tolerance.get("min_snr_db").asDouble())) {
            fail("%s: signal to noise ratio %.1f dB, tolerance %s".formatted(what, decibels, tolerance));
        }
    }

    private NumpyArray array(String array) {
        NumpyArray found = arrays.get(array);
        if (found == null) {
            throw new IllegalArgumentException(name + " has no array " + array + ", only " + arrays.keySet());
        }
        return found;
    }

    private static NumpyArray parse(byte[] npy) {
        ByteBuffer buffer = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + buffer.getChar(8); // version 1.0, the only one that numpy writes for plain arrays
        Matcher header = HEADER.matcher(new String(npy, 10, start - 10, StandardCharsets.US_ASCII));
        if (!header.find()) {
            throw new IllegalStateException("Not a little endian array in C order");
        }
        int[] shape = Arrays.stream(header.group(3).split(",")).map(String::strip).filter(each -> !each.isEmpty())
                .mapToInt(Integer::parseInt).toArray();
        return new NumpyArray(header.group(2), shape, buffer.position(start).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static JsonNode index() {
        try {
            return new ObjectMapper().readTree(path("index.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
