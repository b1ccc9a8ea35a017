package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelAuditLockTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    @TempDir
    private Path directory;
    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("lock");
    }

    @Test
    void excludesOthersOfTheSameProcessUntilClosed() throws IOException {
        KernelAuditLock lock = KernelAuditLock.acquire(path, AT_ONCE);
        assertThatThrownBy(() -> KernelAuditLock.acquire(path, Duration.ofMillis(50)))
                .isInstanceOf(IOException.class).hasMessageContaining("held by another program");

        lock.close();
        lock.close();

        KernelAuditLock.acquire(path, Duration.ofSeconds(20)).close();
    }

    @Test
    void excludesTheFlockCommand() throws Exception {
        KernelAuditLock lock = KernelAuditLock.acquire(path, AT_ONCE);
        try (lock) {
            assertThat(flockCommand()).isEqualTo(1);
            lock.close();
            assertThat(flockCommand()).isZero();
        }
    }

    @Test
    void waitsForTheFlockCommand() throws Exception {
        Process holder = new ProcessBuilder("flock", path.toString(), "sh", "-c", "echo held; read line").start();
        assertThat(holder.getInputStream().readNBytes(4)).isNotEmpty();
        assertThatThrownBy(() -> KernelAuditLock.acquire(path, AT_ONCE)).isInstanceOf(IOException.class);

        holder.getOutputStream().close();

        KernelAuditLock.acquire(path, Duration.ofSeconds(20)).close();
        assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void canBeInterruptedWhileItWaits() throws Exception {
        KernelAuditLock held = KernelAuditLock.acquire(path, AT_ONCE);
        try (held) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> KernelAuditLock.acquire(path, Duration.ofHours(1)))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void passesItOnAtOnceIfItsTurnComesTooLate() throws Exception {
        KernelAuditLock held = KernelAuditLock.acquire(path, AT_ONCE);
        try (held) {
            assertThatThrownBy(() -> KernelAuditLock.acquire(path, Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class);
        }
        KernelAuditLock.acquire(path, Duration.ofSeconds(20)).close();
    }

    @Test
    void saysWhatCannotBeOpened() {
        Path nowhere = directory.resolve("no/such/directory");
        assertThatThrownBy(() -> KernelAuditLock.acquire(nowhere, AT_ONCE))
                .isInstanceOf(IOException.class).hasMessageContaining("errno 2");
    }

    private int flockCommand() throws Exception {
        Process flock = new ProcessBuilder("flock", "--nonblock", path.toString(), "true").start();
        assertThat(flock.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return flock.exitValue();
    }
}
