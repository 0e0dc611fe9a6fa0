package dev.mynah.speech;

import dev.mynah.audio.Waveform;
import java.util.List;

/**
 * A spoken text.
 *
 * @param waveform all of it
 * @param seed that gives the same speech again
 * @param segments pieces that it was synthesised in
 */
public record Speech(Waveform waveform, long seed, int segments) {

    static Waveform concatenate(List<Waveform> parts) {
        float[] samples = new float[parts.stream().mapToInt(part -> part.samples().length).reduce(0, Math::addExact)];
        int length = 0;
        for (Waveform part : parts) {
            System.arraycopy(part.samples(), 0, samples, length, part.samples().length);
            length += part.samples().length;
        }
        return new Waveform(samples, parts.get(0).sampleRate());
    }
}
