package dev.mynah.speech;

import dev.mynah.Cancellation;
import dev.mynah.InvalidInputException;
import dev.mynah.Noise;
import dev.mynah.audio.Crossfade;
import dev.mynah.audio.Mastering;
import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;
import dev.mynah.duration.DurationOptions;
import dev.mynah.duration.Durations;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.SamplingOptions;
import dev.mynah.speech.Streams.Stage;
import dev.mynah.text.frontend.SpokenSegment;
import dev.mynah.voice.VoicePrompt;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The segments of one request on their way through the stages. */
final class SpeechRun {

    /** Of upstream's forward(). */
    private static final double DISTURB = 0.1;
    /** Two minutes: memory for attention grows with the square of a segment, and no sensible window comes near it. */
    private static final int LONGEST_SEGMENT = 12_000;
    /**
     * A language model that does not find its end stops here: no text has more phones. Digits, capitals and Chinese characters have the
     * most.
     */
    private static final int PHONES_PER_SMALL_LETTER = 2;
    private static final int PHONES_PER_CHARACTER = 8;
    private static final int PHONES_OF_SHORT_TEXT = 32;

    private final Chain chain;
    private final VoicePrompt voice;
    private final List<SpokenSegment> texts;
    private final SpeechParameters parameters;
    private final Streams streams;
    private final Executor workers;
    private final Consumer<Progress> listener;
    private final Cancellation cancellation;
    private final Queue<CompletableFuture<Waveform>> ahead = new ArrayDeque<>();
    private Crossfade crossfade;
    private int started;
    private int segmentsDone;
    private int stepsDone;

    SpeechRun(Chain chain, VoicePrompt voice, List<SpokenSegment> texts, SpeechParameters parameters, Streams streams, Executor workers,
            Consumer<Progress> listener, Cancellation cancellation) {
        this.chain = chain;
        this.voice = voice;
        this.texts = texts;
        this.parameters = parameters;
        this.streams = streams;
        this.workers = workers;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /** @param width segments that may be under way at the same time; they come out in order */
    Multi<Waveform> waveforms(int width) {
        report(0, 0);
        return Multi.createFrom().range(0, texts.size()).onItem().transformToUniAndConcatenate(index -> finished(index, width));
    }

    private Uni<Waveform> finished(int index, int width) {
        while (started < Math.min(texts.size(), index + width)) {
            int next = started++;
            ahead.add(CompletableFuture.supplyAsync(() -> segment(next), workers));
        }
        return Uni.createFrom().completionStage(ahead.remove())
                .map(waveform -> joined(waveform, index == texts.size() - 1));
    }

    /** One segment after the other, so by one thread at a time. */
    private Waveform joined(Waveform waveform, boolean last) {
        if (crossfade == null) {
            crossfade = new Crossfade(waveform.sampleRate());
        }
        Waveform settled = crossfade.add(waveform);
        return last ? Speech.concatenate(List.of(settled, crossfade.finish())) : settled;
    }

    private Waveform segment(int index) {
        cancellation.check();
        String text = texts.get(index).text();
        PhoneSequence phones = phones(chain, index, text, parameters, streams, cancellation);
        DurationOptions timing = new DurationOptions(index == 0, index == texts.size() - 1, 1 / parameters.speed(), DISTURB);
        Durations durations = chain.timing().predict(phones, voice.durations(), timing, noise(index, Stage.DURATIONS), cancellation);
        if (durations.total() > LONGEST_SEGMENT) {
            throw new InvalidInputException(Parameter.WINDOW_SIZE.key(), "Segment " + (index + 1) + " of the text would last "
                    + durations.total() / 100 + " s, at most " + LONGEST_SEGMENT / 100
                    + " s are possible: give a smaller window_size or max_tokens");
        }
        Latents latents = chain.diffusing().diffuse(voice, phones, durations, parameters.diffusion(), noise(index, Stage.DIFFUSION),
                step -> report(0, 1), cancellation);
        cancellation.check();
        Waveform waveform = Mastering.master(chain.decoding().decode(latents, voice.latents().length(), cancellation), voice.loudness());
        report(1, 0);
        return waveform;
    }

    /** The first stage, which needs no voice. */
    static PhoneSequence phones(Chain chain, int index, String text, SpeechParameters parameters, Streams streams,
            Cancellation cancellation) {
        Noise noise = streams.open(parameters.seed(), Streams.of(index, Stage.PHONES));
        return chain.phonemizing().phonemize(text, bounded(parameters.sampling(), text), noise, cancellation);
    }

    private static SamplingOptions bounded(SamplingOptions options, String text) {
        int most = PHONES_OF_SHORT_TEXT + text.codePoints()
                .map(c -> Character.isLowerCase(c) || Character.isWhitespace(c) ? PHONES_PER_SMALL_LETTER : PHONES_PER_CHARACTER).sum();
        return new SamplingOptions(options.repetitionPenalty(), options.temperature(), options.topK(), options.topP(),
                Math.min(options.maxTokens(), most));
    }

    private Noise noise(int segment, Stage stage) {
        return streams.open(parameters.seed(), Streams.of(segment, stage));
    }

    private synchronized void report(int segments, int steps) {
        segmentsDone += segments;
        stepsDone += steps;
        listener.accept(new Progress(segmentsDone, texts.size(), stepsDone, texts.size() * parameters.diffusion().steps()));
    }
}
