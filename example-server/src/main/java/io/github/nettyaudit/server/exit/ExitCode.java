package io.github.nettyaudit.server.exit;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** How the process ends, the same for all commands. {@code --help} lists the numbers; they do not change. */
public enum ExitCode {
    /** A command is done; the server was ended by a signal, or because the only reader of standard output has ended. */
    OK(0, "done: what was asked for is complete; the server was ended by a signal, or by the end of the reader of"
            + " standard output"),
    /** An unexpected failure; standard error says which. */
    UNEXPECTED(1, "an unexpected failure, a request that the kernel refused (such as a rule that exists), or settings"
            + " of the kernel that could not be restored"),
    /** The command line, a file's content, or the permissions of a file are wrong. */
    USAGE(2, "a wrong command line, a wrong line in a file, or a value that the kernel does not accept; a file that is"
            + " refused because other users can change it, or can read a secret in it"),
    /** The process is not permitted to do it, or the kernel has no audit. */
    KERNEL_REFUSES(3, "not permitted (capability missing, inside a container), the audit configuration is locked, or"
            + " the kernel has no audit"),
    /** {@code --source unicast} was asked for, and another audit daemon is registered. */
    OTHER_DAEMON(4, "another audit daemon is registered: found by --source unicast, or after --no-reregister"),
    /** A file cannot be read or written, an address is in use, the disk is full. */
    INPUT_OUTPUT(5, "a file, a socket or standard output cannot be opened, read or written: no such file, address in"
            + " use, disk full"),
    /** {@code decode} found no audit record in its input. */
    NO_RECORDS(6, "decode: there is no audit record in the input"),
    /** {@code decode} found audit records, and no event that matches. */
    NO_MATCH(7, "decode: there are audit records in the input, but no event matches the conditions");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /**
     * Returns the number that the parent process sees.
     *
     * @return the exit code
     */
    public int code() {
        return code;
    }

    /**
     * Returns what the code means, as {@code --help} prints it.
     *
     * @return a text without a full stop
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Adds the table of exit codes to the help of a command and of all its subcommands.
     *
     * @param command the command
     * @return the command
     */
    public static CommandLine describeIn(CommandLine command) {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode exitCode : values()) {
            table.put(String.valueOf(exitCode.code), exitCode.meaning);
        }
        command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(table);
        command.getSubcommands().values().forEach(ExitCode::describeIn);
        return command;
    }
}
