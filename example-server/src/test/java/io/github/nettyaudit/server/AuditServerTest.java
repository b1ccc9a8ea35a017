package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.option.SourceMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line; nothing is run here. */
class AuditServerTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--listen 127.0.0.1:9870         | needs --token-file",
        "--listen 127.0.0.1:9870         | use --listen unix:PATH",
        "--listen 0.0.0.0:9870 --token-file x | not encrypted",
        "--listen [::]:9870 --token-file x    | not encrypted",
        "--listen example.org:9870       | is not an IP address",
        "--listen 127.0.0.256:1          | is not an IP address",
        "--listen 127.0.0.1              | is neither unix:PATH nor ADDRESS:PORT",
        "--listen ::1:9870               | in brackets",
        "--listen 127.0.0.1:65536        | is not a port",
        "--listen 127.0.0.1:-1           | is not a port",
        "--listen unix:                  | lacks the path",
        "--listen unix:/@108             | 107 bytes",
        "--listen unix:/x --token-file x | --token-file is for TCP",
        "--token-file x                  | --token-file is for TCP",
        "--listen unix:/x --allow-remote | --allow-remote is for TCP",
        "--listen-uid 7                  | --listen-uid is for a Unix socket",
        "--listen unix:/x --listen-uid 4294967295 | --listen-uid must be",
        "--source netlink                | --source",
        "--stdout-buffer 1g              | 1g' is not allowed: write bytes, or 512KiB, or 16MiB",
        "--stdout-buffer 2048m           | at most 1GiB",
        "--stdout-buffer 10              | --stdout-buffer must be 65536 or more",
        "--subscriber-buffer 1k          | --subscriber-buffer must be 65536 or more",
        "--max-subscribers 0             | --max-subscribers must be 1 or more",
        "--receive-buffer 1              | --receive-buffer must be 4096 or more",
        "--stats-interval -1             | --stats-interval must be 0 or more",
        "--shutdown-timeout x            | --shutdown-timeout",
        "--backlog-limit -5              | --backlog-limit must be 0 or more",
        "--backlog-wait-time -5          | --backlog-wait-time must be 0 or more",
        "--source multicast --backlog-limit 9 | --source unicast",
        "--demo-rate 0                   | --demo-rate must be 1 or more",
        "--demo-count -1                 | --demo-count must be 0 or more",
        "--stdout=false                  | --stdout",
        "--no-listen                     | --no-listen",
        "--tap-overwrite=true            | --tap-overwrite",
        "--format xml                    | Invalid value for option '--format': expected one of [text, records, raw-json,",
        "--frobnicate                    | --frobnicate",
        "surplus                         | there is no command surplus; the commands are decode, ctl, check, spool",
        "chek server.yaml                | there is no command chek (did you mean check?)",
        "ctl lst                         | there is no command ctl lst (did you mean list?); the commands are ",
        "--sorce demo                    | there is no option --sorce (did you mean --source?)",
        "--demo-count five               | five' is not a whole number",
        "--normalization /none           | no such file: /none",
        "ctl                             | ctl needs a subcommand: status, list, apply,",
        "check a.yaml b.yaml             | is one argument more than the command check takes",
        "check a.yaml --bogus            | --bogus",
        "--metrics=0.0.0.0:99999         | 99999' is not a port"})
    void wrongCommandLineIsOneSentenceAndExitCodeTwo(String arguments, String sentence) {
        String all = arguments.replace("@108", "x".repeat(108));
        assertThat(execute(all.split(" +"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).startsWith("netty-audit: ").contains(sentence)
                .endsWith("(--help lists the options)\n");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryExitCodeAndWhatChangesTheKernel() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains("--source", "--tap", "text_hex", "SIGTERM", "unix:PATH", "token SECRET");
        assertCodes();
    }

    private void assertCodes() {
        for (ExitCode code : ExitCode.values()) {
            assertThat(out.toString()).containsPattern("(?m)^  " + code.code() + "  ");
            assertThat(out.toString().replaceAll("\\s+", " ")).contains(code.meaning());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decode", "ctl", "ctl status", "ctl list", "ctl apply", "ctl add", "ctl delete", "ctl set",
        "ctl features", "ctl compile"})
    void theHelpOfEveryCommandHasTheSameExitCodes(String command) {
        assertThat(execute((command + " --help").split(" "))).isZero();
        assertCodes();
    }

    @Test
    void versionIsTold() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("netty-audit ");
    }

    @Test
    void defaultsAreThoseOfTheHelp() {
        ServerOptions options = parse();
        assertThat(options.source()).isEqualTo(SourceMode.AUTO);
        assertThat(options.statisticsInterval()).isEqualTo(10);
        assertThat(options.kernel.enable()).isTrue();
        assertThat(options.kernel.reregister()).isTrue();
        assertThat(options.kernel.receiveBuffer()).isEqualTo(16 << 20);
        assertThat(options.kernel.backlogLimit()).isNull();
        assertThat(options.kernel.backlogWaitTime()).isNull();
        assertThat(options.kernel.tap()).isNull();
        assertThat(options.output.stdout()).isTrue();
        assertThat(options.kernel.tapOverwrite()).isFalse();
        assertThat(options.output.listen()).isNull();
    }

    @Test
    void switchesCanBeTurnedOffAndOn() {
        ServerOptions off = parse("--no-enable", "--no-reregister", "--no-stdout");
        assertThat(off.kernel.enable() || off.kernel.reregister() || off.output.stdout()).isFalse();
        ServerOptions on = parse("--enable", "--reregister", "--stdout");
        assertThat(on.kernel.enable() && on.kernel.reregister() && on.output.stdout()).isTrue();
    }

    @Test
    void sizesAreReadInPowersOf1024() {
        ServerOptions options = parse("--stdout-buffer", "512k", "--subscriber-buffer", "3M",
                "--receive-buffer", "65537");
        assertThat(options.output.stdoutBuffer()).isEqualTo(512 * 1024);
        assertThat(options.output.subscriberBuffer()).isEqualTo(3 << 20);
        assertThat(options.kernel.receiveBuffer()).isEqualTo(65537);
    }

    @Test
    void addressesAreUnixSocketsOrTcpPorts() {
        assertThat(listen("0.0.0.0:7", "--allow-remote", "--token-file", "x"))
                .isEqualTo(new ListenAddress.Tcp(new InetSocketAddress("0.0.0.0", 7))).hasToString("0.0.0.0:7");
        assertThat(listen("[::1]:0", "--token-file", "x"))
                .isEqualTo(new ListenAddress.Tcp(new InetSocketAddress("::1", 0))).hasToString("[::1]:0");
        assertThat(listen("localhost:9870", "--token-file", "x")).hasToString("127.0.0.1:9870");
        assertThat(listen("unix:/run/x/../y.sock")).isEqualTo(new ListenAddress.Unix(Path.of("/run/y.sock")))
                .hasToString("unix:/run/y.sock");
        assertThat(listen("unix:y.sock")).isEqualTo(new ListenAddress.Unix(Path.of("y.sock").toAbsolutePath()));
    }

    private static ListenAddress listen(String address, String... more) {
        return parse(Stream.concat(Stream.of("--listen", address), Stream.of(more)).toArray(String[]::new))
                .output.listen();
    }

    private int execute(String... arguments) {
        return AuditServer.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static ServerOptions parse(String... arguments) {
        ServerOptions options = new ServerOptions();
        CommandLine parser = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        parser.parseArgs(arguments);
        options.check(parser);
        return options;
    }
}
