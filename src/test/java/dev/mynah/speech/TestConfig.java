package dev.mynah.speech;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The configuration without a server. */
public final class TestConfig {

    private static final int ANY_PRIORITY = 300;

    private TestConfig() {}

    /** Defaults but for these keys, which have the prefix {@code mynah.} */
    public static MynahConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(MynahConfig.class)
                .withConverter(MemorySize.class, ANY_PRIORITY, new MemorySizeConverter())
                .withConverter(Duration.class, ANY_PRIORITY, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", ANY_PRIORITY))
                .build()
                .getConfigMapping(MynahConfig.class);
    }
}
