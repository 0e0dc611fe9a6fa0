package dev.mynah.duration;

/**
 * What shapes the durations of a segment beside its phones.
 *
 * @param first whether the segment begins the speech: its first phone becomes 8 frames
 * @param last whether it ends the speech: a bounded final pause instead of the room for a crossfade
 * @param alpha factor on every duration, 1 as predicted, 2 half as fast; (0, 10]
 * @param disturb largest relative change that the random disturbance makes, 0.1 upstream; [0, 1]
 */
public record DurationOptions(boolean first, boolean last, double alpha, double disturb) {}
