package dev.mynah.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.mynah.InvalidInputException;
import dev.mynah.Parity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioDecoderTest {

    private static final int RATE = 24_000;
    private static final int ROUNDS = 60;

    private static Waveform speech;

    /** Two seconds of the reference recording of the parity set. */
    @BeforeAll
    static void recording() {
        float[] samples = Arrays.copyOf(Parity.of("audio_front").floats("in_pcm"), 2 * RATE);
        for (int i = 0; i < samples.length; i++) {
            samples[i] /= 32768;
        }
        speech = new Waveform(samples, RATE);
    }

    @Test
    void sixteenBitWavIsExact() {
        Parity golden = Parity.of("audio_front");
        short[] pcm = golden.shorts("in_pcm");
        Waveform decoded = AudioDecoder.decode(wav(1, 16, 1, RATE, 2 * pcm.length, littleEndian(pcm)), 0, 60);
        assertEquals(RATE, decoded.sampleRate());
        golden.check("wav", Arrays.copyOf(decoded.samples(), golden.shape("out_wav")[0]));
        for (int i = 0; i < pcm.length; i++) {
            assertEquals(pcm[i] / 32768f, decoded.samples()[i]);
        }
    }

    @Test
    void readsEveryWidthOfWav() {
        float[] samples = speech.samples();
        ByteBuffer bytes = ByteBuffer.allocate(8 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : samples) {
            bytes.put((byte) (sample * 128 + 128));
        }
        assertNear(0.008, decodeWav(1, 8, bytes));
        for (float sample : samples) {
            int value = (int) (sample * (1 << 23));
            bytes.putShort((short) value).put((byte) (value >> 16));
        }
        assertNear(0, decodeWav(1, 24, bytes));
        for (float sample : samples) {
            bytes.putInt((int) (sample * (1L << 31)));
        }
        assertNear(0, decodeWav(1, 32, bytes));
        for (float sample : samples) {
            bytes.putFloat(sample);
        }
        assertNear(0, decodeWav(3, 32, bytes));
        for (float sample : samples) {
            bytes.putDouble(sample);
        }
        assertNear(0, decodeWav(3, 64, bytes));
    }

    @ParameterizedTest
    @CsvSource({"wav, pcm_s16le", "flac, flac", "ipod, alac", "aiff, pcm_s16be", "caf, pcm_s16le", "matroska, flac", "w64, pcm_s16le"})
    void readsLosslessFormats(String muxer, String codec) throws Exception {
        int format = codec.equals("alac") ? AV_SAMPLE_FMT_S16P : AV_SAMPLE_FMT_S16;
        for (int channels : new int[] {1, 2, 6}) {
            assertNear(0, AudioDecoder.decode(Encoder.encode(speech, channels, muxer, codec, format, ""), 0, 60));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wav", "mp3", "mp3 without Xing", "ogg", "ogg opus", "webm", "m4a", "aac"})
    void readsLossyFormats(String format) throws Exception {
        byte[] file = lossy(format);
        Waveform decoded = AudioDecoder.decode(file, 0, 60);
        assertEquals(2, decoded.seconds(), 0.13);
        assertEquals(Loudness.integrated(speech), Loudness.integrated(decoded), 0.7);
    }

    @Test
    void averagesChannelsAndKeepsTheRate() throws Exception {
        short[] stereo = {1000, 3000, -1, 0, 32767, 32767};
        byte[] file = wav(1, 16, 2, 44_100, 12, littleEndian(stereo));
        Waveform decoded = AudioDecoder.decode(file, 0, 60);
        assertEquals(44_100, decoded.sampleRate());
        assertArrayEquals(new float[] {2000 / 32768f, -0.5f / 32768f, 32767 / 32768f}, decoded.samples());
    }

    @Test
    void aPictureIsNoHindrance() throws Exception {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0};
        byte[] type = "\0image/png\0\3\0".getBytes(StandardCharsets.ISO_8859_1);
        int frame = type.length + picture.length;
        byte[] sound = lossy("mp3 without Xing");
        ByteBuffer file = ByteBuffer.allocate(20 + frame + sound.length);
        file.put("ID3\3\0\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(10 + frame);
        file.put("APIC".getBytes(StandardCharsets.ISO_8859_1)).putInt(frame).putShort((short) 0).put(type).put(picture).put(sound);
        assertEquals(2, AudioDecoder.decode(file.array(), 0, 60).seconds(), 0.1);
    }

    @Test
    void readsAWavOfUnknownLength() throws Exception {
        byte[] file = WavFile.encode(speech);
        for (int length : new int[] {0, -1}) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1).putInt(40, length);
            assertEquals(2 * RATE, AudioDecoder.decode(file, 0, 60).samples().length);
        }
    }

    @Test
    void refusesWhatIsNoSound() throws Exception {
        assertTrue(refusal(new byte[0]).contains("is empty"));
        assertTrue(refusal("This is a text.\n".repeat(1000).getBytes(StandardCharsets.US_ASCII)).contains("wanted is a wav"));
        assertTrue(refusal(new byte[100_000]).contains("wanted is a wav"));
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        refusal(noise);
        refusal(wav(1, 16, 1, RATE, 0, new byte[0]));
        byte[] film = new String(lossy("m4a"), StandardCharsets.ISO_8859_1).replace("soun", "vide").getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(film).contains("has no sound in it"), refusal(film));
    }

    /** Playlists and the like name other files; not even their formats are let in. */
    @ParameterizedTest
    @ValueSource(strings = {"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '%s'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n"})
    void refusesPlaylists(String playlist, @TempDir Path directory) throws Exception {
        Path other = Files.write(directory.resolve("other.wav"), WavFile.encode(speech));
        refusal(playlist.formatted(other).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesWhatIsTooLongOrTooShort() {
        byte[] file = WavFile.encode(speech);
        assertEquals(2 * RATE, AudioDecoder.decode(file, 2, 2).samples().length);
        assertTrue(refusal(file, 0, 1.99).contains("longer than"));
        assertTrue(refusal(file, 2.01, 9).contains("lasts 2.00 s"));
        byte[] one = wav(1, 16, 1, RATE, 2, littleEndian((short) 7));
        assertTrue(refusal(one, 0.1, 9).contains("lasts 0.00 s"));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 20_000, Float.MAX_VALUE})
    void refusesSamplesThatAreNone(float sample) {
        ByteBuffer data = ByteBuffer.allocate(4 * RATE).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * 500, sample);
        assertTrue(refusal(wav(3, 32, 1, RATE, 4 * RATE, data.array())).contains("has a sample of"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7_999, 192_001, Integer.MAX_VALUE, -1})
    void refusesRatesThatNobodyRecordsAt(int rate) {
        refusal(wav(1, 16, 1, rate, 4_000, new byte[4_000]));
    }

    @Test
    void refusesATruncatedFile() throws Exception {
        for (byte[] file : List.of(WavFile.encode(speech), flac(), lossy("m4a"), lossy("mp3"), lossy("webm"))) {
            refusal(Arrays.copyOf(file, file.length / 2));
        }
    }

    @Test
    void refusesDamageInTheMiddle() throws Exception {
        byte[] file = lossy("mp3 without Xing");
        Arrays.fill(file, file.length / 2, file.length / 2 + 2000, (byte) 0x55);
        assertTrue(refusal(file).contains("damaged after 1.0"), refusal(file));
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        List<byte[]> files = List.of(WavFile.encode(speech), flac(), lossy("m4a"), lossy("mp3"));
        List<float[]> alone = files.stream().map(file -> AudioDecoder.decode(file, 0, 60).samples()).toList();
        IntStream.range(0, 64).parallel().forEach(i ->
                assertArrayEquals(alone.get(i % 4), AudioDecoder.decode(files.get(i % 4), 0, 60).samples()));
    }

    @Test
    void damageNeverDoesMoreThanRefuse() throws Exception {
        Random random = new Random(7);
        List<byte[]> files = List.of(WavFile.encode(speech), flac(), lossy("mp3"), lossy("mp3 without Xing"), lossy("m4a"), lossy("ogg"),
                lossy("webm"), lossy("aac"));
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (byte[] file : files) {
                for (int round = 0; round < ROUNDS; round++) {
                    survives(Arrays.copyOf(file, round % 2 == 0 ? round * 7 : random.nextInt(file.length)));
                    byte[] flipped = file.clone();
                    int reach = round % 2 == 0 ? Math.min(600, file.length) : file.length;
                    for (int i = 0; i < 1 + round % 16; i++) {
                        flipped[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
                    }
                    survives(flipped);
                }
            }
        });
    }

    private static void survives(byte[] file) {
        try {
            Waveform decoded = AudioDecoder.decode(file, 0, 5);
            assertTrue(decoded.samples().length > 0 && decoded.seconds() <= 5);
        } catch (InvalidInputException expected) {
            assertEquals("reference_audio", expected.field());
        }
    }

    private static String refusal(byte[] file) {
        return refusal(file, 0, 60);
    }

    private static String refusal(byte[] file, double min, double max) {
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> AudioDecoder.decode(file, min, max));
        assertEquals("reference_audio", refusal.field());
        return refusal.getMessage();
    }

    private static void assertNear(double error, Waveform decoded) {
        assertEquals(RATE, decoded.sampleRate());
        assertArrayEquals(speech.samples(), decoded.samples(), (float) error);
    }

    private static byte[] flac() throws IOException {
        return Encoder.encode(speech, 1, "flac", "flac", AV_SAMPLE_FMT_S16, "");
    }

    private static byte[] lossy(String format) throws IOException {
        return switch (format) {
            case "wav" -> Encoder.encode(speech, 1, "wav", "pcm_mulaw", AV_SAMPLE_FMT_S16, "");
            case "mp3" -> Encoder.encode(speech, 2, "mp3", "libmp3lame", AV_SAMPLE_FMT_S16P, "");
            case "mp3 without Xing" -> Encoder.encode(speech, 1, "mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP, "write_xing=0");
            case "ogg" -> Encoder.encode(speech, 2, "ogg", "vorbis", AV_SAMPLE_FMT_FLTP, "");
            case "ogg opus" -> Encoder.encode(speech, 2, "ogg", "libopus", AV_SAMPLE_FMT_S16, "");
            case "webm" -> Encoder.encode(speech, 1, "webm", "libopus", AV_SAMPLE_FMT_S16, "");
            case "m4a" -> Encoder.encode(speech, 1, "ipod", "aac", AV_SAMPLE_FMT_FLTP, "");
            case "aac" -> Encoder.encode(speech, 1, "adts", "aac", AV_SAMPLE_FMT_FLTP, "");
            default -> throw new IllegalArgumentException(format);
        };
    }

    private static Waveform decodeWav(int format, int bits, ByteBuffer samples) {
        byte[] data = Arrays.copyOf(samples.array(), samples.position());
        samples.clear();
        return AudioDecoder.decode(wav(format, bits, 1, RATE, data.length, data), 0, 60);
    }

    private static byte[] wav(int format, int bits, int channels, int rate, int announced, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + announced).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        file.putInt(16).putShort((short) format).putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8);
        file.putShort((short) (channels * bits / 8)).putShort((short) bits);
        return file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(announced).put(data).array();
    }

    private static byte[] littleEndian(short... samples) {
        ByteBuffer data = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(samples);
        return data.array();
    }
}
