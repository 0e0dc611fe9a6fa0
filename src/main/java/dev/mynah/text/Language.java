package dev.mynah.text;

/** The languages that MegaTTS3 speaks. */
public enum Language {
    ENGLISH,
    CHINESE;

    /**
     * Chinese if any character is one of U+4E00..9FFF, as FlashTTS decides. MegaTTS3 asks langdetect instead, which is random on short
     * text.
     */
    public static Language of(String text) {
        return text.codePoints().anyMatch(c -> c >= 0x4E00 && c <= 0x9FFF) ? CHINESE : ENGLISH;
    }
}
