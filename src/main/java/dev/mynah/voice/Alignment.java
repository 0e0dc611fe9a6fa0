package dev.mynah.voice;

import dev.mynah.InvalidInputException;
import dev.mynah.duration.Durations;
import dev.mynah.model.Manifest;
import dev.mynah.phone.PhoneSequence;
import dev.mynah.phone.Phones;
import java.util.Arrays;

/**
 * What a recording says, and when.
 *
 * @param phones in the order in which they are spoken
 * @param durations of these phones; together as long as the recording
 */
record Alignment(PhoneSequence phones, Durations durations) {

    /**
     * Make sense of the aligner's tokens: phone, end time, phone, end time and so on. The rules are those of {@code align} of MegaTTS3
     * where that gives a result that can be used. Beyond it: an end time before the one of the phone before counts as that one, a place
     * that holds no phone is silence, a phone without an end time at the end is dropped, and no duration gets negative.
     *
     * @param tokens without those that begin and end the sequence
     * @param frames length of the recording
     * @throws InvalidInputException if there are no phones
     */
    static Alignment of(int[] tokens, int frames, Manifest.Aligner config) {
        int count = tokens.length / 2;
        if (count == 0) {
            throw new InvalidInputException("reference_audio",
                    "No speech was recognised in the reference; give a few seconds of clear speech");
        }
        int[] codes = new int[count];
        int[] durations = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            int code = subtractTimeBase(tokens[2 * i], config);
            codes[i] = Phones.isPhone(code) ? code : Phones.SILENCE;
            int next = Math.max(end, subtractTimeBase(tokens[2 * i + 1], config));
            durations[i] = next - end;
            end = next;
        }
        fit(durations, frames);
        return new Alignment(Phones.split(codes), new Durations(durations));
    }

    /** Upstream does this in every place, also where a phone should be. */
    private static int subtractTimeBase(int token, Manifest.Aligner config) {
        return token >= config.timeBase() ? token - config.timeBase() : token;
    }

    /** A shortfall goes to the last phone; a surplus is taken from each phone in turn, a frame at a time. */
    private static void fit(int[] durations, int frames) {
        int surplus = Arrays.stream(durations).sum() - frames;
        if (surplus < 0) {
            durations[durations.length - 1] -= surplus;
        }
        for (int i = 0; surplus > 0; i = (i + 1) % durations.length) {
            if (durations[i] > 0) {
                durations[i]--;
                surplus--;
            }
        }
    }
}
