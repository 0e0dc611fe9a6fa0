package dev.mynah.speech;

/**
 * How far a request is. The first report comes when the voice is known and the text is cut.
 *
 * @param segment segments that are finished
 * @param segments all segments
 * @param step diffusion steps that are finished, over all segments
 * @param steps all diffusion steps
 */
public record Progress(int segment, int segments, int step, int steps) {}
