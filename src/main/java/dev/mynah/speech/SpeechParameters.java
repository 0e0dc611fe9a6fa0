package dev.mynah.speech;

import dev.mynah.InvalidInputException;
import dev.mynah.diffusion.DiffusionOptions;
import dev.mynah.phone.SamplingOptions;
import dev.mynah.text.Language;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How a text is to be spoken.
 *
 * @param sampling how the phonemizer chooses
 * @param lengthThreshold a text of up to so many tokens stays one segment
 * @param windowSize tokens that sentences are merged to in a longer text
 * @param language of what has no letters, such as digits alone
 * @param diffusion steps and weights of the diffusion
 * @param seed of all random draws: the same seed gives the same speech
 * @param speed factor, 1 as the model predicts, 2 twice as fast; durations are divided by it
 */
public record SpeechParameters(SamplingOptions sampling, int lengthThreshold, int windowSize, Language language,
        DiffusionOptions diffusion, long seed, double speed) {

    /** The defaults of FlashTTS. */
    public static SpeechParameters defaults(long seed) {
        return parse(Map.of(), seed);
    }

    /**
     * Read what a user gave.
     *
     * @param values parameters by name, each a number or a text; null stands for the default
     * @param seed used if the user gives none
     * @throws InvalidInputException if a name is unknown or a value out of its range
     */
    public static SpeechParameters parse(Map<String, ?> values, long seed) {
        for (String name : values.keySet()) {
            if (Parameter.named(name).isEmpty()) {
                throw new InvalidInputException(name, "Unknown parameter; there are " + Parameter.names());
            }
        }
        Reader reader = new Reader(values);
        SamplingOptions sampling = new SamplingOptions(
                reader.get(Parameter.REPETITION_PENALTY, Parameter::real),
                reader.get(Parameter.TEMPERATURE, Parameter::real),
                reader.get(Parameter.TOP_K, Parameter::integer),
                reader.get(Parameter.TOP_P, Parameter::real),
                reader.get(Parameter.MAX_TOKENS, Parameter::integer));
        DiffusionOptions diffusion = new DiffusionOptions(
                reader.get(Parameter.TIME_STEP, Parameter::integer),
                reader.get(Parameter.P_W, Parameter::real),
                reader.get(Parameter.T_W, Parameter::real));
        if (values.get(Parameter.PITCH.key()) != null) {
            Parameter.PITCH.checkPitch(values.get(Parameter.PITCH.key()));
        }
        if (values.get(Parameter.REFERENCE_TEXT.key()) != null) {
            Parameter.REFERENCE_TEXT.checkReferenceText(values.get(Parameter.REFERENCE_TEXT.key()));
        }
        Object language = values.get(Parameter.LANGUAGE.key());
        Object chosen = values.get(Parameter.SEED.key());
        return new SpeechParameters(sampling,
                reader.get(Parameter.LENGTH_THRESHOLD, Parameter::integer),
                reader.get(Parameter.WINDOW_SIZE, Parameter::integer),
                language == null ? Language.ENGLISH : Parameter.LANGUAGE.language(language),
                diffusion,
                chosen == null ? seed : Parameter.SEED.whole(chosen),
                reader.get(Parameter.SPEED, Parameter::speed));
    }

    private record Reader(Map<String, ?> values) {

        <T> T get(Parameter parameter, BiFunction<Parameter, Object, T> convert) {
            Object value = values.get(parameter.key());
            return convert.apply(parameter, value == null ? parameter.fallback().orElseThrow() : value);
        }
    }
}
