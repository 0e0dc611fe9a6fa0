package dev.mynah.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mynah.TestBundles;
import dev.mynah.speech.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "CUDA", ""})
    void otherDevicesAreRefused(String device) {
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions(device, "cpu", "auto", 0.6, 0, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", device, "auto", 0.6, 0, 32768));
    }

    @Test
    void senselessNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "bf16", 0.6, 0, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "auto", 0, 0, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "auto", 1.1, 0, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "auto", Double.NaN, 0, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "auto", 0.6, -1, 32768));
        assertThrows(IllegalArgumentException.class, () -> new RuntimeOptions("cpu", "cpu", "auto", 0.6, 0, 0));
    }

    /** No machine has that many GPUs. */
    @Test
    void aGpuThatIsNotThereIsReplacedByTheCpuWithAWarning() {
        List<LogRecord> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger(Placement.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(entry);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        RuntimeOptions options = new RuntimeOptions("cuda:999", "auto", "fp32", 0.6, 1, 32768);
        try (Stages stages = Stages.open(TestBundles.path("mini-decoder"), options)) {
            assertTrue(stages.phonemizer().countTokens("Hello") > 0);
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, warnings.size(), "one warning for cuda:999, none for auto");
    }
}
