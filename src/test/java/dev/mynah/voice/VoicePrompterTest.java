package dev.mynah.voice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Parity;
import dev.mynah.SeededNoise;
import dev.mynah.TestBundles;
import dev.mynah.audio.WavFile;
import dev.mynah.audio.Waveform;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.speech.Stages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VoicePrompterTest {

    private static Stages withEncoder;
    private static Stages withoutEncoder;

    @BeforeAll
    static void open() {
        withEncoder = Stages.open(TestBundles.path("mini-encoder"), RuntimeOptions.cpu());
        withoutEncoder = Stages.open(TestBundles.path("mini-decoder"), RuntimeOptions.cpu());
    }

    @AfterAll
    static void close() {
        withoutEncoder.close();
        withEncoder.close();
    }

    @Test
    void aRecordingBecomesAVoice() {
        VoicePrompt voice = prompt(withEncoder, speech(2), null);
        // 2 s, filled up to 0.05 s, and half a second of silence; whole multiples of 8 frames
        assertEquals(248, voice.framePhones().length);
        assertEquals(62, voice.latents().length());
        assertEquals(voice.phones().length(), voice.durations().tokens().length);
        assertTrue(voice.loudness() < 0 && voice.loudness() > -40, "loudness " + voice.loudness());
    }

    @Test
    void theNoiseDecidesWhatTheEncoderDraws() {
        float[] first = prompt(withEncoder, speech(1), null).latents().values();
        assertArrayEquals(first, prompt(withEncoder, speech(1), null).latents().values());
        Reference reference = new Reference(speech(1), null);
        float[] other = withEncoder.voicePrompter().prompt(reference, new SeededNoise(9, 0), new Cancellation()).latents().values();
        assertTrue(!Arrays.equals(first, other));
    }

    @Test
    void givenLatentsArePreferredAndCutToTheAlignment() {
        float[] values = new SeededNoise(5, 0).gaussian(100 * 32);
        float[] used = prompt(withEncoder, speech(2), latents(values)).latents().values();
        assertArrayEquals(Arrays.copyOf(values, 62 * 32), used);
    }

    @Test
    void latentsShorterThanTheRecordingAreTakenAsTheyAre() {
        float[] values = new SeededNoise(5, 0).gaussian(10 * 32);
        assertArrayEquals(values, prompt(withoutEncoder, speech(2), latents(values)).latents().values());
    }

    @Test
    void withoutAnEncoderLatentsAreAsked() {
        assertRefused("latent_file", "no wave encoder", withoutEncoder, speech(1), null);
    }

    @Test
    void latentsThatAreNoneAreRefused() {
        assertRefused("latent_file", "npy", withoutEncoder, speech(1), new byte[100]);
    }

    @Test
    void silenceIsRefused() {
        assertRefused("reference_audio", "silent", withEncoder, WavFile.encode(new Waveform(new float[24_000], 24_000)), null);
    }

    @Test
    void aClickIsRefused() {
        assertRefused("reference_audio", "0.2", withEncoder, speech(0.1), null);
    }

    @Test
    void aLectureIsRefused() {
        assertRefused("reference_audio", "59 s", withEncoder, speech(59.1), null);
    }

    @Test
    void whatIsNoAudioIsRefused() {
        assertRefused("reference_audio", "", withEncoder, "no audio at all".getBytes(StandardCharsets.UTF_8), null);
    }

    private static void assertRefused(String field, String reason, Stages stages, byte[] audio, byte[] latents) {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> prompt(stages, audio, latents));
        assertEquals(field, e.field());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static VoicePrompt prompt(Stages stages, byte[] audio, byte[] latents) {
        return stages.voicePrompter().prompt(new Reference(audio, latents), new SeededNoise(1, 0), new Cancellation());
    }

    /** The recording of the parity set, over and over. */
    private static byte[] speech(double seconds) {
        short[] pcm = Parity.of("e2e_en").shorts("in_pcm");
        float[] samples = new float[(int) (seconds * 24_000)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm[i % pcm.length] / 32768f;
        }
        return WavFile.encode(new Waveform(samples, 24_000));
    }

    private static byte[] latents(float[] values) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, %d, 32), }".formatted(values.length / 32);
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putChar((char) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII)).asFloatBuffer().put(values);
        return file.array();
    }
}
