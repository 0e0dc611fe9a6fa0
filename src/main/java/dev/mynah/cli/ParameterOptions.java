package dev.mynah.cli;

import dev.mynah.speech.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Parameters of a request as options of a command: {@code top_k} is {@code --top-k}. */
record ParameterOptions(List<Parameter> parameters) {

    /** Add an option for each. */
    void addTo(CommandSpec spec) {
        for (Parameter parameter : parameters) {
            String fallback = parameter.fallback().map(value -> " (" + value + ")").orElse("");
            spec.addOption(OptionSpec.builder(option(parameter)).paramLabel("VALUE").type(String.class)
                    .description(parameter.description() + fallback).build());
        }
    }

    /** What the user gave, by the parameters' own names. */
    Map<String, Object> values(CommandSpec spec) {
        Map<String, Object> values = new HashMap<>();
        for (Parameter parameter : parameters) {
            String value = spec.commandLine().getParseResult().matchedOptionValue(option(parameter), null);
            if (value != null) {
                values.put(parameter.key(), value);
            }
        }
        return values;
    }

    private static String option(Parameter parameter) {
        return "--" + parameter.key().replace('_', '-');
    }
}
