package dev.mynah.speech;

/** More requests at the same time than {@code mynah.queue-limit} allows. The same request may succeed later. */
public final class OverloadedException extends RuntimeException {

    OverloadedException(int limit) {
        super("Mynah is busy with " + limit + " requests, its limit: try again later");
    }
}
