package io.github.nettyaudit.server.exit;

/** The server cannot do what it was asked. The message is one sentence for the user that says what to do. */
public final class ServerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /** @param message one sentence, shown to the user as it is */
    public ServerException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** @param message one sentence, shown to the user as it is */
    public ServerException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** How the process is to end. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
