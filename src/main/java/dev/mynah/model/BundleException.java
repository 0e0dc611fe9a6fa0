package dev.mynah.model;

/** A bundle that cannot be used. The message names the file, what was expected and what was found. */
public final class BundleException extends RuntimeException {

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
