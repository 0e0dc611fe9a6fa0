package dev.mynah.speech;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be configured. */
@ConfigMapping(prefix = "mynah")
public interface MynahConfig {

    /** Form of a device. */
    String DEVICE = "auto|cpu|cuda(:\\d{1,3})?";

    /** Directory of the bundle that {@code mynah-export} wrote; without it, the bundle that ships with Mynah. */
    Optional<Path> modelPath();

    /** Device of the G2P language model: {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}. */
    @WithDefault("auto")
    @Pattern(regexp = DEVICE)
    String llmDevice();

    /** Device of all other stages (FlashTTS: {@code tokenizer_device}), in the same form. */
    @WithDefault("auto")
    @Pattern(regexp = DEVICE)
    String device();

    /** Precision that the bundle must have: {@code fp32}, {@code fp16}, {@code int8}, or {@code auto} for any. */
    @WithDefault("auto")
    @Pattern(regexp = "auto|fp32|fp16|int8")
    String precision();

    /** Share of a GPU's memory that all models on it may take together (FlashTTS: {@code llm_gpu_memory_utilization}), at most 1. */
    @WithDefault("0.6")
    @DecimalMin(value = "0", inclusive = false)
    @DecimalMax("1")
    double gpuMemoryShare();

    /** Threads of one model call, 0 for one a core. */
    @WithDefault("0")
    @Min(0)
    int threads();

    /** Segments that are synthesised at the same time, over all requests. */
    @WithDefault("1")
    @Min(1)
    @Max(256)
    int batchSize();

    /** Longest token sequence of the G2P language model. */
    @WithDefault("32768")
    @Min(16)
    int maxLength();

    /** Directory for what is unpacked, libraries and the bundle that ships; as system property or environment variable only. */
    Optional<Path> cache();

    /** Seed of a request that names none. */
    @WithDefault("0")
    long seed();

    /** Directory of named voices: {@code <name>.wav}, with {@code <name>.npy} beside it if there are latents. */
    Optional<Path> voices();

    /** Memory for voice prompts, so that a voice that speaks again is not analysed again. */
    @WithDefault("256M")
    MemorySize promptCacheSize();

    /** Requests in the house at the same time, running or waiting; more are turned away with 429. */
    @WithDefault("16")
    @Min(1)
    int queueLimit();

    /** Longest text of a request, in characters. */
    @WithDefault("20000")
    @Min(1)
    int textLimit();

    /** References by URL. */
    Dataref dataref();

    /** What may be fetched when a request names audio by its URL. */
    interface Dataref {

        /** Origins that references may be fetched from, for example {@code https://media.example.org}; by default none. */
        Optional<List<URI>> allow();

        /** Largest file that is fetched. */
        @WithDefault("32M")
        MemorySize maxSize();

        /** Longest time for fetching a file. */
        @WithDefault("30s")
        Duration timeout();
    }
}
