package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.intake.IntakeRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is really full: a tmpfs of 2 MiB. Mounting needs root; skipped, with the reason, where it fails. */
class SpoolTmpfsTest {
    private static final int LENGTH = 30 << 10;

    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(parent.resolve("disk"));
        String error = run("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", disk.toString());
        if (!error.isEmpty()) {
            disk = null;
            System.out.println("SpoolTmpfsTest is skipped, no tmpfs can be mounted: " + error);
        }
        assumeThat(error).as("mount").isEmpty();
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            assertThat(run("umount", disk.toString())).isEmpty();
        }
    }

    private static String run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0 ? "" : output + " (failed)";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Spool open(WhenFull whenFull) throws IOException {
        return Spool.open(SpoolOptions.builder(disk.resolve("spool")).size(64 << 20).segmentSize(256 << 10)
                .whenFull(whenFull).compression(SpoolCompression.NONE).notices(notices::add).build());
    }

    /** Somebody else fills the disk, but for a page or so. */
    private Path fill() throws IOException {
        Path file = disk.resolve("other");
        long free = Files.getFileStore(disk).getUsableSpace();
        Files.write(file, new byte[(int) free - 4096]);
        return file;
    }

    @Test
    void theOldestGoes() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            for (int i = 0; i < 200; i++) {
                assertThat(longBlock(spool, LENGTH)).isTrue();
            }
            assertThat(spool.counters().droppedSegments()).isGreaterThan(10);
            assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isZero();
            List<String> items = read(reader);
            assertThat(items).hasSize(2).first().asString().startsWith("!1-").endsWith(" DROPPED_OLDEST");
            assertThat(items).last().asString().endsWith("-200");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "STOP"})
    void spaceThatComesBackIsUsed(WhenFull whenFull) throws Exception {
        try (Spool spool = open(whenFull)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            longBlock(spool, LENGTH);
            Path other = fill();
            boolean dropsNewest = whenFull == WhenFull.DROP_NEWEST;

            assertThat(longBlock(spool, LENGTH)).isEqualTo(dropsNewest);
            assertThat(spool.writer().flush()).isEqualTo(dropsNewest);

            assertThat(notices).hasSize(1).first().asString().contains("cannot be written: No space left on device");
            assertThat(read(reader)).containsExactly("1");
            assertThat(Files.size(Entries.segments(disk.resolve("spool")).get(0))).isEqualTo(spool.usedBytes());
            Files.delete(other);
            assertThat(spool.writer().flush()).isTrue();
            assertThat(longBlock(spool, LENGTH)).isTrue();
            assertThat(read(reader)).isEqualTo(dropsNewest ? List.of("!2 NOT_WRITTEN", "3") : List.of("2-3"));
            assertThat(notices).hasSize(2).last().asString().endsWith(" is written again");
        }
    }

    @Test
    void opensOnAFullDisk() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            longBlock(spool, LENGTH);
        }
        Path other = fill();
        Files.write(other, new byte[4096], StandardOpenOption.APPEND);
        try (Spool spool = open(WhenFull.STOP)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            assertThat(read(reader)).containsExactly("1");
            assertThat(longBlock(spool, LENGTH)).isFalse();
            Files.delete(other);
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(reader)).containsExactly("2");
        }
    }

    @Test
    void anIntakeRingThatDoesNotFitIsNamed() {
        Path file = disk.resolve("ring/intake.ring");
        assertThatThrownBy(() -> IntakeRing.open(IntakeOptions.of(file).withCapacity(4 << 20).withNotices(notices::add)))
                .isInstanceOf(IOException.class)
                .hasMessage("the intake ring " + file + " cannot be made: No space left on device; it needs 4 MiB there");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**/intake.ring{,.new}");
    }
}
