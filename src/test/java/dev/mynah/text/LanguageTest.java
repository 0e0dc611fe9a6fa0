package dev.mynah.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LanguageTest {

    @Test
    void oneChineseCharacterMakesATextChinese() {
        assertEquals(Language.CHINESE, Language.of("The word 好 means good."));
        assertEquals(Language.ENGLISH, Language.of("OK 123 — naïve …"));
    }
}
