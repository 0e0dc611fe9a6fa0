package dev.mynah.http;

/** A reference that could not be fetched for now; its server may answer later. */
public final class FetchException extends RuntimeException {

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
