package io.github.nettyaudit.daemon.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Refuses files and directories that another user can write to. */
public final class TrustedFiles {
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int OTHERS_HAVE_ACCESS = 0077;
    private static final int ROOT = 0;
    /** Users from this id on are people; {@code UID_MIN} in login.defs(5). */
    private static final int FIRST_PERSON = 1000;

    private TrustedFiles() {
    }

    /** @throws IOException if it is no directory, or one that another user can write to */
    public static void requireDirectory(Path directory) throws IOException {
        Map<String, Object> attributes = attributes(directory);
        if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
            throw new IOException(directory + " is not a directory");
        }
        requireOnlyOurs(directory, attributes);
    }

    /** @throws IOException if it is no regular file, one that another user can write to, or a large one */
    public static void requireFile(Path file, int largest) throws IOException {
        Map<String, Object> attributes = attributes(file);
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new IOException(file + " is not a regular file");
        }
        requireOnlyOurs(file, attributes);
        if ((long) attributes.get("size") > largest) {
            throw new IOException(file + " has more than " + largest + " bytes");
        }
    }

    /**
     * A process of root also accepts a file of a system user: it may become this user, and root checks the configuration
     * of a service that runs as such a user. Symbolic links are followed.
     *
     * @throws IOException if it is no regular file, or other users have access to it; the message says what to do
     */
    public static void requirePrivate(Path file) throws IOException {
        Path real = file.toRealPath();
        Map<String, Object> attributes = attributes(real);
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new IOException(file + " is not a regular file");
        }
        int user = (int) attributes.get("uid");
        int own = ownUser();
        if (user != ROOT && user != own && !(own == ROOT && user > ROOT && user < FIRST_PERSON)) {
            throw new IOException(file + " belongs to another user (uid " + Integer.toUnsignedString(user) + "): "
                    + (own == ROOT ? "chown it to root or to a system user (uid below " + FIRST_PERSON + ')'
                    : "it must belong to root or to the user of this process (uid " + Integer.toUnsignedString(own)
                    + "); if the server runs as the owner, check as the owner: runuser -u USER -- COMMAND"));
        }
        if (((int) attributes.get("mode") & OTHERS_HAVE_ACCESS) != 0) {
            throw new IOException("other users have access to " + file + ": chmod 600 " + file);
        }
    }

    private static void requireOnlyOurs(Path path, Map<String, Object> attributes) throws IOException {
        int user = (int) attributes.get("uid");
        if (user != ROOT && user != ownUser()) {
            throw new IOException(path + " belongs to another user (uid " + user + ')');
        }
        if (((int) attributes.get("mode") & OTHERS_MAY_WRITE) != 0) {
            throw new IOException("other users may write to " + path);
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,mode,size,isDirectory,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    }

    /** The effective user id, to which the process's own directory in proc(5) belongs. */
    private static int ownUser() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
