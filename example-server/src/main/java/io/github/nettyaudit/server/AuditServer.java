package io.github.nettyaudit.server;

import io.github.nettyaudit.server.command.CheckCommand;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.ctl.CtlCommand;
import io.github.nettyaudit.server.ctl.StarterRules;
import io.github.nettyaudit.server.decode.DecodeCommand;
import io.github.nettyaudit.server.decode.TextEncoder;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.LogSettings;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.spool.SpoolCommand;
import io.github.nettyaudit.server.systemd.JournalStream;
import io.github.nettyaudit.server.text.ProgramWords;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program: reads the command line, runs a {@link ServerRun}, and ends when that ends or a signal comes. What users
 * have to know about it is in {@code --help}.
 */
@Command(name = ProgramWords.NAME, versionProvider = ProgramVersion.class, mixinStandardHelpOptions = true,
        sortOptions = false, abbreviateSynopsis = true, usageHelpWidth = 110,
        subcommands = {DecodeCommand.class, CtlCommand.class, CheckCommand.class, SpoolCommand.class},
        description = {"Streams the audit records of the Linux kernel, to people on a terminal as readable events, else as"
            + " lines of JSON, to standard output and, with --listen, to subscribers.", "",
            "Without options it becomes the kernel's audit daemon if there is none, and otherwise reads beside the audit"
            + " daemon; standard error says which. To try it without privileges: --source demo", ""},
        footerHeading = "%n",
        footer = {
            "With --format records, each record is one line. Its text begins with audit(sec.milli:serial):, and these numbers come first:",
            "  {\"type\":\"SYSCALL\",\"typenum\":1300,\"sec\":1364481363,\"milli\":243,\"serial\":24287,"
                + "\"text\":\"audit(…\"}",
            "\"text\" is the whole record. If it is not UTF-8, \"text\" has U+FFFD in place of what is not, and"
                + " \"text_hex\" has all bytes.", "",
            "Lines with \"event\" come from the server itself; other formats have a document for each loss. These report a"
                + " loss:",
            "  dropped       lines that this reader did not read in time; its buffer was full",
            "  overrun       the socket's buffer was full",
            "  serial_gap    no record with these event numbers was received",
            "  kernel_lost   records that the kernel could not queue",
            "  truncated, invalid, unexpected_sender   datagrams that could not be used",
            "  undelivered   records that the server received and could not process",
            "The other events are: started, subscribed, refused (a connection), daemon (the registration has changed),"
                + " setting and other_daemon (another program has changed the kernel), message (not a record),"
                + " stopped.", "",
            "A subscriber connects to the Unix socket and reads lines. On a TCP port it first sends the line"
                + " 'token SECRET', with the secret of --token-file, within 5 seconds. TCP connections are not"
                + " encrypted. A subscriber that wants another format than that of --format sends the line 'format NAME',"
                + " and gets it after the next line with \"event\":\"subscribed\". What else it sends first is refused.", "",
            "SIGTERM, SIGINT (Ctrl-C) and, without --rules FILE and --config, SIGHUP end the server. It then reads the records that"
                + " wait, ends its registration as the audit daemon, writes what is pending, and restores the settings"
                + " of the kernel that it has changed and no other program has changed since; after kill -9 the next start"
                + " does that. It also ends when the reader of standard output ends (| head), unless --listen is"
                + " given.", "",
            "Examples:",
            "  " + ProgramWords.START + " --rules @starter",
            "  " + ProgramWords.START + " | jq .text",
            "  " + ProgramWords.START + " --source demo --demo-rate 2",
            "  " + ProgramWords.START + " --no-stdout --listen unix:/run/netty-audit.sock &",
            "  socat - UNIX-CONNECT:/run/netty-audit.sock",
            "  (echo format ocsf; cat) | socat - UNIX-CONNECT:/run/netty-audit.sock",
            "  " + ProgramWords.START
                + " --no-stdout --listen 127.0.0.1:9870 --token-file /etc/netty-audit.token &",
            "  (echo \"token $(cat /etc/netty-audit.token)\"; cat) | socat - TCP:127.0.0.1:9870"})
public final class AuditServer implements Callable<Integer> {
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";
    private static final String MACHINE_ID = "io.netty.machineId";
    /** A locally administered address, of no machine. */
    private static final String ANY_MACHINE = "02:00:00:00:00:00";

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Spec
    private CommandSpec spec;

    private final @Nullable HangupReload hangup;

    /** @param hangup has taken SIGHUP since the process began; {@code null} if that signal ends the process */
    AuditServer(@Nullable HangupReload hangup) {
        this.hangup = hangup;
    }

