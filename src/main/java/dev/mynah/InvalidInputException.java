package dev.mynah;

import static java.util.Objects.requireNonNull;

/** Input of a user that cannot be served. The message says what is wrong and what would be right; doors answer 4xx or exit code 2. */
public final class InvalidInputException extends RuntimeException {

    private final String field;

    /**
     * @param field the parameter at fault, as users spell it, for example {@code reference_audio}
     * @param message what is wrong and what would be right, fit to be shown to the user
     */
    public InvalidInputException(String field, String message) {
        super(message);
        this.field = requireNonNull(field, "field");
    }

    /** As above, keeping the reason that a decoder or parser gave. */
    public InvalidInputException(String field, String message, Throwable cause) {
        super(message, cause);
        this.field = requireNonNull(field, "field");
    }

    /** The parameter at fault, as users spell it. */
    public String field() {
        return field;
    }
}
