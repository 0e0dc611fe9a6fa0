package dev.mynah.phone;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.Parity;
import org.junit.jupiter.api.Test;

class PhonesTest {

    @Test
    void everyCodeHasUpstreamsPhoneAndTone() {
        Parity golden = Parity.of("phone_maps");
        PhoneSequence phones = Phones.split(golden.ints("in_ids"));
        golden.check("phone", phones.phones());
        golden.check("tone", phones.tones());
    }

    @Test
    void codesOutsideTheInventoryAreNoPhones() {
        for (int code : new int[] {0, 174, 199, 789, 798, 801, 6000, -1}) {
            assertFalse(Phones.isPhone(code), "code " + code);
        }
        for (int code : new int[] {1, 145, 173, 200, 788}) {
            assertTrue(Phones.isPhone(code), "code " + code);
        }
    }
}