    /**
     * Runs the program and ends the process with one of the {@link ExitCode}s.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // first of all: a signal that comes while the options and the configuration are read must not end the server
        HangupReload hangup = readsAgainAtHangup(arguments) ? new HangupReload() : null;
        // before Netty is loaded: its search for leaks takes a sixth of the processor time of an event
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        if (System.getProperty(FLIGHT_RECORDER) == null) {
            System.setProperty(FLIGHT_RECORDER, "false"); // Netty's first buffer would start the flight recorder
        }
        if (System.getProperty(MACHINE_ID) == null) {
            // part of the ids of channels; Netty would look for a network card, and warns before the network is there
            System.setProperty(MACHINE_ID, ANY_MACHINE);
        }
        AuditServer server = new AuditServer(hangup);
        Path config = onlyConfig(arguments);
        System.exit(config == null ? commandLine(server).execute(arguments) : server.forward(config));
    }

    /** The file of {@code --config}, if that is all there is: then the parser, whose start takes time, is not needed. */
    static @Nullable Path onlyConfig(String[] arguments) {
        if (arguments.length == 1 && arguments[0].startsWith("--config=")) {
            return Path.of(arguments[0].substring("--config=".length()));
        }
        return arguments.length == 2 && arguments[0].equals("--config") && !arguments[1].startsWith("-")
                ? Path.of(arguments[1]) : null;
    }

    private int forward(Path config) {
        try {
            return serve(config);
        } catch (Exception failure) {
            return unexpected(failure, new PrintWriter(System.err, true));
        }
    }

    private static int unexpected(Exception failure, PrintWriter err) {
        err.println("netty-audit: unexpected: " + failure);
        failure.printStackTrace(err);
        return ExitCode.UNEXPECTED.code();
    }

    /** Whether the options are of a server that reads files again at SIGHUP. */
    private static boolean readsAgainAtHangup(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String rules = arguments[i].equals("--rules") && i + 1 < arguments.length ? arguments[i + 1]
                    : arguments[i].startsWith("--rules=") ? arguments[i].substring("--rules=".length()) : StarterRules.NAME;
            if (arguments[i].equals("--config") || arguments[i].startsWith("--config=")
                    || !rules.equals(StarterRules.NAME)) {
                return true;
            }
        }
        return false;
    }

    /** The parser; {@code execute} runs the server until it ends and returns the exit code. */
    static CommandLine commandLine() {
        return commandLine(new AuditServer(null));
    }

    private static CommandLine commandLine(AuditServer server) {
        return ExitCode.describeIn(new CommandLine(server))
                .setExpandAtFiles(false) // @starter is a value
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> {
                    problem.getCommandLine().getErr().println("netty-audit: " + CommandLineProblem.sentence(problem));
                    return ExitCode.USAGE.code();
                })
                .setExecutionExceptionHandler((failure, line, result) -> unexpected(failure, line.getErr()));
    }

    @Override
    public Integer call() throws Exception {
        options.check(spec.commandLine());
        return serve(options.config());
    }

    private int serve(@Nullable Path config) throws Exception {
        OperatorLog notices = new OperatorLog(System.err, JournalStream.isStandardError());
        notices.configure(options.log.settings(LogSettings.PRESET));
        notices.takeLibraryMessages();
        if (config != null) {
            ForwarderPreparation.start();
        }
        EndableRun run;
        try {
            run = run(config, notices);
        } catch (ServerException e) {
            String.valueOf(e.getMessage()).lines().forEach(notices::error);
            notices.close();
            return e.exitCode().code();
        }
        CountDownLatch ended = new CountDownLatch(1);
        int[] code = {ExitCode.UNEXPECTED.code()};
        long patience = run.longestEnd().toMillis();
        Thread hook = new Thread(() -> endAtSignal(run, ended, code, patience), "audit-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            code[0] = run.run().code();
        } finally {
            notices.close();
            ended.countDown();
        }
        return code[0];
    }

    private EndableRun run(@Nullable Path config, OperatorLog notices) throws ServerException {
        if (config == null) {
            new ServerUser(notices).become(options);
            return new ServerRun(options, new FileOutputStream(FileDescriptor.out).getChannel(), notices,
                    TextEncoder.isTerminal(), hangup);
        }
        List<String> warnings = new ArrayList<>();
        ServerConfiguration configuration = ConfigurationFile.read(config, warnings::add);
        notices.configure(options.log.settings(configuration.log()));
        new ServerUser(notices).become(configuration);
        warnings.forEach(notices::warn);
        return new ForwarderRun(configuration, notices, hangup == null ? new HangupReload() : hangup,
                options.log::settings);
    }

    /**
     * Runs when the process is asked to end, and also when {@link #main} has ended by itself. Halts, because the JVM
     * would otherwise make 143 of a SIGTERM that was obeyed in good order.
     */
    private static void endAtSignal(EndableRun run, CountDownLatch ended, int[] code, long patienceMillis) {
        run.end(ExitCode.OK, "a signal");
        try {
            if (ended.await(patienceMillis, TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(code[0]);
            }
        } catch (InterruptedException e) {
            // below
        }
        Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code());
    }
}
