package dev.mynah.voice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.InvalidInputException;
import dev.mynah.Parity;
import dev.mynah.model.Manifest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {

    private static final Manifest.Aligner CONFIG = new Manifest.Aligner(16000, 80, 798, 799, 800, 768, 6000);

    @ParameterizedTest
    @ValueSource(strings = {"zh_tones", "en_short", "mixed_long", "zh_long_edge"})
    void tokensBecomeUpstreamsPhonesAndFrames(String name) {
        Parity golden = Parity.of("alignment_" + name);
        Alignment alignment = alignment(golden);
        golden.check("ph", alignment.phones().phones());
        golden.check("tone", alignment.phones().tones());
        golden.check("dur", alignment.durations().frames());
        golden.check("mel2ph", alignment.durations().framePhones());
        golden.check("frames", new int[] {alignment.durations().total()});
    }

    @Test
    void timesThatGoBackwardsAreRepaired() {
        Parity golden = Parity.of("alignment_pathological");
        Alignment alignment = alignment(golden);
        golden.check("ph", alignment.phones().phones());
        golden.check("tone", alignment.phones().tones());
        // End times 10, 6, 33, 51, 49 of 64 frames: upstream's -4 and its overlap become 0.
        assertArrayEquals(new int[] {10, 0, 23, 18, 13}, alignment.durations().frames());
    }

    @Test
    void aPhoneWithoutAnEndTimeIsDropped() {
        Alignment alignment = Alignment.of(new int[] {145, 810, 101, 820, 102}, 24, CONFIG);
        assertArrayEquals(new int[] {145, 101}, alignment.phones().phones());
        assertArrayEquals(new int[] {10, 14}, alignment.durations().frames());
    }

    @Test
    void whatIsNoPhoneIsSilence() {
        assertArrayEquals(new int[] {145, 145, 45}, Alignment.of(new int[] {6491, 810, 0, 812, 845, 816}, 16, CONFIG).phones().phones());
    }

    @Test
    void nothingRecognisedIsTheUsersProblem() {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> Alignment.of(new int[0], 80, CONFIG));
        assertEquals("reference_audio", e.field());
    }

    @Test
    void anyTokensGiveAnAlignmentOfTheRightLength() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int[] tokens = random.ints(2 + random.nextInt(767), 0, 6800).toArray();
            int frames = 8 * (1 + random.nextInt(100));
            Alignment alignment = Alignment.of(tokens, frames, CONFIG);
            assertEquals(frames, alignment.durations().total());
            assertTrue(Arrays.stream(alignment.phones().phones()).allMatch(phone -> phone >= 1 && phone <= 173));
        }
    }

    private static Alignment alignment(Parity golden) {
        int[] tokens = golden.ints("in_tokens");
        return Alignment.of(Arrays.copyOfRange(tokens, 1, tokens.length - 1), (int) golden.scalar("in_prompt_max_frame"), CONFIG);
    }
}
