package io.github.nettyaudit.codec.netlink;

import io.github.nettyaudit.codec.internal.table.DataFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Names and short descriptions of Linux error numbers. Netlink acknowledgements carry them negated.
 *
 * <p>The table is the resource {@code errno.tsv}: the numbers of {@code asm-generic/errno.h}, which x86-64 and aarch64
 * use. A few other architectures (MIPS, SPARC, PA-RISC, Alpha) use other numbers from 35 on.
 */
public final class NetlinkErrno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file, directory or rule. */
    public static final int ENOENT = 2;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** The rule, or an audit daemon, exists already. */
    public static final int EEXIST = 17;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Protocol not supported: the kernel has no audit subsystem. */
    public static final int EPROTONOSUPPORT = 93;
    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;
    /** Connection refused: the caller is not in the initial user namespace. */
    public static final int ECONNREFUSED = 111;
    /** The largest error number ({@code MAX_ERRNO} in {@code linux/err.h}). */
    public static final int MAX_ERRNO = 4095;

    private static final String TABLE = "errno.tsv";
    private static final String[] NAMES = new String[256];
    private static final String[] DESCRIPTIONS = new String[NAMES.length];
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        load();
    }

    private NetlinkErrno() {
    }

    /**
     * Returns the symbol of an error number. Never fails.
     *
     * @param errno any number
     * @return a symbol such as {@code EPERM}; {@code errno 4000} for a number without one
     */
    public static String name(int errno) {
        return isKnown(errno) ? NAMES[errno] : "errno " + errno;
    }

    /**
     * Returns a short description of an error number. Never fails.
     *
     * @param errno any number
     * @return a few words such as {@code operation not permitted}; {@code unknown error} for a number without a name
     */
    public static String description(int errno) {
        return isKnown(errno) ? DESCRIPTIONS[errno] : "unknown error";
    }

    /**
     * Returns the number of a symbol.
     *
     * @param name a symbol such as {@code EPERM}
     * @return the positive number; -1 for any other text
     */
    public static int number(String name) {
        Integer number = NUMBERS.get(name);
        return number != null ? number : -1;
    }

    /**
     * Returns whether an error number has a name.
     *
     * @param errno any number
     * @return whether {@link #name} returns a symbol
     */
    public static boolean isKnown(int errno) {
        return errno >= 0 && errno < NAMES.length && NAMES[errno] != null;
    }

    private static void load() {
        for (String[] columns : DataFile.rows(NetlinkErrno.class, TABLE)) {
            int number = Integer.parseInt(columns[0]);
            NAMES[number] = columns[1];
            DESCRIPTIONS[number] = columns[2];
            NUMBERS.put(columns[1], number);
        }
    }
}
