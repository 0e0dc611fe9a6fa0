package dev.mynah.http;

/** A request that its protocol does not allow: wrong method, media type or envelope. */
public final class HttpProblemException extends RuntimeException {

    private final int status;

    /**
     * @param status 4xx
     * @param message what is wrong and what would be right, fit to be shown to the user
     */
    public HttpProblemException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
