package dev.mynah.cli;

import dev.mynah.speech.SpeechEngine;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine;

/** Where the process starts: a server without arguments, a command otherwise. */
@QuarkusMain
public final class Mynah {

    /** A command opens no port, so that it runs beside a server, and says nothing but its own words and warnings. */
    private static final Map<String, String> COMMAND_DEFAULTS = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "quarkus.log.level", "WARN",
            "quarkus.log.console.stderr", "true");

    /** @param args of {@code mynah}; without any, the server starts */
    public static void main(String... args) {
        if (args.length > 0) {
            COMMAND_DEFAULTS.forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
        }
        Quarkus.run(Application.class, args);
    }

    /** Started by Quarkus when everything can be injected. */
    public static final class Application implements QuarkusApplication {

        private final SpeechEngine engine;
        private final SayCommand say;
        private final TextCommand text;
        private final String version;

        @Inject
        Application(SpeechEngine engine, SayCommand say, TextCommand text,
                @ConfigProperty(name = "quarkus.application.version") String version) {
            this.engine = engine;
            this.say = say;
            this.text = text;
            this.version = version;
        }

        @Override
        public int run(String... args) {
            if (args.length == 0) {
                engine.state();
                Quarkus.waitForExit();
                return 0;
            }
            return commands(version, say.commandLine(), text.commandLine()).execute(args);
        }
    }

    private static CommandLine commands(String version, CommandLine... commands) {
        CommandLine root = new CommandLine(new Root());
        for (CommandLine command : commands) {
            root.addSubcommand(command);
        }
        root.getCommandSpec().version("mynah " + version);
        return root.setParameterExceptionHandler(Mynah::misused)
                .setExecutionExceptionHandler(Mynah::failed);
    }

    @CommandLine.Command(name = "mynah", mixinStandardHelpOptions = true,
            description = "Speaks a text in the voice of a recording. Without a command it starts the HTTP server.")
    private static final class Root implements Runnable {

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: say or text");
        }
    }

    private static int misused(CommandLine.ParameterException e, String[] args) {
        e.getCommandLine().getErr().println("mynah: " + e.getMessage().lines().findFirst().orElse(""));
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
        command.getErr().println("mynah: " + Failures.line(e));
        return Failures.isUsers(e) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
