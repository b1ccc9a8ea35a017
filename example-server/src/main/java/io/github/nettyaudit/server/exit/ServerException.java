package io.github.nettyaudit.server.exit;

/**
 * The program cannot do what it was asked to do. The message is one sentence for the operator that says what to do about
 * it.
 */
public class ServerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How the process is to end. */
    private final ExitCode exitCode;

    /**
     * Creates an exception without a cause.
     *
     * @param exitCode how the process is to end
     * @param message  one sentence, shown to the operator as it is
     */
    public ServerException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * Creates an exception.
     *
     * @param exitCode how the process is to end
     * @param message  one sentence, shown to the operator as it is
     * @param cause    what went wrong
     */
    public ServerException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /**
     * Returns how the process is to end.
     *
     * @return the exit code
     */
    public ExitCode exitCode() {
        return exitCode;
    }
}
