package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The same failure has the same exit code in every command. */
class ExitCodeTest {
    private static final String NAMES = "{\"users\":{\"0\":\"root\"}}";

    private final StringWriter errors = new StringWriter();
    @TempDir
    private Path directory;

    private Path write(String name, String content, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private int command(String... arguments) {
        return AuditServer.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    /** The demo has no kernel to protect; files are read before anything else is done. */
    private ExitCode server(String... arguments) throws InterruptedException {
        ServerOptions options = new ServerOptions();
        new CommandLine(options).parseArgs(arguments);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ExitCode code;
        try (OperatorLog log = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8))) {
            code = new ServerRun(options, Channels.newChannel(new ByteArrayOutputStream()), log).run();
        }
        errors.append(said.toString(StandardCharsets.UTF_8));
        return code;
    }

    private ExitCode rules(Path file) throws InterruptedException {
        return server("--source", "DEMO", "--no-stdout", "--rules", file.toString());
    }

    private ExitCode token(Path file) throws InterruptedException {
        return server("--source", "DEMO", "--no-stdout", "--listen", "127.0.0.1:0", "--token-file", file.toString());
    }

    @Test
    void aMissingFileIsFive() throws Exception {
        Path none = directory.resolve("none");
        assertThat(command("decode", none.toString())).isEqualTo(5);
        assertThat(errors.toString()).isEqualTo("netty-audit: no such file: " + none + '\n');
        errors.getBuffer().setLength(0);
        assertThat(command("decode", "--names", none.toString(), "../README.md")).isEqualTo(5);
        assertThat(command("ctl", "compile", none.toString())).isEqualTo(5);
        assertThat(rules(none)).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(errors.toString().lines()).filteredOn(line -> line.contains("no such file: " + none)).hasSize(3);
        assertThat(token(none)).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(errors.toString()).contains("--token-file " + none + ": there is no such file");
    }

    @Test
    void whatCannotBeReadToItsEndIsFive() throws Exception {
        assertThat(command("decode", directory.toString())).isEqualTo(5);
        assertThat(errors.toString()).isEqualTo("netty-audit: there is no audit.log in the directory " + directory + '\n');
        Path capture = Files.write(directory.resolve("cut.nlcap"), new byte[] {20, 0, 0, 0, 20, 0, 0, 0, 5, 0, 0, 0, 0});
        assertThat(command("decode", capture.toString())).isEqualTo(5);
        assertThat(errors.toString()).endsWith("netty-audit: " + capture + " cannot be read: the capture ends within a"
                + " datagram\n");
    }

    @Test
    void aFileThatIsRefusedIsTwo() throws Exception {
        Path rules = write("a.rules", "-D\n", "rw-rw-rw-");
        assertThat(command("ctl", "compile", rules.toString())).isEqualTo(2);
        assertThat(rules(rules)).isEqualTo(ExitCode.USAGE);
        assertThat(token(write("token", "0123456789abcdef", "rw-r--r--"))).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString()).contains("other users have access to it: chmod 600");
    }

    @Test
    void wrongContentIsTwo() throws Exception {
        assertThat(rules(write("b.rules", "-a nonsense\n", "rw-r--r--"))).isEqualTo(ExitCode.USAGE);
        assertThat(token(write("token", "short", "rw-------"))).isEqualTo(ExitCode.USAGE);
        for (String content : new String[] {"[]", NAMES.substring(1), NAMES.substring(0, 5), "{\"users\":{\"a\":\"b\"}}"}) {
            Path names = write("names", content, "rw-r--r--");
            assertThat(command("decode", "--names", names.toString(), "../LICENSE")).as(content).isEqualTo(2);
        }
    }

    @Test
    void anInputWithoutARecordIsSix() throws Exception {
        Path names = write("names", NAMES, "rw-r--r--");
        assertThat(command("decode", "--names", names.toString(), "../LICENSE")).isEqualTo(6);
        // what cannot be read counts for more
        assertThat(command("decode", "../LICENSE", directory.resolve("none").toString())).isEqualTo(5);
    }

    @Test
    void theReadmeHasTheTable() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        for (ExitCode code : ExitCode.values()) {
            assertThat(readme).contains("| " + code.code() + " | " + code.meaning() + " |");
        }
    }
}
