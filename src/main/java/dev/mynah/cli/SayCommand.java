package dev.mynah.cli;

import dev.mynah.InvalidInputException;
import dev.mynah.audio.WavFile;
import dev.mynah.speech.MynahConfig;
import dev.mynah.speech.Parameter;
import dev.mynah.speech.Speech;
import dev.mynah.speech.SpeechEngine;
import dev.mynah.speech.SpeechParameters;
import dev.mynah.speech.SpeechRequest;
import dev.mynah.speech.VoiceLibrary;
import dev.mynah.voice.Reference;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mynah say}: a text to a WAV file. */
@CommandLine.Command(name = "say", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Speaks a text in the voice of a recording.")
@Singleton
final class SayCommand implements Callable<Integer> {

    private static final String SAMPLE = "/voices/sample";
    private static final ParameterOptions OPTIONS = new ParameterOptions(List.of(Parameter.values()));
    private static final int LARGEST_RECORDING = 100_000_000;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "what to say")
    private String text;

    @Option(names = "--file", paramLabel = "FILE", description = "file with the text, UTF-8; - is standard input")
    private String file;

    @Option(names = "--voice", paramLabel = "WAV[,NPY]", split = ",", hideParamSyntax = true,
            description = "recording of the voice, and its latents")
    private Path[] voice;

    @Option(names = "--name", paramLabel = "NAME", description = "voice in the directory mynah.voices")
    private String name;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "out.wav", description = "where the speech goes (${DEFAULT-VALUE})")
    private Path out;

    @CommandLine.Spec
    private CommandSpec spec;

    private final SpeechEngine engine;
    private final VoiceLibrary voices;
    private final MynahConfig config;

    @Inject
    SayCommand(SpeechEngine engine, VoiceLibrary voices, MynahConfig config) {
        this.engine = engine;
        this.voices = voices;
        this.config = config;
    }

    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        OPTIONS.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        OutputFile target = new OutputFile(out);
        SpeechParameters parameters = SpeechParameters.parse(OPTIONS.values(spec), config.seed());
        SpeechRequest request = new SpeechRequest(readText(), reference(err), parameters);
        ProgressDisplay display = new ProgressDisplay(err, System.console() != null);
        Speech speech = engine.speak(request, display::show).await().indefinitely();
        display.end();
        target.write(WavFile.encode(speech.waveform()));
        err.printf("%s: %.1f s, seed %d%n", out, speech.waveform().seconds(), speech.seed());
        err.flush();
        return CommandLine.ExitCode.OK;
    }

    private String readText() throws IOException {
        if ((text == null) == (file == null)) {
            throw new InvalidInputException("text", "Give either the text or --file");
        }
        return file == null ? text : InputFile.text("--file", file, config.textLimit());
    }

    private Reference reference(PrintWriter err) throws IOException {
        if (voice != null && name != null) {
            throw new InvalidInputException("voice", "Give either --voice or --name");
        }
        if (name != null) {
            return voices.named(name);
        }
        if (voice == null) {
            err.println("No --voice given: speaking in the sample voice that comes with Mynah");
            return new Reference(resource(SAMPLE + ".wav"), resource(SAMPLE + ".npy"));
        }
        if (voice.length > 2) {
            throw new InvalidInputException("voice", "--voice takes a recording and at most one file of latents, not "
                    + voice.length + " files");
        }
        byte[] latents = voice.length == 2 ? InputFile.bytes("--voice", voice[1], LARGEST_RECORDING) : null;
        return new Reference(InputFile.bytes("--voice", voice[0], LARGEST_RECORDING), latents);
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream stream = SayCommand.class.getResourceAsStream(path)) {
            return stream == null ? null : stream.readAllBytes();
        }
    }
}
