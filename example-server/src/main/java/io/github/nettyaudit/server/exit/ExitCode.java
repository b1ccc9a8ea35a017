package io.github.nettyaudit.server.exit;

/** How the process ends. The numbers are promised in {@code --help}. */
public enum ExitCode {
    /** Ended as asked: SIGTERM, SIGINT, SIGHUP, or the only reader of standard output has gone. */
    OK(0),
    /** Something that should not happen; standard error says what. */
    UNEXPECTED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The process may not do it, or the kernel cannot: no capability, a container, no audit in the kernel. */
    KERNEL_REFUSES(3),
    /** {@code --source unicast} was asked for, and another audit daemon is registered. */
    OTHER_DAEMON(4),
    /** Lines cannot be put out: the port is in use, the tap's file cannot be written. */
    OUTPUT_FAILS(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the shell sees. */
    public int code() {
        return code;
    }
}
