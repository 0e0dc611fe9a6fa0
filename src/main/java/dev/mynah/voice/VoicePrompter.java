package dev.mynah.voice;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Noise;
import dev.mynah.audio.AudioDecoder;
import dev.mynah.audio.LogMel;
import dev.mynah.audio.Loudness;
import dev.mynah.audio.Mel;
import dev.mynah.audio.ReferenceAudio;
import dev.mynah.audio.Resampler;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationPredictor;
import dev.mynah.duration.DurationPrompt;
import dev.mynah.model.Graphs;
import dev.mynah.model.Manifest;
import dev.mynah.wave.WaveEncoder;

/** Reference audio to voice prompt: decoding, alignment, latents and duration prompt. */
public final class VoicePrompter {

    private static final double SHORTEST_SECONDS = 0.2;

    private final Manifest manifest;
    private final Aligner aligner;
    private final WaveEncoder encoder;
    private final DurationPredictor durations;

    /** @param durations the predictor that will use the prompts */
    public VoicePrompter(Manifest manifest, Graphs graphs, DurationPredictor durations) {
        this.manifest = manifest;
        this.aligner = new Aligner(manifest, graphs);
        this.encoder = manifest.wave().encoder() ? new WaveEncoder(manifest, graphs) : null;
        this.durations = durations;
    }

    /**
     * @param noise one Gaussian draw of [channels, latents], used if the wave encoder computes the latents
     * @throws InvalidInputException if the reference is unreadable, silent, too short or too long, or the latents do not fit
     */
    public VoicePrompt prompt(Reference reference, Noise noise, Cancellation cancellation) {
        // Told first, because it costs nothing to find out.
        Latents given = reference.latents() == null ? null : LatentFile.read(reference.latents(), manifest.audio().latentChannels());
        if (given == null && encoder == null) {
            throw new InvalidInputException("latent_file", "This bundle has no wave encoder: give the latents of the reference as a .npy"
                    + " file, float32 [1, n, " + manifest.audio().latentChannels() + "], beside its audio");
        }
        Waveform recording = AudioDecoder.decode(reference.audio(), SHORTEST_SECONDS, longestSeconds());
        return prompt(Resampler.resample(recording, manifest.audio().sampleRate()), given, noise, cancellation);
    }

    /**
     * @param recording at the sample rate of the bundle
     * @param given latents of the recording, or null
     */
    VoicePrompt prompt(Waveform recording, Latents given, Noise noise, Cancellation cancellation) {
        Waveform padded = ReferenceAudio.pad(recording, manifest.audio().windowSize());
        double loudness = Loudness.integrated(padded);
        if (loudness == Double.NEGATIVE_INFINITY) {
            throw new InvalidInputException("reference_audio", "The reference is silent; give a few seconds of clear speech");
        }
        Mel mel = LogMel.of(Resampler.resample(padded, manifest.aligner().sampleRate())).truncate(manifest.audio().framesMultiple());
        Alignment alignment = aligner.align(mel, cancellation);
        cancellation.check();
        Latents latents = given == null ? encoder.encode(padded, noise) : given;
        return prompt(alignment, latents, loudness);
    }

    /** What the aligner can take, less the silence that {@link ReferenceAudio} adds. */
    private double longestSeconds() {
        Manifest.Audio audio = manifest.audio();
        double longest = manifest.aligner().maxFrames() * (double) audio.hopSize() / audio.sampleRate();
        return Math.floor(longest - 0.5 - audio.windowSize() / (double) audio.sampleRate());
    }

    /** Put together what was found out. */
    VoicePrompt prompt(Alignment alignment, Latents latents, double loudness) {
        int[] framePhones = alignment.durations().framePhones();
        int length = Math.min(latents.length(), framePhones.length / manifest.audio().vaeStride());
        DurationPrompt durationPrompt = durations.prompt(alignment.phones(), alignment.durations());
        return new VoicePrompt(alignment.phones(), framePhones, latents.rows(0, length), durationPrompt, loudness);
    }
}
