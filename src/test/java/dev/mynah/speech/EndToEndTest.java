package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Noise;
import dev.mynah.Parity;
import dev.mynah.RecordedNoise;
import dev.mynah.TestBundles;
import dev.mynah.audio.Loudness;
import dev.mynah.audio.Mastering;
import dev.mynah.audio.WavFile;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationOptions;
import dev.mynah.duration.Durations;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.Phones;
import dev.mynah.speech.Streams.Stage;
import dev.mynah.text.Language;
import dev.mynah.text.frontend.SpokenSegment;
import dev.mynah.text.frontend.TextFrontend;
import dev.mynah.voice.ForcedVoice;
import dev.mynah.voice.Reference;
import dev.mynah.voice.VoicePrompt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From recording and text to the final samples, with all that upstream computes on the way. As in the recording, the answers of aligner and
 * phonemizer and the random numbers are given; all else is the product, two segments at a time.
 */
class EndToEndTest {

    private static final int SEGMENTS = 2;

    private final ConcurrentMap<PhoneSequence, DurationOptions> timings = new ConcurrentHashMap<>();
    private final ConcurrentMap<PhoneSequence, Durations> durations = new ConcurrentHashMap<>();
    private final ConcurrentMap<PhoneSequence, Latents> latents = new ConcurrentHashMap<>();
    private final ConcurrentMap<Latents, Waveform> waves = new ConcurrentHashMap<>();
    private final List<String> texts = new ArrayList<>();
    private VoicePrompt voice;

