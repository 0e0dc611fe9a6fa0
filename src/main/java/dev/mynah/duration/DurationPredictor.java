package dev.mynah.duration;

import dev.mynah.Cancellation;
import dev.mynah.Noise;
import dev.mynah.phone.PhoneSequence;

/** Phones to durations, spoken as fast as the reference: the duration language model of MegaTTS3. */
public final class DurationPredictor {

    /** Read the reference once; {@code durations} are those of {@code phones}. */
    public DurationPrompt prompt(PhoneSequence phones, Durations durations) {
        throw new UnsupportedOperationException();
    }

    /** @param noise two uniform draws of one number a phone: choice, then ratio */
    public Durations predict(PhoneSequence phones, DurationPrompt prompt, DurationOptions options, Noise noise, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }
}
