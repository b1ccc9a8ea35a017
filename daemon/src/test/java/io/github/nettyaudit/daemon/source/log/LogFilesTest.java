package io.github.nettyaudit.daemon.source.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs with their rotations, through a forwarder with a spool, to a file. */
class LogFilesTest {
    private static final Pattern SERIAL = Pattern.compile("\"serial\":([0-9]+)");

    @TempDir
    private Path directory;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private boolean oldest = true;
    private boolean follow = true;
    private List<Path> logs = List.of();
    private int serial;

    private Path log() {
        return directory.resolve("audit.log");
    }

    private Path out() {
        return directory.resolve("out.json");
    }

    /** A forwarder and its source. */
    private final class Run implements AutoCloseable {
        private final Forwarder forwarder;
        private final LogFiles source;
        private final CompletableFuture<String> ended = new CompletableFuture<>();

        Run() throws IOException {
            EventSinkFactory files = EventSinks.installed().get("file");
            IntakeOptions intake = IntakeOptions.of(directory.resolve("ring/intake.ring")).withCapacity(1 << 20)
                    .withWhenFull(IntakeFullPolicy.DROP).withNotices(notice -> { });
            forwarder = Forwarder.onDisk(follow ? ForwarderOptions.of(intake).keepingOpenEvents() : ForwarderOptions.of(intake),
                    SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                    List.of(SinkPlan.of("file", files.create("file", SinkSettings.of(files.settings(),
                            Map.of("path", out().toString(), "max-size", "0"))), new RawEventEncoder())));
            try {
                source = LogFiles.open(new LogFilesOptions(logs.isEmpty() ? List.of(log()) : logs,
                        directory.resolve("positions"), oldest, follow, forwarder::sync, notices::add), forwarder.intake());
            } catch (IOException e) {
                closeForwarder();
                throw e;
            }
            source.start(problem -> ended.complete(String.valueOf(problem)));
        }

