package dev.mynah.cli;

import dev.mynah.InvalidInputException;
import dev.mynah.model.BundleException;

/** What a failed command says, in one line. */
final class Failures {

    private Failures() {}

    static boolean isUsers(Throwable failure) {
        return failure instanceof InvalidInputException;
    }

    /** The message if it was made for users; else the failure itself, which is all that a report needs in one line. */
    static String line(Throwable failure) {
        boolean readable = failure instanceof InvalidInputException || failure instanceof BundleException;
        return (readable ? failure.getMessage() : "internal error: " + failure).lines().findFirst().orElse("internal error");
    }
}
