package io.github.nettyaudit.server.io;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An open file or directory. What is checked and what is read is the same file, also when its name is given to another
 * file meanwhile: attributes and content are read through the descriptor, by {@code /proc/self/fd}.
 */
public final class OpenFile implements AutoCloseable {
    /** {@code O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY} of {@code asm-generic/fcntl.h}; a FIFO does not block. */
    private static final int FLAGS = 0x80000 | 0x800 | 0x100;
    private static final int ENOENT = 2;
    /** A socket, or a device without a driver. */
    private static final int ENXIO = 6;
    private static final int EACCES = 13;
    private static final int TYPE_MASK = 0xF000;
    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int PERMISSIONS = 0xFFF;
    private static final int WRITABLE_BY_OTHERS = 2;
    private static final int PERMISSIONS_OF_OTHERS = 0x3f;
    /** Users from this id on are people; {@code UID_MIN} in {@code login.defs(5)}. */
    private static final int FIRST_PERSON = 1000;
    /** More bytes than a configuration, or a file of text that it names, ever has. */
    public static final int LARGEST_TEXT = 4 << 20;
    private static final String NOT_REGULAR = " is not a regular file";

    static {
        Native.register(OpenFile.class, "c");
    }

    private final int descriptor;
    private final Path path;
    private final int mode;
    private final int owner;

    private OpenFile(int descriptor) throws IOException {
        this.descriptor = descriptor;
        path = Path.of("/proc/self/fd/" + descriptor);
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid");
        mode = (Integer) attributes.get("mode");
        owner = (Integer) attributes.get("uid");
    }

    private static native int open(byte[] path, int flags) throws LastErrorException;

    private static native int close(int descriptor);

    private static native int geteuid();

    /**
     * Opens for reading. Links are followed.
     *
     * @param path the file or directory
     * @return the open file
     * @throws NoSuchFileException   when there is no such file
     * @throws AccessDeniedException when it may not be read
     * @throws IOException           when it cannot be opened for another reason
     */
    public static OpenFile open(Path path) throws IOException {
        int descriptor;
        try {
            descriptor = open(terminated(path), FLAGS);
        } catch (LastErrorException failure) {
            throw switch (failure.getErrorCode()) {
                case ENOENT -> new NoSuchFileException(path.toString());
                case EACCES -> new AccessDeniedException(path.toString());
                case ENXIO -> new UnfitFileException(path + NOT_REGULAR);
                default -> new FileSystemException(path.toString(), null,
                        String.valueOf(failure.getMessage()).replaceFirst("^\\[\\d+] ", ""));
            };
        }
        try {
            return new OpenFile(descriptor);
        } catch (IOException | RuntimeException failure) {
            close(descriptor);
            throw failure;
        }
    }

    /** The name as the file system has it: Java's own conversion of names to text depends on the locale. */
    private static byte[] terminated(Path path) {
        String escaped = path.toUri().getRawPath();
        ByteArrayOutputStream name = new ByteArrayOutputStream(escaped.length() + 1);
        for (int at = 0; at < escaped.length(); at++) {
            if (escaped.charAt(at) == '%') {
                name.write(Integer.parseInt(escaped, at + 1, at + 3, 16));
                at += 2;
            } else {
                name.write(escaped.charAt(at));
            }
        }
        name.write(0);
        return name.toByteArray();
    }

    /**
     * Returns whether it is a directory.
     *
     * @return whether it is
     */
    public boolean isDirectory() {
        return (mode & TYPE_MASK) == DIRECTORY;
    }

    /**
     * Returns whether it is a regular file.
     *
     * @return whether it is
     */
    public boolean isRegular() {
        return (mode & TYPE_MASK) == REGULAR;
    }

    /**
     * Returns whether every user may write to it.
     *
     * @return whether the permission is set
     */
    public boolean isWritableByOthers() {
        return (mode & WRITABLE_BY_OTHERS) != 0;
    }

    /** Whether it belongs to root or to the user of this process. */
    private boolean isOwnedByRootOrUs() {
        return owner == 0 || owner == geteuid();
    }

    /**
     * Returns whether a secret in it is one of this server: it belongs to root, to the user of this process, or, if this
     * process is one of root, to a system user, which the server may become.
     *
     * @return whether it does
     */
    public boolean isOfOwnerOfSecrets() {
        return isOwnedByRootOrUs() || geteuid() == 0 && owner() < FIRST_PERSON;
    }

    /**
     * Returns the id of the user to whom it belongs.
     *
     * @return the id
     */
    public long owner() {
        return Integer.toUnsignedLong(owner);
    }

    /**
     * Returns whether users other than the owner have any permission.
     *
     * @return whether they have
     */
    public boolean isOpenToOthers() {
        return (mode & PERMISSIONS_OF_OTHERS) != 0;
    }

    /**
     * Returns the permissions as chmod takes them.
     *
     * @return such as {@code 0644}
     */
    public String permissions() {
        return String.format("%04o", mode & PERMISSIONS);
    }

    /**
     * Reads a regular file as a whole. A FIFO, a device or a directory is refused without waiting for it.
     *
     * @param path the file; links are followed
     * @param most the largest number of bytes that is read
     * @return the bytes
     * @throws UnfitFileException if it is not a regular file, or has more bytes
     * @throws IOException        if it cannot be read
     */
    public static byte[] read(Path path, int most) throws IOException {
        try (OpenFile file = open(path)) {
            return file.read(path.toString(), most);
        }
    }

    /**
     * Reads the whole content.
     *
     * @param name its name, for messages
     * @param most the largest number of bytes that is read
     * @return the bytes
     * @throws UnfitFileException if it is not a regular file, or has more bytes
     * @throws IOException        when it cannot be read
     */
    public byte[] read(String name, int most) throws IOException {
        if (!isRegular()) {
            throw new UnfitFileException(name + NOT_REGULAR);
        }
        try (InputStream in = Files.newInputStream(path)) {
            if (Files.size(path) <= most) {
                byte[] bytes = in.readNBytes(most);
                if (in.read() < 0) {
                    return bytes;
                }
            }
        }
        throw new UnfitFileException(name + " has more than " + most + " bytes");
    }

    /**
     * Returns the entries of a directory; opening one of them opens what is in this directory, whatever its name is now.
     *
     * @return the paths of the entries
     * @throws IOException when they cannot be read
     */
    public List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.toList();
        }
    }

    /**
     * Refuses a file that users other than root and the user of this process can change.
     *
     * @param what what it is, for the message
     * @param name its name, for the message
     * @throws ServerException when it is refused
     */
    public void check(String what, String name) throws ServerException {
        if (isWritableByOthers()) {
            throw new ServerException(ExitCode.USAGE, what + " is refused, because every user can change it (mode "
                    + permissions() + "): chmod o-w " + name);
        }
        if (!isOwnedByRootOrUs()) {
            throw new ServerException(ExitCode.USAGE, what + " is refused, because it belongs to the user " + owner()
                    + ", who can change it (mode " + permissions() + "): chown root " + name);
        }
    }

    @Override
    public void close() {
        close(descriptor);
    }
}
