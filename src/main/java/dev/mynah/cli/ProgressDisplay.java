package dev.mynah.cli;

import dev.mynah.speech.Progress;
import java.io.PrintWriter;

/** Progress of a command: a bar that stays in its line on a terminal, else a line for each segment. */
final class ProgressDisplay {

    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private int segmentsShown;

    ProgressDisplay(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(Progress progress) {
        if (terminal) {
            int filled = WIDTH * progress.step() / progress.steps();
            out.printf("\r[%s%s] segment %d of %d", "#".repeat(filled), " ".repeat(WIDTH - filled),
                    Math.min(progress.segment() + 1, progress.segments()), progress.segments());
        } else if (progress.segment() > segmentsShown) {
            segmentsShown = progress.segment();
            out.printf("Segment %d of %d%n", progress.segment(), progress.segments());
        }
        out.flush();
    }

    void end() {
        if (terminal) {
            out.println();
            out.flush();
        }
    }
}
