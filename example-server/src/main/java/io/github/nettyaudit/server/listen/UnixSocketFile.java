package io.github.nettyaudit.server.listen;

import io.github.nettyaudit.server.io.FileOwner;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix socket and its file.
 *
 * <p>bind(2) gives the file a mode that depends on the umask. It is set to 0600 before listen(2), and until then the
 * kernel refuses every connection, so that there is no moment in which other users can connect. bind(2) follows no
 * link and replaces no file. The file is in a directory where other users can replace nothing.
 */
public final class UnixSocketFile {
    private static final int BACKLOG = 64;
    private static final String MODE = "rw-------";

    private final Path path;
    private final FileOwner created;
    private final Socket socket;

    private UnixSocketFile(Path path, FileOwner created, Socket socket) {
        this.path = path;
        this.created = created;
        this.socket = socket;
    }

    /**
     * Creates the file and listens. A socket file that an earlier server left is replaced.
     *
     * @param path      the file
     * @param owner     the user who is to own the file; {@code null} for the user of this process
     * @param ownerName the setting that names this user, for messages
     * @return the socket, which listens
     * @throws IOException with a message for the operator
     */
    public static UnixSocketFile listen(Path path, @Nullable Long owner, String ownerName) throws IOException {
        checkDirectory(path);
        removeIfStale(path, owner);
        Socket socket = Socket.newSocketDomain();
        boolean bound = false;
        try {
            socket.bind(new DomainSocketAddress(path.toFile()));
            bound = true;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODE));
            if (owner != null) {
                give(path, owner.intValue(), ownerName);
            }
            FileOwner created = FileOwner.of(path);
            socket.listen(BACKLOG);
            return new UnixSocketFile(path, created, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            if (bound) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    private static void checkDirectory(Path path) throws IOException {
        Path directory = path.getParent();
        FileOwner owner;
        try {
            owner = FileOwner.of(directory.toRealPath());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no directory " + directory, e);
        }
        if (!owner.isTrusted() || owner.letsOthersReplaceFiles()) {
            throw new IOException("other users may write to the directory " + directory + ", and could put a socket of"
                    + " their own in this place; use a directory that only root or the user of this server may write"
                    + " to, such as /run");
        }
    }

    /**
     * Finds out whether a socket could be made at a path, and changes nothing.
     *
     * @param path  the file
     * @param owner the user who is to own the file; {@code null} for the user of this process
     * @throws IOException if it could not; the message is for the operator
     */
    public static void check(Path path, @Nullable Long owner) throws IOException {
        checkDirectory(path);
        stale(path, owner);
    }

    private static void removeIfStale(Path path, @Nullable Long newOwner) throws IOException {
        FileOwner found = stale(path, newOwner);
        if (found != null) {
            removeIfSame(path, found);
        }
    }

    /** The file that is there, which may be replaced; {@code null} if there is none. */
    private static @Nullable FileOwner stale(Path path, @Nullable Long newOwner) throws IOException {
        FileOwner found;
        try {
            found = FileOwner.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!found.isSocket()) {
            throw new IOException("the file exists and is not a socket; it is left as it is");
        }
        if (!found.isTrusted() && !(newOwner != null && found.uid() == newOwner.intValue())) {
            throw new IOException("the socket exists and belongs to user " + found.uid() + "; it is left as it is");
        }
        if (somebodyListens(path)) {
            throw new IOException("another process listens there");
        }
        return found;
    }

    private static boolean somebodyListens(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // a listener whose queue is full would block it
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false; // ECONNREFUSED: the process that bound it has ended
        } catch (SocketException e) {
            return true; // EAGAIN: the queue is full
        }
    }

    private static void removeIfSame(Path path, FileOwner expected) throws IOException {
        FileOwner found = FileOwner.of(path);
        if (found.inode() == expected.inode() && found.device() == expected.device()) {
            Files.delete(path);
        }
    }

    private static void give(Path path, int uid, String ownerName) throws IOException {
        try {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new IOException("the socket cannot be given to user " + Integer.toUnsignedString(uid) + " ("
                    + e.getMessage() + "): start the server as root, or leave out " + ownerName, e);
        }
    }

    /**
     * Gives the descriptor away.
     *
     * @return the descriptor of the listening socket; it becomes the caller's
     */
    public int descriptor() {
        return socket.intValue();
    }

    /**
     * Deletes the file, unless another one has taken its place.
     *
     * @throws IOException if it cannot be deleted
     */
    public void remove() throws IOException {
        try {
            removeIfSame(path, created);
        } catch (NoSuchFileException e) {
            // somebody else has deleted it
        }
    }
}
