package dev.mynah.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where Mynah keeps what it unpacks: the system property {@code mynah.cache}, else the environment variable {@code MYNAH_CACHE}, else
 * {@code mynah-<user>} in the directory for temporary files. The default lies where other users may write, so it must belong to us alone.
 */
final class CacheDirectory {

    private CacheDirectory() {}

    /** The cache, or a directory in it, created if need be. */
    static Path resolve(String name) {
        try {
            return Files.createDirectories(root().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("The cache directory cannot be used; set -Dmynah.cache or MYNAH_CACHE to a writable one: "
                    + e.getMessage(), e);
        }
    }

    private static Path root() throws IOException {
        String configured = System.getProperty("mynah.cache", System.getenv("MYNAH_CACHE"));
        if (configured != null && !configured.isBlank()) {
            return Files.createDirectories(Path.of(configured).toAbsolutePath());
        }
        String user = System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "_");
        return privateDirectory(Path.of(System.getProperty("java.io.tmpdir"), "mynah-" + user));
    }

    /** Create a directory that only its owner may enter, or make sure that an existing one is such a directory. */
    static Path privateDirectory(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(directory);
        }
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            Path probe = Files.createTempFile(directory.getParent(), "mynah", ".owner");
            try {
                boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))
                        && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS).equals(ownerOnly);
                if (!ours) {
                    throw new IOException(directory + " exists but is not a directory of this user with mode 700");
                }
                return directory;
            } finally {
                Files.delete(probe);
            }
        }
    }
}
