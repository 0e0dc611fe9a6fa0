package dev.mynah;

import java.util.concurrent.CancellationException;

/** A request to stop, asked between tokens and diffusion steps. Once cancelled it stays so; safe for use by several threads. */
public final class Cancellation {

    private volatile boolean cancelled;

    /** Ask the work to stop at its next check. */
    public void cancel() {
        cancelled = true;
    }

    /** @throws CancellationException if {@link #cancel()} was called */
    public void check() {
        if (cancelled) {
            throw new CancellationException("The request was cancelled");
        }
    }
}