    @ParameterizedTest
    @CsvSource({"e2e_en, mini-decoder", "e2e_zh, mini-decoder", "e2e_zh_encoder, mini-encoder"})
    void speechIsUpstreams(String name, String bundle) throws InterruptedException {
        Parity golden = Parity.of(name);
        PhoneSequence[] phones = new PhoneSequence[SEGMENTS];
        Arrays.setAll(phones, i -> Phones.split(golden.ints("in_g2p_tokens_" + i)));
        Stages stages = Stages.open(TestBundles.path(bundle), RuntimeOptions.cpu());
        ForcedVoice forced = new ForcedVoice(TestBundles.open(bundle), stages.voicePrompter(), golden.ints("in_aligner_tokens"));
        SpeechEngine engine = new SpeechEngine(TestConfig.of(Map.of("mynah.batch-size", "2")), () -> chain(stages, forced, phones),
                (seed, stream) -> recorded(golden, stream));

        Speech speech = engine.speak(request(golden, bundle), progress -> {}).await().indefinitely();
        engine.close();

        checkVoice(golden);
        for (int i = 0; i < SEGMENTS; i++) {
            checkSegment(golden, i, phones[i]);
        }
        byte[] wav = WavFile.encode(speech.waveform());
        golden.check("header", Arrays.copyOf(wav, WavFile.HEADER_LENGTH));
        short[] pcm = new short[speech.waveform().samples().length];
        ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).position(WavFile.HEADER_LENGTH).asShortBuffer().get(pcm);
        golden.check("pcm", pcm);
        assertEquals(SEGMENTS, speech.segments());
    }

    private void checkVoice(Parity golden) {
        golden.check("ph_ref", voice.phones().phones());
        golden.check("tone_ref", voice.phones().tones());
        golden.check("mel2ph_ref", voice.framePhones());
        golden.check("vae_latent", voice.latents().values());
        golden.check("ctx_dur_tokens", voice.durations().tokens());
        golden.check("loudness_prompt", voice.loudness());
    }

    private void checkSegment(Parity golden, int i, PhoneSequence phones) {
        assertEquals(golden.text("out_text_" + i), texts.get(i));
        golden.check("ph_" + i, phones.phones());
        golden.check("tone_" + i, phones.tones());
        double alpha = golden.scalar("in_dur_alpha");
        assertEquals(new DurationOptions(i == 0, i == SEGMENTS - 1, alpha, golden.scalar("in_dur_disturb")), timings.get(phones));
        golden.check("mel2ph_" + i, durations.get(phones).framePhones());
        golden.check("latent_" + i, latents.get(phones).values());
        Waveform wave = waves.get(latents.get(phones));
        golden.check("loudness_" + i, Loudness.integrated(wave));
        golden.check("segment_" + i, Mastering.master(wave, voice.loudness()).samples());
    }

    private Chain chain(Stages stages, ForcedVoice forced, PhoneSequence[] phones) {
        return new Chain(
                (text, parameters) -> {
                    List<SpokenSegment> segments = read(text);
                    segments.forEach(segment -> texts.add(segment.text()));
                    return segments;
                },
                (reference, noise, cancellation) -> voice = forced.prompt(reference, noise),
                (text, options, noise, cancellation) -> phones[texts.indexOf(text)],
                (sequence, prompt, options, noise, cancellation) -> kept(durations, sequence,
                        stages.durationPredictor().predict(sequence, prompt, kept(timings, sequence, options), noise, cancellation)),
                (prompt, sequence, times, options, noise, stepDone, cancellation) -> kept(latents, sequence,
                        stages.latentDiffuser().diffuse(prompt, sequence, times, options, noise, stepDone, cancellation)),
                (values, promptLength, stop) -> kept(waves, values, stages.waveDecoder().decode(values, promptLength, stop)),
                stages::close);
    }

    /** In the windows of MegaTTS3 itself: 130 UTF-8 bytes of English, 60 Chinese characters. */
    private static List<SpokenSegment> read(String text) {
        return Language.of(text) == Language.ENGLISH
                ? new TextFrontend(part -> part.getBytes(StandardCharsets.UTF_8).length).read(text, Language.ENGLISH, 130, 130)
                : new TextFrontend(part -> (int) part.codePoints().filter(Character::isIdeographic).count())
                        .read(text, Language.CHINESE, 60, 60);
    }

    private static <K, V> V kept(Map<K, V> where, K key, V value) {
        where.put(key, value);
        return value;
    }

    private static SpeechRequest request(Parity golden, String bundle) {
        Map<String, Object> parameters = Map.of("time_step", golden.ints("in_steps")[0],
                "p_w", golden.scalar("in_p_w"), "t_w", golden.scalar("in_t_w"));
        byte[] given = bundle.equals("mini-decoder") ? npy(golden.floats("in_latents"), golden.shape("in_latents")) : null;
        Reference reference = new Reference(wav(golden.shorts("in_pcm")), given);
        return new SpeechRequest(golden.text("in_text"), reference, SpeechParameters.parse(parameters, 0));
    }

    private static Noise recorded(Parity golden, long stream) {
        for (int i = 0; i < SEGMENTS; i++) {
            if (stream == Streams.of(i, Stage.DURATIONS)) {
                return new RecordedNoise(List.of(golden.floats("out_noise_choice_" + i), golden.floats("out_noise_ratio_" + i)));
            }
            if (stream == Streams.of(i, Stage.DIFFUSION)) {
                float[] rows = golden.floats("out_noise_dit_" + i);
                return RecordedNoise.rows(rows, rows.length / golden.shape("out_noise_dit_" + i)[0]);
            }
        }
        boolean encoder = stream == Streams.VOICE && golden.names().contains("out_noise_encoder");
        return new RecordedNoise(encoder ? List.of(golden.floats("out_noise_encoder")) : List.of());
    }

    private static byte[] wav(short[] pcm) {
        byte[] file = WavFile.encode(new Waveform(new float[pcm.length], 24000));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(WavFile.HEADER_LENGTH).asShortBuffer().put(pcm);
        return file;
    }

    private static byte[] npy(float[] values, int[] shape) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }\n".formatted(shape[0], shape[1], shape[2]);
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII)).asFloatBuffer().put(values);
        return file.array();
    }
}
