package io.github.nettyaudit.server.privilege;

/** The capabilities that the server can use, see capabilities(7). */
public enum Capability {
    /** Gives files to other users. */
    CHOWN(0),
    /** Reads files of other users. */
    DAC_READ_SEARCH(2),
    /** Listens at ports below 1024. */
    NET_BIND_SERVICE(10),
    /** Sets the size of a receive buffer above {@code net.core.rmem_max}. */
    NET_ADMIN(12),
    /** Reads what {@code /proc} has of processes of other users. */
    SYS_PTRACE(19),
    /** Is the audit daemon, and changes rules and settings. */
    AUDIT_CONTROL(30),
    /** Reads records beside the audit daemon. */
    AUDIT_READ(37);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /** The bit in a set. */
    long bit() {
        return 1L << number;
    }

    /** The number in {@code linux/capability.h}. */
    int number() {
        return number;
    }

    /** The name in capabilities(7). */
    String word() {
        return "CAP_" + name();
    }
}
