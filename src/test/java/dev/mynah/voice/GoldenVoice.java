package dev.mynah.voice;

import dev.mynah.Parity;
import dev.mynah.audio.LogMel;
import dev.mynah.audio.Loudness;
import dev.mynah.audio.ReferenceAudio;
import dev.mynah.audio.Resampler;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Manifest;
import java.util.Arrays;

/** The voice of an end-to-end case, for which the aligner's tokens were recorded and not computed. */
public final class GoldenVoice {

    private GoldenVoice() {}

    /** The recording as upstream pads it. */
    public static Waveform recording(Parity golden, Manifest manifest) {
        short[] pcm = golden.shorts("in_pcm");
        float[] samples = new float[pcm.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm[i] / 32768f;
        }
        return ReferenceAudio.pad(new Waveform(samples, manifest.audio().sampleRate()), manifest.audio().windowSize());
    }

    /** The voice, given what {@link VoicePrompter} does not have to find out. */
    public static VoicePrompt prompt(Parity golden, VoicePrompter prompter, Manifest manifest, Latents latents) {
        Waveform recording = recording(golden, manifest);
        int frames = LogMel.of(Resampler.resample(recording, manifest.aligner().sampleRate())).truncate(manifest.audio().framesMultiple())
                .frames();
        int[] tokens = golden.ints("in_aligner_tokens");
        Alignment alignment = Alignment.of(Arrays.copyOfRange(tokens, 1, tokens.length - 1), frames, manifest.aligner());
        return prompter.prompt(alignment, latents, Loudness.integrated(recording));
    }
}
