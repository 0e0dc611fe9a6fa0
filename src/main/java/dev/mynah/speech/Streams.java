package dev.mynah.speech;

import dev.mynah.Noise;

/**
 * Where the pipeline takes its random numbers from: one stream for the voice and one for each stage of each segment, so that a seed gives
 * the same speech however many segments are synthesised at the same time.
 */
interface Streams {

    /** For the voice prompt. */
    long VOICE = 0;

    /** Stages that draw numbers for a segment. */
    enum Stage { PHONES, DURATIONS, DIFFUSION }

    Noise open(long seed, long stream);

    /** @param segment counted from 0 */
    static long of(int segment, Stage stage) {
        return 1L + (long) segment * Stage.values().length + stage.ordinal();
    }
}
