package dev.mynah.phone;

/**
 * The phones of MegaTTS3 and the codes in which its language models speak of them. Phones are 1 to {@link #LAST}: 3 to 100 Chinese, from
 * 101 English, {@link #SILENCE}, and punctuation. A code is a phone itself, or, for a Chinese phone p with tone k of 1 to 6,
 * 200 + (p - 3) * 6 + k. Source: {@code split_ph} of MegaTTS3.
 */
public final class Phones {

    /** The phone {@code sil}. */
    public static final int SILENCE = 145;

    /** The highest phone. */
    public static final int LAST = 173;

    private static final int TONED_FIRST = 200;
    private static final int TONED_LAST = 788;
    private static final int CHINESE_FIRST = 3;
    private static final int TONES = 6;
    private static final int NO_TONE = 3;

    private Phones() {}

    /** The phone of a code; only 1 to {@link #LAST} are phones. */
    public static int phone(int code) {
        // Floor division: upstream makes code 200 phone 2 with tone 15, where Java's own division would make it 3.
        return isToned(code) ? Math.floorDiv(code - TONED_FIRST - 1, TONES) + CHINESE_FIRST : code;
    }

    /** The tone of a code: 4 for the first Chinese tone, 11 to 15 for the others, 3 for all that is not Chinese. */
    public static int tone(int code) {
        if (!isToned(code)) {
            return NO_TONE;
        }
        int tone = Math.floorMod(code - TONED_FIRST - 1, TONES) + 1;
        return tone == 1 ? 4 : tone + 9;
    }

    /** Whether a code stands for a phone at all. */
    public static boolean isPhone(int code) {
        int phone = phone(code);
        return phone >= 1 && phone <= LAST;
    }

    /** Phones and tones of a sequence of codes. */
    public static PhoneSequence split(int[] codes) {
        int[] phones = new int[codes.length];
        int[] tones = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            phones[i] = phone(codes[i]);
            tones[i] = tone(codes[i]);
        }
        return new PhoneSequence(phones, tones);
    }

    private static boolean isToned(int code) {
        return code >= TONED_FIRST && code <= TONED_LAST;
    }
}
