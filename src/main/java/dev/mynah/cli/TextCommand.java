package dev.mynah.cli;

import dev.mynah.phone.PhoneSequence;
import dev.mynah.speech.MynahConfig;
import dev.mynah.speech.Parameter;
import dev.mynah.speech.SpeechEngine;
import dev.mynah.speech.SpeechParameters;
import dev.mynah.speech.SpeechRequest;
import dev.mynah.text.frontend.SpokenSegment;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mynah text}: how a text is read, without speaking it. */
@CommandLine.Command(name = "text", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints the segments that a text would be spoken in, a line for each: its place in the text (from-to, in UTF-16 "
                + "units), its tokens, and its words as they are spoken, with tabs between.")
@Singleton
final class TextCommand implements Callable<Integer> {

    private static final ParameterOptions OPTIONS =
            new ParameterOptions(List.of(Parameter.LANGUAGE, Parameter.LENGTH_THRESHOLD, Parameter.WINDOW_SIZE));

    @Parameters(paramLabel = "FILE", description = "file with the text, UTF-8; - is standard input")
    private String file;

    @Option(names = "--phones", description = "adds the phones that the model says, phone/tone by their numbers")
    private boolean phones;

    @CommandLine.Spec
    private CommandSpec spec;

    private final SpeechEngine engine;
    private final MynahConfig config;

    @Inject
    TextCommand(SpeechEngine engine, MynahConfig config) {
        this.engine = engine;
        this.config = config;
    }

    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        OPTIONS.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() throws IOException {
        SpeechParameters parameters = SpeechParameters.parse(OPTIONS.values(spec), config.seed());
        String text = InputFile.text("FILE", file, config.textLimit());
        SpeechRequest.requireSpeakable(text);
        List<SpokenSegment> segments = engine.segments(text, parameters).await().indefinitely();
        List<PhoneSequence> sounds = phones ? engine.phones(text, parameters).await().indefinitely() : List.of();
        // UTF-8 as the input is, whatever the locale of the terminal.
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (int i = 0; i < segments.size(); i++) {
            SpokenSegment segment = segments.get(i);
            out.println(segment.start() + "-" + segment.end() + "\t" + segment.length() + "\t"
                    + segment.text().replaceAll("\\s+", " ") + (phones ? "\t" + line(sounds.get(i)) : ""));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static String line(PhoneSequence sequence) {
        return IntStream.range(0, sequence.length()).mapToObj(i -> sequence.phones()[i] + "/" + sequence.tones()[i])
                .collect(Collectors.joining(" "));
    }
}
