package io.github.nettyaudit.server;

import io.github.nettyaudit.server.ctl.CtlCommand;
import io.github.nettyaudit.server.decode.DecodeCommand;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program: reads the command line, runs a {@link ServerRun}, and ends when that ends or a signal comes. What users
 * have to know about it is in {@code --help}.
 */
@Command(name = "netty-audit-server", versionProvider = ProgramVersion.class, mixinStandardHelpOptions = true,
        sortOptions = false, abbreviateSynopsis = true, usageHelpWidth = 110,
        subcommands = {DecodeCommand.class, CtlCommand.class},
        description = {"Streams the audit records of the Linux kernel, each as one line of JSON, to standard output"
            + " and to everybody who connects to a TCP port on this machine.", "",
            "Without an option it becomes the kernel's audit daemon if there is none, otherwise it reads beside it; it"
            + " says which on standard error.", ""},
        footerHeading = "%n",
        footer = {
            "A line, where the record begins with the usual stamp audit(sec.milli:serial): as in",
            "  {\"type\":\"SYSCALL\",\"typenum\":1300,\"sec\":1364481363,\"milli\":243,\"serial\":24287,"
                + "\"text\":\"audit(…\"}",
            "\"text\" is the whole record. What is not UTF-8 is U+FFFD there, and all bytes follow as \"text_hex\".",
            "",
            "Lines with \"event\" are the server's own. They tell what was lost, in the place where it is missing:",
            "  dropped       this reader was too slow",
            "  overrun       the socket was full",
            "  serial_gap    events that never came",
            "  kernel_lost, truncated, invalid, foreign",
            "and besides: started, subscribed, daemon, message, stopped.",
            "",
            "SIGTERM, SIGINT (Ctrl-C) and, without --rules, SIGHUP end the server: it reads what is left, gives up its place as the",
            "audit daemon, writes what is pending, and leaves the kernel as it found it. So does the end of standard",
            "output's reader (| head), unless --listen is given or subscribers are connected.",
            "",
            "Exit codes:",
            "  0  ended as asked: by a signal, or because standard output's reader has gone",
            "  1  something unexpected, or the kernel could not be left as it was found; standard error says what",
            "  2  wrong command line, or a value that the kernel does not take",
            "  3  not permitted (no capability, inside a container), or the kernel has no audit",
            "  4  another audit daemon: --source unicast finds one, or with --no-reregister one takes our place",
            "  5  the output cannot be written: port in use, disk full, --tap's file cannot be made",
            "",
            "Examples:",
            "  java -jar netty-audit-server.jar | jq .text",
            "  java -jar netty-audit-server.jar --no-stdout & socat - TCP:127.0.0.1:9870",
            "  java -jar netty-audit-server.jar --source demo --demo-rate 2"})
public final class AuditServer implements Callable<Integer> {
    private static final long LONGEST_END_SECONDS = 60;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Spec
    private CommandSpec spec;

    /** Runs the program and ends the process with one of the {@link ExitCode}s. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The parser; {@code execute} runs the server until it ends and returns the exit code. */
    static CommandLine commandLine() {
        return new CommandLine(new AuditServer())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> {
                    problem.getCommandLine().getErr().println("netty-audit: " + problem.getMessage()
                            + " (--help lists the options)");
                    return ExitCode.USAGE.code();
                })
                .setExecutionExceptionHandler((failure, line, result) -> {
                    line.getErr().println("netty-audit: unexpected: " + failure);
                    failure.printStackTrace(line.getErr());
                    return ExitCode.UNEXPECTED.code();
                });
    }

    @Override
    public Integer call() throws Exception {
        options.check(spec.commandLine());
        OperatorLog notices = new OperatorLog(System.err);
        notices.takeLibraryWarnings();
        ServerRun run = new ServerRun(options, new FileOutputStream(FileDescriptor.out).getChannel(), notices);
        CountDownLatch ended = new CountDownLatch(1);
        int[] code = {ExitCode.UNEXPECTED.code()};
        Thread hook = new Thread(() -> endAtSignal(run, ended, code), "audit-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            code[0] = run.run().code();
        } finally {
            notices.close();
            ended.countDown();
        }
        return code[0];
    }

    /**
     * Runs when the process is asked to end, and also when {@link #main} has ended by itself. Halts, because the JVM
     * would otherwise make 143 of a SIGTERM that was obeyed in good order.
     */
    private static void endAtSignal(ServerRun run, CountDownLatch ended, int[] code) {
        run.end(ExitCode.OK, "a signal");
        try {
            if (ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(code[0]);
            }
        } catch (InterruptedException e) {
            // below
        }
        Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code());
    }
}
