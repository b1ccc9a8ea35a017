package io.github.nettyaudit.server.exit;

/** How the process ends. {@code --help} lists the numbers; they do not change. */
public enum ExitCode {
    /** Ended by SIGTERM, SIGINT or SIGHUP, or because the only reader of standard output has ended. */
    OK(0),
    /** An unexpected failure; standard error says which. */
    UNEXPECTED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The process is not permitted to do it, or the kernel has no audit. */
    KERNEL_REFUSES(3),
    /** {@code --source unicast} was asked for, and another audit daemon is registered. */
    OTHER_DAEMON(4),
    /** The output cannot be written: the address is in use, the disk is full, the tap's file cannot be created. */
    OUTPUT_FAILS(5),
    /** {@code decode} found no audit record in its input. */
    NO_RECORDS(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /**
     * Returns the number that the parent process sees.
     *
     * @return the exit code
     */
    public int code() {
        return code;
    }
}
