package io.github.nettyaudit.daemon.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import io.github.nettyaudit.daemon.sink.Batches;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path file = Path.of("");
    private final List<EventSink> sinks = new ArrayList<>();

    @BeforeEach
    void names() {
        file = directory.resolve("log/audit.json");
    }

    @AfterEach
    void closeSinks() {
        sinks.forEach(FileSinkTest::close);
    }

    private EventSink sink(Object... settings) throws IOException {
        FileSinkFactory factory = new FileSinkFactory();
        Map<String, Object> values = new HashMap<>();
        values.put("path", file.toString());
        for (int i = 0; i < settings.length; i += 2) {
            values.put((String) settings[i], settings[i + 1]);
        }
        EventSink sink = factory.create("local", SinkSettings.of(factory.settings(), values));
        sinks.add(sink);
        return sink;
    }

    private static CompletableFuture<SinkResult> send(EventSink sink, String... lines) {
        return sink.send(Batches.of(lines)).toCompletableFuture();
    }

    private static void write(EventSink sink, String... lines) {
        assertThat(send(sink, lines).join().isAccepted()).isTrue();
    }

    private static void close(EventSink sink) {
        sink.close(LONG).toCompletableFuture().join();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.sorted().toList();
        }
    }

    private static String text(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            String name = path.toString();
            InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : name.endsWith(".zst")
                    ? new ZstdInputStream(in) : in;
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void appendsToAFileThatOnlyItsOwnerCanRead() throws IOException {
        EventSink sink = sink();
        assertThat(file).doesNotExist();
        write(sink, "a", "b");
        assertThat(sink.flush().toCompletableFuture()).succeedsWithin(LONG);
        close(sink);
        write(sink(), "c");

        assertThat(Files.readString(file)).isEqualTo("a\nb\nc\n");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.getParent())).isEqualTo("rwx------");
        assertThat(files()).containsExactly(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "zstd"})
    void replacesTheFileAtItsSizeAndKeepsSomeOldOnes(String compress) throws IOException {
        EventSink sink = sink("max-size", 30, "keep", 3, "compress", compress);
        List<String> lines = new ArrayList<>();
        for (int i = 100; i < 160; i++) {
            lines.add("document " + i); // 13 bytes: two in a file
        }
        write(sink, lines.subList(0, 31).toArray(new String[0]));
        lines.subList(31, 60).forEach(line -> write(sink, line));
        close(sink);
        EventSink again = sink("max-size", 30, "keep", 3, "compress", compress);
        write(again, "the end");
        String suffix = compress.equals("none") ? "Z-\\d+" : compress.equals("gzip") ? ".*\\.gz" : ".*\\.zst";
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(files()).hasSize(4);
            assertThat(files().subList(1, 4)).allSatisfy(old -> assertThat(old.toString()).matches(".*" + suffix));
        });

        StringBuilder all = new StringBuilder();
        for (Path old : files().subList(1, 4)) {
            assertThat(mode(old)).isEqualTo("rw-------");
            assertThat(text(old)).hasSize(26);
            all.append(text(old));
        }
        assertThat(all + text(file)).isEqualTo(String.join("\n", lines.subList(54, 60)) + "\nthe end\n");
    }

    @Test
    void aDocumentLargerThanAFileHasOneOfItsOwn() throws IOException {
        EventSink sink = sink("max-size", 10);
        write(sink, "a", "b".repeat(50), "c");
        close(sink);
        assertThat(files()).hasSize(3);
        assertThat(text(file)).isEqualTo("c\n");
    }

    @Test
    void replacesTheFileOfAnEarlierPeriod() throws IOException {
        EventSink sink = sink("rotate-every", "1d");
        write(sink, "yesterday");
        close(sink);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1)));
        write(sink("rotate-every", "1d"), "today");

        assertThat(text(file)).isEqualTo("today\n");
        assertThat(files()).hasSize(2);
        assertThat(text(files().get(1))).isEqualTo("yesterday\n");
    }

    @Test
    void keepsNoOldFilesIfNoneAreWanted() throws IOException {
        EventSink sink = sink("max-size", 4, "keep", 0);
        write(sink, "aaa", "bbb", "ccc");
        await().atMost(LONG).untilAsserted(() -> assertThat(files()).containsExactly(file));
        assertThat(text(file)).isEqualTo("ccc\n");
    }

    @Test
    void otherFilesOfTheDirectoryAreNotTouched() throws IOException {
        Files.createDirectories(file.getParent());
        Path other = file.resolveSibling("audit.json.1.gz");
        Path similar = file.resolveSibling("audit.json2.20261126T154048.123Z-0");
        Files.writeString(other, "theirs");
        Files.writeString(similar, "theirs");
        EventSink sink = sink("max-size", 4, "keep", 0);
        write(sink, "aaa", "bbb", "ccc");
        await().atMost(LONG).untilAsserted(() -> assertThat(files()).containsExactly(file, other, similar));
    }

    @Test
    void goesOnWhenSomebodyElseRenamesOrRemovesTheFileOrItsDirectory() throws IOException {
        EventSink sink = sink();
        write(sink, "a");
        Files.move(file, file.resolveSibling("moved"));
        write(sink, "b");
        assertThat(text(file)).isEqualTo("b\n");
        Files.delete(file);
        write(sink, "c");
        assertThat(text(file)).isEqualTo("c\n");
        for (Path path : files()) {
            Files.delete(path);
        }
        Files.delete(file.getParent());
        write(sink, "d");
        assertThat(text(file)).isEqualTo("d\n");
        Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close(); // copytruncate of logrotate
        write(sink, "e");
        assertThat(text(file)).isEqualTo("e\n");
    }

    @Test
    void aLineThatACrashHasCutIsEnded() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "whole\n{\"cut");
        write(sink(), "next");
        assertThat(text(file)).isEqualTo("whole\n{\"cut\nnext\n");
    }

    @Test
    void linksAndDirectoriesAreRefused() throws IOException {
        Files.createDirectories(file.getParent());
        Path secret = Files.writeString(directory.resolve("secret"), "keep me");
        Files.createSymbolicLink(file, secret);
        EventSink sink = sink();
        assertThatThrownBy(send(sink, "a")::join).hasMessageContaining("is not a regular file")
                .hasMessageContaining(file.toString());
        assertThat(Files.readString(secret)).isEqualTo("keep me");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(send(sink, "a")::join).hasMessageContaining("is not a regular file");
        Files.delete(file);
        write(sink, "a");
    }

    /** The message was only the path. */
    @Test
    void aFileThatMayNotBeWrittenIsExplained() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            file = Path.of("/sys/audit.json"); // where not even root makes files
        } else {
            file = Files.createDirectory(directory.resolve("closed"), PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("r-x------"))).resolve("audit.json");
        }
        assertThatThrownBy(send(sink(), "a")::join).hasMessageContaining(file + " cannot be written: permission denied");
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() {
        file = Path.of("/");
        assertThatThrownBy(this::sink).isInstanceOf(SinkSettingsException.class).hasMessage("path: / names no file");
        file = Path.of("audit.json");
        assertThatThrownBy(this::sink).isInstanceOf(SinkSettingsException.class)
                .hasMessageStartingWith("path: audit.json must begin with /");
        file = Path.of("/");
        assertThatThrownBy(() -> sink("compress", "bzip2")).hasMessageContaining("one of none, gzip, zstd");
        assertThat(new FileSinkFactory().type()).isEqualTo("file");
    }

    @Test
    void aFullDiskIsAReasonToTryAgainAndLeavesNoHalfDocument() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
                "skipped: a file system of 64 KiB cannot be mounted (not root, or no CAP_SYS_ADMIN)");
        try {
            file = disk.resolve("audit.json");
            EventSink sink = sink("sync", "0");
            String document = "x".repeat(999);
            List<String> written = new ArrayList<>();
            boolean isFull = false;
            while (!isFull) {
                try {
                    write(sink, document, document, document);
                    written.addAll(List.of(document, document, document));
                } catch (CompletionException e) {
                    assertThat(e).hasMessageContaining("No space left on device");
                    isFull = true;
                }
            }
            assertThat(Files.readAllLines(file)).isEqualTo(written).isNotEmpty();
            Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
            write(sink, "space again");
            assertThat(text(file)).isEqualTo("space again\n");
            close(sink);
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void whatFitsBeforeTheFailureIsAccepted() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
                "skipped: a file system of 64 KiB cannot be mounted (not root, or no CAP_SYS_ADMIN)");
        try {
            file = disk.resolve("audit.json");
            EventSink sink = sink("max-size", "20KiB");
            String[] documents = new String[100];
            Arrays.fill(documents, "y".repeat(999));
            SinkResult result = send(sink, documents).join();
            assertThat(result.outcome(0)).isEqualTo(SinkOutcome.ACCEPTED);
            assertThat(result.outcome(99)).isEqualTo(SinkOutcome.TRY_AGAIN);
            assertThat(result.reason(99)).contains("No space left on device");
            int accepted = 0;
            while (result.outcome(accepted) == SinkOutcome.ACCEPTED) {
                accepted++;
            }
            int lines = 0;
            for (Path path : files()) {
                lines += Files.readAllLines(path).size();
            }
            assertThat(lines).isEqualTo(accepted);
            close(sink);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
