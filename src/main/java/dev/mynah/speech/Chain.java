package dev.mynah.speech;

import dev.mynah.Cancellation;
import dev.mynah.Noise;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.DiffusionOptions;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationOptions;
import dev.mynah.duration.DurationPrompt;
import dev.mynah.duration.Durations;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.SamplingOptions;
import dev.mynah.text.frontend.SpokenSegment;
import dev.mynah.text.frontend.TextFrontend;
import dev.mynah.voice.Reference;
import dev.mynah.voice.VoicePrompt;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What the pipeline calls, link by link. Of a bundle, the links are its stages; a golden test puts recorded results in the place of some.
 */
record Chain(Reading reading, Prompting prompting, Phonemizing phonemizing, Timing timing, Diffusing diffusing, Decoding decoding,
        Runnable closing) {

    /** Text to segments. */
    interface Reading {
        List<SpokenSegment> read(String text, SpeechParameters parameters);
    }

    /** Reference to voice prompt. */
    interface Prompting {
        VoicePrompt prompt(Reference reference, Noise noise, Cancellation cancellation);
    }

    /** Segment to phones. */
    interface Phonemizing {
        PhoneSequence phonemize(String text, SamplingOptions options, Noise noise, Cancellation cancellation);
    }

    /** Phones to durations. */
    interface Timing {
        Durations predict(PhoneSequence phones, DurationPrompt prompt, DurationOptions options, Noise noise, Cancellation cancellation);
    }

    /** Phones and durations to latents. */
    interface Diffusing {
        Latents diffuse(VoicePrompt voice, PhoneSequence phones, Durations durations, DiffusionOptions options, Noise noise,
                IntConsumer stepDone, Cancellation cancellation);
    }

    /** Latents to sound. */
    interface Decoding {
        Waveform decode(Latents latents, int promptLength, Cancellation cancellation);
    }

    static Chain of(Stages stages) {
        TextFrontend frontend = new TextFrontend(stages.phonemizer()::countTokens);
        return new Chain((text, parameters) -> frontend.read(text, parameters.language(), parameters.lengthThreshold(), parameters.windowSize()),
                stages.voicePrompter()::prompt, stages.phonemizer()::phonemize, stages.durationPredictor()::predict,
                stages.latentDiffuser()::diffuse, stages.waveDecoder()::decode, stages::close);
    }
}
