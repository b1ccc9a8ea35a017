package io.github.nettyaudit.codec.record;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The name of a field, prepared for the comparison with names inside records without making strings: most names fit
 * into the eight bytes of {@link #key()}, so that comparing them is comparing one number.
 *
 * <p>The names of the common fields are constants of this class; make others with {@link #of(String)} and keep them in
 * a constant. The fields and their formats are those of the audit project's field dictionary
 * ({@code audit-documentation/specs/fields/field-dictionary.csv}) and of the functions {@code audit_log_*} in
 * {@code kernel/audit.c} and {@code kernel/auditsc.c}. Immutable.
 */
public final class FieldName {
    /** The fields whose values are {@linkplain UntrustedString untrusted strings}, in every record that has them. */
    private static final Set<String> UNTRUSTED = Set.of("acct", "apparmor", "cgroup", "cmd", "comm", "cwd", "data",
            "denied_mask", "device", "device_rule", "dir", "exe", "file", "grp", "info", "invalid_context", "key", "name",
            "new-chardev", "new-disk", "new-fs", "new-net", "new-rng", "new-smartcard", "new_group", "ocomm",
            "old-chardev", "old-disk", "old-fs", "old-net", "old-rng", "old-smartcard", "operation", "path", "proctitle",
            "profile", "requested_mask", "root_dir", "shmem", "sw", "vm", "watch");

    /** {@code acct}: the account that a user message is about, an untrusted string. */
    public static final FieldName ACCT = of("acct");
    /** {@code addr}: the remote address in a user message; {@code ?} if there is none. */
    public static final FieldName ADDR = of("addr");
    /** {@code arch}: the architecture of the system call, a hexadecimal number ({@code linux/audit.h}). */
    public static final FieldName ARCH = of("arch");
    /** {@code auid}: the user who logged in, a decimal number; {@link AuditRecord#UNSET_ID} if nobody did. */
    public static final FieldName AUID = of("auid");
    /** {@code cmd}: a command, an untrusted string. */
    public static final FieldName CMD = of("cmd");
    /** {@code comm}: the name of the thread, up to 15 bytes, an untrusted string. */
    public static final FieldName COMM = of("comm");
    /** {@code cwd}: the working directory, an untrusted string. */
    public static final FieldName CWD = of("cwd");
    /** {@code egid}: the effective group id, a decimal number. */
    public static final FieldName EGID = of("egid");
    /** {@code euid}: the effective user id, a decimal number. */
    public static final FieldName EUID = of("euid");
    /** {@code exe}: the path of the program, an untrusted string. */
    public static final FieldName EXE = of("exe");
    /** {@code exit}: the result of the system call, a decimal number; negative if it is an errno. */
    public static final FieldName EXIT = of("exit");
    /** {@code fsgid}: the group id for file access, a decimal number. */
    public static final FieldName FSGID = of("fsgid");
    /** {@code fsuid}: the user id for file access, a decimal number. */
    public static final FieldName FSUID = of("fsuid");
    /** {@code gid}: the group id, a decimal number. */
    public static final FieldName GID = of("gid");
    /** {@code hostname}: the remote host in a user message; {@code ?} if there is none. */
    public static final FieldName HOSTNAME = of("hostname");
    /** {@code inode}: the inode of a PATH record, a decimal number. */
    public static final FieldName INODE = of("inode");
    /** {@code item}: the number of a PATH record in its event, a decimal number. */
    public static final FieldName ITEM = of("item");
    /** {@code items}: the number of PATH records in the event, a decimal number. */
    public static final FieldName ITEMS = of("items");
    /** {@code key}: a key of the rule that matched, an untrusted string; one field for each key. */
    public static final FieldName KEY = of("key");
    /** {@code mode}: the type and permissions of a file, an octal number. */
    public static final FieldName MODE = of("mode");
    /** {@code name}: the path of a PATH record, an untrusted string; {@code (null)} if it has none. */
    public static final FieldName NAME = of("name");
    /** {@code nametype}: {@code NORMAL}, {@code PARENT}, {@code CREATE}, {@code DELETE} or {@code UNKNOWN}. */
    public static final FieldName NAMETYPE = of("nametype");
    /** {@code op}: the operation, a word. */
    public static final FieldName OP = of("op");
    /** {@code pid}: the process, a decimal number. */
    public static final FieldName PID = of("pid");
    /** {@code ppid}: the parent process, a decimal number. */
    public static final FieldName PPID = of("ppid");
    /** {@code proctitle}: the command line, arguments separated by NULs, an untrusted string. */
    public static final FieldName PROCTITLE = of("proctitle");
    /** {@code res}: {@code success} or {@code failed}, or 1 or 0. */
    public static final FieldName RES = of("res");
    /** {@code saddr}: a socket address, a struct in hexadecimal digits ({@code linux/socket.h}). */
    public static final FieldName SADDR = of("saddr");
    /** {@code ses}: the login session, a decimal number; {@link AuditRecord#UNSET_ID} if there is none. */
    public static final FieldName SES = of("ses");
    /** {@code sgid}: the saved group id, a decimal number. */
    public static final FieldName SGID = of("sgid");
    /** {@code subj}: the security context of the process. */
    public static final FieldName SUBJ = of("subj");
    /** {@code success}: {@code yes} or {@code no}, whether the system call succeeded. */
    public static final FieldName SUCCESS = of("success");
    /** {@code suid}: the saved user id, a decimal number. */
    public static final FieldName SUID = of("suid");
    /** {@code syscall}: the number of the system call on the record's architecture, a decimal number. */
    public static final FieldName SYSCALL = of("syscall");
    /** {@code terminal}: the terminal in a user message. */
    public static final FieldName TERMINAL = of("terminal");
    /** {@code tty}: the terminal of the process; {@code (none)} if it has none. */
    public static final FieldName TTY = of("tty");
    /** {@code uid}: the real user id, a decimal number. */
    public static final FieldName UID = of("uid");

    private final String text;
    private final byte[] bytes;
    private final long key;
    private final boolean untrusted;

    private FieldName(String text) {
        this.text = text;
        bytes = text.getBytes(StandardCharsets.UTF_8);
        long packed = 0;
        for (int i = 0; i < Math.min(Long.BYTES, bytes.length); i++) {
            packed |= (bytes[i] & 0xffL) << Byte.SIZE * i;
        }
        key = packed;
        untrusted = isUntrusted(text);
    }

    /**
     * Creates a name.
     *
     * @param text the name, such as {@code auid}; case matters
     * @return the name, to be kept in a constant
     */
    public static FieldName of(String text) {
        return new FieldName(text);
    }

    static boolean isUntrusted(String name) {
        return UNTRUSTED.contains(name);
    }

    /**
     * Returns whether the values of fields of this name are {@linkplain UntrustedString untrusted strings}, which the
     * kernel writes in quotes or in hexadecimal. The field {@code data} of TTY records, which holds the keys that were
     * typed, is one of them. The arguments {@code a0}, {@code a1} and so on of EXECVE records are not, because fields
     * of these names are numbers in SYSCALL records; read them with
     * {@link io.github.nettyaudit.codec.event.ExecveArguments}.
     *
     * @return whether a hexadecimal value is to be decoded
     */
    public boolean isUntrusted() {
        return untrusted;
    }

    /**
     * Returns the first eight bytes of the name as a number.
     *
     * @return the first byte in the lowest eight bits, zeros if the name is shorter
     */
    public long key() {
        return key;
    }

    /**
     * Returns the length of the name.
     *
     * @return the number of bytes
     */
    public int length() {
        return bytes.length;
    }

    /** Whether the bytes from {@code start} are the ones of this name; length and key are known to be equal. */
    boolean matchesRest(byte[] scratch, int start) {
        for (int i = Long.BYTES; i < bytes.length; i++) {
            if (scratch[start + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the name itself. */
    @Override
    public String toString() {
        return text;
    }
}
