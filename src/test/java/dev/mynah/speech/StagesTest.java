package dev.mynah.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mynah.Cancellation;
import dev.mynah.Parity;
import dev.mynah.RecordedNoise;
import dev.mynah.TestBundles;
import dev.mynah.audio.Mastering;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.DiffusionOptions;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationOptions;
import dev.mynah.duration.Durations;
import dev.mynah.model.Graphs;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.Phones;
import dev.mynah.voice.GoldenVoice;
import dev.mynah.voice.VoicePrompt;
import dev.mynah.wave.WaveEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All stages one after the other, from a recording to finished segments, with the tokens and draws that upstream's run recorded. */
class StagesTest {

    private static final int SEGMENTS = 2;

    private final Cancellation cancellation = new Cancellation();

    @Test
    void englishSpeechIsUpstreams() {
        checkWithGivenLatents("e2e_en");
    }

    @Test
    void chineseSpeechIsUpstreams() {
        checkWithGivenLatents("e2e_zh");
    }

    @Test
    void speechFromEncodedLatentsIsUpstreams() {
        Parity golden = Parity.of("e2e_zh_encoder");
        try (Stages stages = open("mini-encoder");
                Graphs graphs = new Graphs(TestBundles.open("mini-encoder"), RuntimeOptions.cpu())) {
            Waveform recording = GoldenVoice.recording(golden, stages.manifest());
            RecordedNoise noise = new RecordedNoise(List.of(golden.floats("out_noise_encoder")));
            check(golden, stages, new WaveEncoder(stages.manifest(), graphs).encode(recording, noise));
        }
    }

    private void checkWithGivenLatents(String name) {
        Parity golden = Parity.of(name);
        try (Stages stages = open("mini-decoder")) {
            check(golden, stages, new Latents(golden.floats("in_latents"), 32));
        }
    }

    private void check(Parity golden, Stages stages, Latents latents) {
        VoicePrompt voice = GoldenVoice.prompt(golden, stages.voicePrompter(), stages.manifest(), latents);
        golden.check("ph_ref", voice.phones().phones());
        golden.check("tone_ref", voice.phones().tones());
        golden.check("mel2ph_ref", voice.framePhones());
        golden.check("vae_latent", voice.latents().values());
        golden.check("ctx_dur_tokens", voice.durations().tokens());
        golden.check("loudness_prompt", voice.loudness());
        for (int segment = 0; segment < SEGMENTS; segment++) {
            checkSegment(golden, stages, voice, segment);
        }
    }

    private void checkSegment(Parity golden, Stages stages, VoicePrompt voice, int segment) {
        PhoneSequence phones = Phones.split(golden.ints("in_g2p_tokens_" + segment));
        golden.check("ph_" + segment, phones.phones());
        golden.check("tone_" + segment, phones.tones());

        RecordedNoise draws = new RecordedNoise(List.of(golden.floats("out_noise_choice_" + segment),
                golden.floats("out_noise_ratio_" + segment)));
        DurationOptions rate = new DurationOptions(segment == 0, segment == SEGMENTS - 1, golden.scalar("in_dur_alpha"),
                golden.scalar("in_dur_disturb"));
        Durations durations = stages.durationPredictor().predict(phones, voice.durations(), rate, draws, cancellation);
        golden.check("mel2ph_" + segment, durations.framePhones());

        int[] shape = golden.shape("out_noise_dit_" + segment);
        RecordedNoise noise = RecordedNoise.rows(golden.floats("out_noise_dit_" + segment), shape[1] * shape[2]);
        DiffusionOptions sampling = new DiffusionOptions((int) golden.scalar("in_steps"), golden.scalar("in_p_w"), golden.scalar("in_t_w"));
        Latents latents = stages.latentDiffuser().diffuse(voice, phones, durations, sampling, noise, done -> {}, cancellation);
        golden.check("latent_" + segment, latents.values());
        assertEquals(0, draws.left() + noise.left());

        Waveform speech = stages.waveDecoder().decode(latents, voice.latents().length());
        golden.check("segment_" + segment, Mastering.master(speech, voice.loudness()).samples());
    }

    private static Stages open(String bundle) {
        return Stages.open(TestBundles.path(bundle), RuntimeOptions.cpu());
    }
}
