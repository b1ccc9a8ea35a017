package io.github.nettyaudit.server.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who owns a file and who may do what with it, as lstat(2) reports it.
 *
 * @param uid   the owner's user id
 * @param mode  the type and permission bits, {@code st_mode} of inode(7)
 * @param inode the number of the inode
 * @param device the number of the device that holds the inode; with {@code inode} it identifies the file
 */
public record FileOwner(int uid, int mode, long inode, long device) {
    /** The user id of root. */
    public static final int ROOT = 0;

    private static final Path OWN_PROCESS = Path.of("/proc/self");
    private static final int TYPE = 0xf000;
    private static final int SOCKET = 0xc000;
    private static final int REGULAR_FILE = 0x8000;
    private static final int STICKY = 0x200;
    private static final int WRITABLE_BY_OTHERS = 0x12;

    /**
     * Reads the attributes of a file. A symbolic link is not followed.
     *
     * @param file the file
     * @return its attributes
     * @throws IOException if they cannot be read
     */
    public static FileOwner of(Path file) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:uid,mode,ino,dev", LinkOption.NOFOLLOW_LINKS);
        return new FileOwner((Integer) attributes.get("uid"), (Integer) attributes.get("mode"),
                (Long) attributes.get("ino"), (Long) attributes.get("dev"));
    }

    /**
     * Returns the effective user id of this process. The directory {@code /proc/self} always belongs to it (proc(5)).
     *
     * @return the user id
     * @throws IOException if {@code /proc} is not mounted
     */
    public static int ownUid() throws IOException {
        return (Integer) Files.getAttribute(OWN_PROCESS, "unix:uid");
    }

    /**
     * Returns whether the file is a socket.
     *
     * @return whether it is
     */
    public boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    /**
     * Returns whether the file is a regular file, rather than a directory, link, device, pipe or socket.
     *
     * @return whether it is
     */
    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR_FILE;
    }

    /**
     * Returns whether root or the user of this process owns the file.
     *
     * @return whether one of them does
     * @throws IOException if {@code /proc} is not mounted
     */
    public boolean isTrusted() throws IOException {
        return uid == ROOT || uid == ownUid();
    }

    /**
     * Returns whether users other than the owner may rename or delete the files in this directory.
     *
     * @return whether they may
     */
    public boolean letsOthersReplaceFiles() {
        return (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
    }
}
