package io.github.nettyaudit.codec.netlink;

import io.github.nettyaudit.codec.table.DataFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Names and short descriptions of Linux error numbers, as netlink acknowledgements carry them (negated).
 *
 * <p>The table is the resource {@code errno.tsv}: numbers of {@code asm-generic/errno.h}, which x86-64 and aarch64
 * use. A few other architectures (MIPS, SPARC, PA-RISC, Alpha) number those from 35 on differently.
 */
public final class NetlinkErrno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file, directory or rule. */
    public static final int ENOENT = 2;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** It exists already: the rule, or another audit daemon. */
    public static final int EEXIST = 17;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Protocol not supported: the kernel has no audit. */
    public static final int EPROTONOSUPPORT = 93;
    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;
    /** Connection refused: not the initial user namespace. */
    public static final int ECONNREFUSED = 111;
    /** The largest number that can be an error ({@code MAX_ERRNO} in {@code linux/err.h}). */
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

    /** The symbol, such as {@code EPERM}; {@code errno 4000} for a number without one. Never fails. */
    public static String name(int errno) {
        return isKnown(errno) ? NAMES[errno] : "errno " + errno;
    }

    /** A few words on what went wrong; {@code unknown error} for a number without a name. Never fails. */
    public static String description(int errno) {
        return isKnown(errno) ? DESCRIPTIONS[errno] : "unknown error";
    }

    /** The number of a symbol such as {@code EPERM}; -1 for any other text. */
    public static int number(String name) {
        Integer number = NUMBERS.get(name);
        return number != null ? number : -1;
    }

    /** Whether the number has a name. */
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
