package dev.mynah.voice;

import dev.mynah.Noise;
import dev.mynah.audio.AudioDecoder;
import dev.mynah.audio.LogMel;
import dev.mynah.audio.Loudness;
import dev.mynah.audio.ReferenceAudio;
import dev.mynah.audio.Resampler;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.model.Bundle;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.model.RuntimeOptions;
import dev.mynah.wave.WaveEncoder;
import java.util.Arrays;

/** Voice prompts whose alignment was recorded: the aligner of a random model hears nothing sensible. All else is as in {@link VoicePrompter}. */
public final class ForcedVoice {

    private final Bundle bundle;
    private final VoicePrompter prompter;
    private final int[] tokens;

    /** @param tokens of the aligner, with those that begin and end them */
    public ForcedVoice(Bundle bundle, VoicePrompter prompter, int[] tokens) {
        this.bundle = bundle;
        this.prompter = prompter;
        this.tokens = Arrays.copyOfRange(tokens, 1, tokens.length - 1);
    }

    /** @param noise of the wave encoder, which computes the latents if the reference has none */
    public VoicePrompt prompt(Reference reference, Noise noise) {
        Manifest manifest = bundle.manifest();
        Waveform recording = AudioDecoder.decode(reference.audio(), 0.2, 60);
        Waveform padded = ReferenceAudio.pad(Resampler.resample(recording, manifest.audio().sampleRate()), manifest.audio().windowSize());
        int frames = LogMel.of(Resampler.resample(padded, manifest.aligner().sampleRate())).truncate(manifest.audio().framesMultiple()).frames();
        Alignment alignment = Alignment.of(tokens, frames, manifest.aligner());
        return prompter.prompt(alignment, latents(reference, padded, noise), Loudness.integrated(padded));
    }

    private Latents latents(Reference reference, Waveform padded, Noise noise) {
        if (reference.latents() != null) {
            return LatentFile.read(reference.latents(), bundle.manifest().audio().latentChannels());
        }
        try (Graphs graphs = new Graphs(bundle, RuntimeOptions.cpu())) {
            return new WaveEncoder(bundle.manifest(), graphs).encode(padded, noise);
        }
    }
}
