package io.github.nettyaudit.server.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.github.nettyaudit.server.exit.ExitCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SpoolCommandTest {
    private static final int SYSCALL = 1300;

    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();
    private ExitCode code = ExitCode.UNEXPECTED;

    private void write(int blocks, int events) throws IOException {
        try (Spool spool = Spool.open(SpoolOptions.builder(directory).build())) {
            long serial = 0;
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < events; i++) {
                    var event = new AuditEventBuilder(1_795_722_011, 129, ++serial).addRecord(SYSCALL, Unpooled.copiedBuffer(
                            "audit(1795722011.129:" + serial + "): arch=c000003e syscall=110 success=yes exit=0 pid="
                                    + serial + " comm=\"x\"", StandardCharsets.US_ASCII)).build();
                    ByteBuf entry = Unpooled.buffer();
                    StoredEventCodec.write(event, 0, StoredSections.NONE, entry);
                    assertThat(spool.writer().add(entry)).isTrue();
                    event.release();
                }
                spool.writer().flush();
            }
        }
    }

    private String run(SpoolAction action, String... arguments) throws Exception {
        CommandLine line = new CommandLine(action).setErr(new PrintWriter(errors, true));
        line.parseArgs(arguments);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        code = action.run(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsSegmentsAndPositions() throws Exception {
        write(2, 3);
        try (Spool spool = Spool.open(SpoolOptions.builder(directory).build());
                SpoolReader reader = spool.openReader("bus", SpoolStart.OLDEST)) {
            reader.read(Duration.ZERO);
            reader.commit(3);
        }

        assertThat(run(new ListSpoolCommand(), directory.toString()).lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("segment"),
                line -> assertThat(line).matches("0*1\\.log +1 +6 +[0-9]+  20.*"),
                line -> assertThat(line).matches("6 events in [0-9]+ bytes"),
                line -> assertThat(line).isEmpty(),
                line -> assertThat(line).isEqualToNormalizingWhitespace("sink, as stored next event to go"),
                line -> assertThat(line).matches("bus +4 +3"));
        assertThat(code).isEqualTo(ExitCode.OK);
    }

    @Test
    void printsEvents() throws Exception {
        write(2, 3);

        assertThat(run(new PrintSpoolCommand(), "--format", "raw-json", directory.toString()).lines()).hasSize(6)
                .allSatisfy(line -> assertThat(line).startsWith("{").contains("syscall=110"));
        assertThat(run(new PrintSpoolCommand(), "--format", "ecs", "--from", "3", "-n", "2", directory.toString()).lines())
                .satisfiesExactly(line -> assertThat(line).contains("\"pid\":3"), line -> assertThat(line).contains("\"pid\":4"));
        assertThat(run(new PrintSpoolCommand(), "--filter", "pid = 5", directory.toString())).contains("#5").doesNotContain("#4");
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void refusesWrongValues() throws Exception {
        write(1, 1);

        assertThatThrownBy(() -> run(new PrintSpoolCommand(), "--format", "xml", directory.toString()))
                .isInstanceOf(ParameterException.class).hasMessageContaining("--format takes text, raw-json");
        assertThatThrownBy(() -> run(new PrintSpoolCommand(), "--filter", "pid is 5", directory.toString()))
                .isInstanceOf(ParameterException.class).hasMessageStartingWith("--filter: column ");
        assertThatThrownBy(() -> run(new PrintSpoolCommand(), "--from", "0", directory.toString()))
                .isInstanceOf(ParameterException.class).hasMessageContaining("--from takes 1 or more");
    }

    @Test
    void verifiesAWholeSpool() throws Exception {
        write(3, 4);

        assertThat(run(new VerifySpoolCommand(), directory.toString()).lines()).containsExactly(
                "00000000000000000001.log: 3 blocks, 12 events", "12 events were read; nothing is damaged or missing");
        assertThat(code).isEqualTo(ExitCode.OK);
    }

    @Test
    void reportsDamage() throws Exception {
        write(3, 4);
        try (RandomAccessFile file = new RandomAccessFile(directory.resolve("00000000000000000001.log").toFile(), "rw")) {
            file.seek(file.length() / 2);
            int value = file.read();
            file.seek(file.length() / 2);
            file.write(value ^ 0xff);
        }

        assertThat(run(new VerifySpoolCommand(), directory.toString()).lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("00000000000000000001.log: 2 blocks, 8 events, 1 damaged places of "),
                line -> assertThat(line).isEqualTo("events 5 to 8 are missing: blocks of the spool are damaged"),
                line -> assertThat(line).isEqualTo("8 events were read; 1 damaged places, 4 events are missing"));
        assertThat(code).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(run(new PrintSpoolCommand(), "--format", "ecs", directory.toString()).lines()).hasSize(8);
        assertThat(errors.toString()).contains("events 5 to 8 are missing: blocks of the spool are damaged");
    }

    @Test
    void saysWhatIsNoSpool() throws Exception {
        assertThat(run(new ListSpoolCommand(), directory.toString())).isEmpty();
        assertThat(code).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(errors.toString()).contains(directory + ": this directory is not that of a spool");
        assertThat(run(new ListSpoolCommand(), directory.resolve("none").toString())).isEmpty();
        assertThat(errors.toString()).contains("there is no such directory");
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThat(run(new ListSpoolCommand(), file.toString())).isEmpty();
        assertThat(errors.toString()).contains(file + ": this is not a directory");
    }
}
