package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.json.JsonName;

/** The fields that have a meaning of their own in many events, so that {@link EventFields} finds them fast. */
public enum KnownField {
    /** {@code uid}: the real user. */
    UID("uid"),
    /** {@code auid}: the user who logged in. */
    AUID("auid"),
    /** {@code euid}: the effective user. */
    EUID("euid"),
    /** {@code suid}: the saved user. */
    SUID("suid"),
    /** {@code fsuid}: the user for the access to files. */
    FSUID("fsuid"),
    /** {@code gid}: the real group. */
    GID("gid"),
    /** {@code egid}: the effective group. */
    EGID("egid"),
    /** {@code sgid}: the saved group. */
    SGID("sgid"),
    /** {@code fsgid}: the group for the access to files. */
    FSGID("fsgid"),
    /** {@code ses}: the login session. */
    SES("ses"),
    /** {@code pid}: the process. */
    PID("pid"),
    /** {@code ppid}: the parent process. */
    PPID("ppid"),
    /** {@code exe}: the path of the program. */
    EXE("exe"),
    /** {@code comm}: the name of the thread. */
    COMM("comm"),
    /** {@code cwd}: the working directory. */
    CWD("cwd"),
    /** {@code proctitle}: the command line as the process shows it. */
    PROCTITLE("proctitle"),
    /** {@code tty}: the terminal of the process. */
    TTY("tty"),
    /** {@code terminal}: the terminal in a message. */
    TERMINAL("terminal"),
    /** {@code syscall}: the system call. */
    SYSCALL("syscall"),
    /** {@code uring_op}: the operation of io_uring. */
    URING_OP("uring_op"),
    /** {@code exit}: what a system call returned. */
    EXIT("exit"),
    /** {@code key}: the keys of rules. */
    KEY("key"),
    /** {@code subj}: the security context of the process. */
    SUBJ("subj"),
    /** {@code items}: the number of PATH records. */
    ITEMS("items", true),
    /** {@code addr}: the remote address in a message. */
    ADDR("addr"),
    /** {@code hostname}: the remote host in a message. */
    HOSTNAME("hostname"),
    /** {@code success}: whether a system call succeeded. */
    SUCCESS("success"),
    /** {@code res}: whether it succeeded, in a message. */
    RES("res"),
    /** {@code result}: whether it succeeded, in an old message. */
    RESULT("result"),
    /** {@code argc}: the number of arguments. */
    ARGC("argc"),
    /** {@code saddr}: a socket address. */
    SADDR("saddr"),
    /** {@code arch}: the architecture of a system call. */
    ARCH("arch"),
    /** {@code a0}: the first argument of a system call. */
    A0("a0", true),
    /** {@code a1}: the second argument of a system call. */
    A1("a1", true),
    /** {@code a2}: the third argument of a system call. */
    A2("a2", true),
    /** {@code a3}: the fourth argument of a system call. */
    A3("a3", true);

    final int slot = ordinal();
    private final FieldName fieldName;
    private final JsonName jsonName;
    private final boolean isNumber;

    KnownField(String name) {
        this(name, false);
    }

    KnownField(String name, boolean isNumber) {
        fieldName = FieldName.of(name);
        jsonName = JsonName.of(name);
        this.isNumber = isNumber;
    }

    /**
     * Returns whether the value is a number that documents have as it stands in the record.
     *
     * @return whether it needs no interpretation
     */
    public boolean isNumber() {
        return isNumber;
    }

    /** Whether audit-userspace writes the field at the end of a message, behind the text of the program. */
    boolean endsMessage() {
        return switch (this) {
            case EXE, HOSTNAME, ADDR, TERMINAL, RES -> true;
            default -> false;
        };
    }

    /**
     * Returns the field's name.
     *
     * @return the name
     */
    public FieldName fieldName() {
        return fieldName;
    }

    /**
     * Returns the field's name as that of a member of a document.
     *
     * @return the name, prepared
     */
    public JsonName jsonName() {
        return jsonName;
    }
}
