package dev.mynah.wave;

import dev.mynah.audio.Waveform;
import dev.mynah.diffusion.Latents;

/** Latents to sound: the decoder of the WaveVAE. */
public final class WaveDecoder {

    /**
     * @param latents the prompt's latents followed by those of the speech
     * @param promptLength how many of them are the prompt
     * @return the speech alone
     */
    public Waveform decode(Latents latents, int promptLength) {
        throw new UnsupportedOperationException();
    }
}
