package dev.mynah.phone;

/**
 * Phones with their tones.
 *
 * @param phones phone ids, 0..173 of the official inventory
 * @param tones tone ids, one for each phone: 3 English, 4 and 11..15 the Chinese tones 1..6
 */
public record PhoneSequence(int[] phones, int[] tones) {

    public PhoneSequence {
        if (phones.length != tones.length) {
            throw new IllegalArgumentException(phones.length + " phones but " + tones.length + " tones");
        }
    }

    /** Number of phones. */
    public int length() {
        return phones.length;
    }
}
