package io.github.nettyaudit.server.privilege;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.io.FileOwner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server that root has started one of another user. The process begins the same program again by execv(3), as
 * that user, with the capabilities that it needs and none beside them.
 *
 * <p>A JVM cannot drop them while it runs: glibc has all threads change their user, but capabilities, the bounding set
 * and "no new privileges" are those of one thread, and the JVM has a dozen threads before the first line of Java. After
 * execv(3) there is one thread, from which all others inherit. The process keeps its id and its open descriptors, so
 * that a service manager notices nothing.
 */
public final class UserSwitch {
    private static final int ROOT = 0;
    private static final int MOST_CAPABILITIES = 64;
    private static final Path PROGRAM = Path.of("/proc/self/exe");
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");

    private final String name;
    private final int user;
    private final int group;

    private UserSwitch(String name, int user, int group) {
        this.name = name;
        this.user = user;
        this.group = group;
    }

    /**
     * Returns whether this host knows a user.
     *
     * @param name the name of the user
     * @return whether it does
     */
    public static boolean isKnown(String name) {
        return LibC.getpwnam(terminated(name)) != null;
    }

    /**
     * Finds out whether the process has to become one of another user.
     *
     * @param name the name of the user
     * @return how; {@code null} if it is one of this user already
     * @throws ServerException if this host does not know the user, or this process is not root's; the message goes on
     *                         after the setting
     */
    public static @Nullable UserSwitch to(String name) throws ServerException {
        Pointer entry = LibC.getpwnam(terminated(name));
        if (entry == null) {
            throw new ServerException(ExitCode.USAGE, "this host knows no user " + name + "; useradd --system"
                    + " --no-create-home makes one");
        }
        int user = entry.getInt(LibC.UID_OFFSET);
        int group = entry.getInt(LibC.GID_OFFSET);
        int own = own();
        if (own == user) {
            return null;
        }
        if (own != ROOT) {
            throw new ServerException(ExitCode.KERNEL_REFUSES, "only root can become the user " + name
                    + "; this process is one of user " + Integer.toUnsignedString(own));
        }
        return new UserSwitch(name, user, group);
    }

    private static int own() throws ServerException {
        try {
            return FileOwner.ownUid();
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, "/proc cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Makes directories that do not exist, with mode 0700, for the user.
     *
     * @param directories the directories
     * @throws ServerException if one cannot be made
     */
    public void prepare(Collection<Path> directories) throws ServerException {
        for (Path directory : directories) {
            Deque<Path> missing = new ArrayDeque<>();
            for (Path one = directory; one != null && !Files.exists(one); one = one.getParent()) {
                missing.push(one);
            }
            try {
                for (Path one : missing) {
                    Files.createDirectory(one, PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
                    Files.setAttribute(one, "unix:uid", user);
                    Files.setAttribute(one, "unix:gid", group);
                }
            } catch (IOException e) {
                throw new ServerException(ExitCode.INPUT_OUTPUT, "the directory " + directory + " cannot be made: "
                        + e.getMessage(), e);
            }
        }
    }

    /**
     * Begins this program again, as the user. Returns only by an exception.
     *
     * @param kept the capabilities that it keeps
     * @throws IOException if that fails; the process must end then, because it may be half of both
     */
    public void run(Set<Capability> kept) throws IOException {
        byte[] program = terminated(PROGRAM.toRealPath().toString());
        List<Memory> words = new ArrayList<>();
        Memory arguments = arguments(words);
        long sets = 0;
        for (Capability capability : kept) {
            sets |= capability.bit();
        }
        sets &= ProcessCapabilities.effective();
        check("PR_SET_KEEPCAPS", LibC.prctl(LibC.PR_SET_KEEPCAPS, 1, 0, 0, 0));
        for (int number = 0; number < MOST_CAPABILITIES; number++) {
            if ((sets & 1L << number) == 0 && LibC.prctl(LibC.PR_CAPBSET_READ, number, 0, 0, 0) == 1) {
                check("PR_CAPBSET_DROP", LibC.prctl(LibC.PR_CAPBSET_DROP, number, 0, 0, 0));
            }
        }
        check("initgroups", LibC.initgroups(terminated(name), group));
        check("setresgid", LibC.setresgid(group, group, group));
        check("setresuid", LibC.setresuid(user, user, user));
        check("capset", LibC.capset(header(), sets(sets)));
        for (int number = 0; number < MOST_CAPABILITIES; number++) {
            if ((sets & 1L << number) != 0) {
                check("PR_CAP_AMBIENT", LibC.prctl(LibC.PR_CAP_AMBIENT, LibC.PR_CAP_AMBIENT_RAISE, number, 0, 0));
            }
        }
        check("PR_SET_NO_NEW_PRIVS", LibC.prctl(LibC.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
        check("execv", LibC.execv(program, arguments));
    }

    private static void check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with errno " + Native.getLastError());
        }
    }

    /** The arguments of this process, the options of Java among them. */
    private static Memory arguments(List<Memory> words) throws IOException {
        byte[] line = Files.readAllBytes(ARGUMENTS);
        int start = 0;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == 0) {
                Memory word = new Memory(i - start + 1L);
                word.write(0, line, start, i - start + 1);
                words.add(word);
                start = i + 1;
            }
        }
        Memory array = new Memory((words.size() + 1L) * Native.POINTER_SIZE);
        for (int i = 0; i < words.size(); i++) {
            array.setPointer((long) i * Native.POINTER_SIZE, words.get(i));
        }
        array.setPointer((long) words.size() * Native.POINTER_SIZE, null);
        return array;
    }

    private static byte[] header() {
        return ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.nativeOrder())
                .putInt(LibC.CAPABILITY_VERSION).putInt(0).array();
    }

    /** Effective, permitted and inheritable, the lower half of each, and then the upper half of each. */
    private static byte[] sets(long set) {
        ByteBuffer sets = ByteBuffer.allocate(6 * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int half : new int[] {(int) set, (int) (set >>> Integer.SIZE)}) {
            sets.putInt(half).putInt(half).putInt(half);
        }
        return sets.array();
    }

    private static byte[] terminated(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
