package dev.mynah.text.markup;

/** How fast or how high a turn is spoken, in FlashTTS' five steps. */
public enum Level {
    VERY_LOW,
    LOW,
    MODERATE,
    HIGH,
    VERY_HIGH
}
