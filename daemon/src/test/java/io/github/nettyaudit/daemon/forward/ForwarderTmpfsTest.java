package io.github.nettyaudit.daemon.forward;

import static io.github.nettyaudit.daemon.forward.FaultRig.file;
import static io.github.nettyaudit.daemon.forward.FaultRig.give;
import static io.github.nettyaudit.daemon.forward.FaultRig.quick;
import static io.github.nettyaudit.daemon.forward.FaultRig.serials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A forwarder whose spool, positions and file share a disk that is really full, and then not: a tmpfs. Mounting needs root;
 * skipped, with the reason, where it fails.
 */
class ForwarderTmpfsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path parent;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(parent.resolve("disk"));
        String error = run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", disk.toString());
        if (!error.isEmpty()) {
            disk = null;
            System.out.println("ForwarderTmpfsTest is skipped, no tmpfs can be mounted: " + error);
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

    @Test
    void everyEventIsInTheFileWhenThereIsSpaceAgain() throws Exception {
        Path out = disk.resolve("out.json");
        Forwarder forwarder = Forwarder.onDisk(new FaultRig(parent).options(), SpoolOptions.builder(disk.resolve("spool"))
                .segmentSize(256 << 10).whenFull(WhenFull.STOP).notices(notice -> { }).build(),
                List.of(quick("file", file(out))));
        give(forwarder, 1, 100);
        await().atMost(PATIENCE).until(() -> Files.exists(out) && Files.size(out) > 0);

        Path other = disk.resolve("other");
        Files.write(other, new byte[(int) Files.getFileStore(disk).getUsableSpace()]);
        CompletableFuture<Void> giving = CompletableFuture.runAsync(() -> give(forwarder, 101, 9000));
        await().atMost(PATIENCE).until(() -> forwarder.status().ringBytes() > IntakeOptions.MIN_CAPACITY / 2);
        Files.delete(other);
        giving.join();
        assertThat(forwarder.close(PATIENCE)).isTrue();

        List<Long> there = serials(Files.readAllLines(out));
        assertThat(new ArrayList<>(new LinkedHashSet<>(there))).isEqualTo(serials(1, 9000));
    }
}