        void awaitDelivered(int events) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                    assertThat(delivered()).hasSizeGreaterThanOrEqualTo(events));
        }

        private void closeForwarder() throws IOException {
            try {
                forwarder.close(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                source.stop(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            closeForwarder();
        }
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String event(long number) {
        return "type=SYSCALL msg=audit(1764172800." + number % 1000 + ":" + number + "): arch=c000003e syscall=59\n"
                + "type=PROCTITLE msg=audit(1764172800." + number % 1000 + ":" + number + "): proctitle=6c73\n";
    }

    /** Appends events with the next serials. */
    private void write(Path file, int events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < events; i++) {
            text.append(event(++serial));
        }
        append(file, text.toString());
    }

    private void rotate() throws IOException {
        for (int number = 8; number > 0; number--) {
            Path older = directory.resolve("audit.log." + number);
            if (Files.exists(older)) {
                Files.move(older, directory.resolve("audit.log." + (number + 1)));
            }
        }
        Files.move(log(), directory.resolve("audit.log.1"));
    }

    private void zstd(Path file) throws IOException {
        Files.write(Path.of(file + ".zst"), Zstd.compress(Files.readAllBytes(file)));
        Files.delete(file);
    }

    private void gzip(Path file) throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
            Files.copy(file, gzip);
        }
        Files.delete(file);
    }

    /** The serials of the complete events in the file, in their order. */
    private List<Integer> delivered() throws IOException {
        List<Integer> serials = new ArrayList<>();
        for (String line : Files.exists(out()) ? Files.readAllLines(out()) : List.<String>of()) {
            Matcher matcher = SERIAL.matcher(line);
            if (!line.contains("\"loss\"") && matcher.find() && line.contains("SYSCALL") && line.contains("PROCTITLE")) {
                serials.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return serials;
    }

    private void assertAllOnce() throws IOException {
        assertThat(delivered()).isEqualTo(IntStream.rangeClosed(1, serial).boxed().toList());
    }

    @Test
    void readsRotationsOldestFirstAndFollowsRenaming() throws IOException {
        append(directory.resolve("audit.log.4.xz"), "7zXZ");
        write(directory.resolve("audit.log.3"), 10);
        gzip(directory.resolve("audit.log.3"));
        write(directory.resolve("audit.log.2"), 10);
        zstd(directory.resolve("audit.log.2"));
        write(directory.resolve("audit.log.1"), 10);
        write(log(), 10);
        try (Run run = new Run()) {
            run.awaitDelivered(40);
            write(log(), 5);
            rotate();
            write(directory.resolve("audit.log.1"), 5);
            write(log(), 5);
            rotate();
            write(log(), 5);
            run.awaitDelivered(60);
        }
        assertAllOnce();
        assertThat(notices).containsExactly(directory.resolve("audit.log.4.xz") + " is not read, because xz is not"
                + " decompressed here; unxz(1) makes a file that is");
    }

    @Test
    void goesOnAfterAnOrderlyEndInFilesThatWereRotatedMeanwhile() throws IOException {
        write(log(), 20);
        try (Run run = new Run()) {
            run.awaitDelivered(20);
        }
        try (Run run = new Run()) {
            write(log(), 10);
            run.awaitDelivered(30);
        }
        write(log(), 10);
        rotate();
        write(log(), 10);
        rotate();
        gzip(directory.resolve("audit.log.2"));
        write(log(), 10);
        try (Run run = new Run()) {
            run.awaitDelivered(60);
        }
        assertAllOnce();
        assertThat(notices).isEmpty();
    }

    /** The machine has failed, and with it the ring: what is stored is known by the file of positions. */
    @Test
    void goesOnWithoutTheRing() throws IOException {
        write(log(), 20);
        try (Run run = new Run()) {
            run.awaitDelivered(20);
            rotate();
            write(log(), 20);
            run.awaitDelivered(40);
        }
        Files.delete(directory.resolve("ring/intake.ring"));
        write(log(), 20);
        try (Run run = new Run()) {
            run.awaitDelivered(60);
        }
        assertAllOnce();
    }

    @Test
    void anEventThatIsOpenAtAnOrderlyEndIsNotTorn() throws IOException {
        write(log(), 3);
        String[] lines = event(++serial).split("(?<=\n)");
        try (Run run = new Run()) {
            append(log(), lines[0]);
            run.awaitDelivered(3);
            await().atMost(Duration.ofSeconds(30)).until(() -> run.forwarder.status().intake().records() == 7);
        }
        append(log(), lines[1]);
        try (Run run = new Run()) {
            run.awaitDelivered(4);
        }
        assertAllOnce();
    }

    @Test
    void copyTruncateLosesNothingThatWasCopied() throws IOException {
        write(log(), 10);
        try (Run run = new Run()) {
            run.awaitDelivered(10);
        }
        write(log(), 10);
        Files.copy(log(), directory.resolve("audit.log.1"));
        try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        write(log(), 1);
        try (Run run = new Run()) {
            run.awaitDelivered(21);
            // while it is followed: the copy has more than was read
            Path copy = directory.resolve("copy");
            Files.copy(log(), copy);
            write(copy, 7);
            Files.move(directory.resolve("audit.log.1"), directory.resolve("audit.log.2"));
            Files.move(copy, directory.resolve("audit.log.1"), StandardCopyOption.ATOMIC_MOVE);
            String next = event(++serial);
            try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            append(log(), next);
            run.awaitDelivered(29);
        }
        assertAllOnce();
    }

    @Test
    void beginsAtTheEndIfThatIsWanted() throws IOException {
        oldest = false;
        write(directory.resolve("audit.log.1"), 5);
        write(log(), 5);
        try (Run run = new Run()) {
            write(log(), 5);
            run.awaitDelivered(5);
        }
        write(log(), 5);
        try (Run run = new Run()) {
            run.awaitDelivered(10);
        }
        assertThat(delivered()).isEqualTo(IntStream.rangeClosed(11, 20).boxed().toList());
    }

    @Test
    void anEmptyLogThatIsBegunAtItsEndIsReadOnFromThere() throws IOException {
        oldest = false;
        write(directory.resolve("audit.log.1"), 5);
        write(log(), 0);
        serial = 0;
        try (Run run = new Run()) {
            await().until(() -> Files.exists(directory.resolve("positions")) && !run.ended.isDone());
        }
        write(log(), 5);
        try (Run run = new Run()) {
            run.awaitDelivered(5);
        }
        assertAllOnce();
    }

    @Test
    void aFileThatIsGoneIsReportedAndTheOthersAreNotReadAgain() throws IOException {
        write(log(), 10);
        try (Run run = new Run()) {
            run.awaitDelivered(10);
            rotate();
            write(log(), 10);
            run.awaitDelivered(20);
        }
        Files.delete(log());
        write(log(), 10);
        try (Run run = new Run()) {
            run.awaitDelivered(30);
        }
        assertAllOnce();
        assertThat(Files.readString(out())).contains("is not there any more; what was appended to it is lost");
        assertThat(notices).hasSize(1);
    }

    @Test
    void linesThatAreNoRecordsAreCountedAndDamagedOnesAreReported() throws IOException {
        write(log(), 2);
        append(log(), "\0\1\2\u007f binary garbage \3\n\n\n" + "# a comment\n" + "type=SYSCALL msg=audit(17");
        append(log(), "\n" + "x".repeat(1_100_000) + "\n" + "type=" + "y".repeat(1_100_000) + "\n");
        write(log(), 2);
        append(log(), "type=USER_CMD msg=audit(1764172800.9:9"); // without a newline: not there yet
        try (Run run = new Run()) {
            run.awaitDelivered(4);
            assertThat(run.forwarder.status().intake().otherLines()).isEqualTo(3);
        }
        assertAllOnce();
        String text = Files.readString(out());
        assertThat(text).contains("begins as a record does, and is none").contains("longer than 1048576 bytes");
        assertThat(text.split("longer than 1048576 bytes")).hasSize(3);
    }

    @Test
    void nodesAreKeptApart() throws IOException {
        // the same stamps and serials, and one clock a year behind
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 300; i++) {
            for (int line = 0; line < 2; line++) {
                for (String node : List.of("a.example", "b.example")) {
                    text.append("node=").append(node).append(' ')
                            .append(event(i).split("(?<=\n)")[line].replace("(1764", node.startsWith("a") ? "(1764" : "(1732"));
                }
            }
        }
        append(log(), text.toString());
        try (Run run = new Run()) {
            run.awaitDelivered(600);
        }
        List<String> lines = Files.readAllLines(out());
        assertThat(lines).hasSize(600);
        assertThat(lines.stream().filter(line -> line.contains("a.example"))).hasSize(300)
                .noneMatch(line -> line.contains("b.example")).allMatch(line -> line.contains("PROCTITLE"));
    }

    @Test
    void endsAtTheEndIfItIsNotToFollow() throws Exception {
        follow = false;
        write(directory.resolve("audit.log.1"), 5);
        write(log(), 5);
        append(log(), "type=SYSCALL msg=audit(1764172800.1:11): arch=c000003e syscall=59\n"
                + "type=PROCTITLE msg=audit(1764172800.1:11): proctitle=6c73");
        serial++;
        try (Run run = new Run()) {
            assertThat(run.ended.get()).isEqualTo("null");
        }
        assertAllOnce();
    }

    @Test
    void severalLogsAreRead() throws IOException {
        Path other = directory.resolve("other.log");
        logs = List.of(log(), other);
        write(log(), 5);
        write(other, 5);
        try (Run run = new Run()) {
            run.awaitDelivered(10);
            write(other, 5);
            run.awaitDelivered(15);
            write(log(), 5);
            run.awaitDelivered(20);
        }
        logs = List.of(other, log());
        write(log(), 5);
        write(other, 5);
        try (Run run = new Run()) {
            run.awaitDelivered(30);
        }
        assertThat(delivered()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void aLogThatIsNotThereIsReadWhenItIs() throws IOException {
        logs = List.of(directory.resolve("later/audit.log"));
        try (Run run = new Run()) {
            assertThat(notices).containsExactly(logs.get(0) + " is not there; it is read when it is");
            Files.createDirectory(directory.resolve("later"));
            write(logs.get(0), 5);
            run.awaitDelivered(5);
            // the directory is removed, and comes back
            Files.delete(logs.get(0));
            Files.delete(directory.resolve("later"));
            Files.createDirectory(directory.resolve("later"));
            write(logs.get(0), 5);
            run.awaitDelivered(10);
        }
        assertAllOnce();
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        logs = List.of(directory);
        assertThatThrownBy(Run::new).hasMessage(directory + " is not a regular file");
        Path fifo = directory.resolve("fifo");
        Assumptions.assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);
        logs = List.of(fifo);
        assertThatThrownBy(Run::new).hasMessage(fifo + " is not a regular file");
    }

    @Test
    void aFileOfPositionsThatIsAFifoIsNotWaitedFor() throws Exception {
        write(log(), 1);
        Path fifo = directory.resolve("positions");
        Assumptions.assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);
        assertThatThrownBy(Run::new).hasMessage(fifo + " is not a regular file: positions of logs cannot be kept there");
    }

    @Test
    void aLogThatMayNotBeReadIsNamed() throws IOException {
        write(log(), 1);
        Files.setPosixFilePermissions(log(), PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(log()), "this user may read everything");
        assertThatThrownBy(Run::new).hasMessage(log() + " cannot be read: permission denied");
    }

    @Test
    void aDamagedFileOfPositionsIsKeptAndReported() throws IOException {
        write(log(), 5);
        Path positions = directory.resolve("positions");
        append(positions, "netty-audit log positions 1\nfile 1 2 3\ncrc32c 0\n");
        try (Run run = new Run()) {
            run.awaitDelivered(5);
        }
        assertThat(notices).singleElement().asString().contains("it is damaged").contains(positions + ".damaged");
        assertAllOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void aDamagedCompressedFileIsReported(String suffix) throws IOException {
        write(directory.resolve("audit.log.1"), 20_000);
        if (suffix.equals("gz")) {
            gzip(directory.resolve("audit.log.1"));
        } else {
            zstd(directory.resolve("audit.log.1"));
        }
        Path damaged = directory.resolve("audit.log.1." + suffix);
        try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        write(log(), 1);
        try (Run run = new Run()) {
            run.awaitDelivered(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> delivered().contains(serial));
        }
        assertThat(notices).singleElement().asString().contains(damaged + " is damaged, and ends early");
        assertThat(delivered()).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
    }
}
