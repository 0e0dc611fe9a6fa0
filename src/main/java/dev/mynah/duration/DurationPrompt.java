package dev.mynah.duration;

import java.util.List;

/**
 * What the duration language model remembers of a reference: how fast this voice speaks.
 *
 * @param tokens duration token of each phone of the reference, min(frames, codeSize - 1) + 1
 * @param keys for each layer the key cache, [heads, phones, headSize] flattened, not rotated
 * @param values for each layer the value cache, of the same shape
 */
public record DurationPrompt(int[] tokens, List<float[]> keys, List<float[]> values) {}
