package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.ctl.HangupSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HangupReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Semaphore permits = new Semaphore(0);

    /** The JVM may handle a signal after the test that sent it, and would end by it: this handler stays. */
    @BeforeAll
    static void keepTheProcess() {
        HangupSignal.handle(() -> { });
    }

    private void act() throws InterruptedException {
        begun.incrementAndGet();
        permits.acquire();
        done.incrementAndGet();
    }

    private static void hangUp() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(ProcessHandle.current().pid())).start().waitFor())
                .isZero();
    }

    @Test
    void aSignalBeforeTheStartCounts() throws Exception {
        try (HangupReload reload = new HangupReload()) {
            hangUp();
            permits.release();
            reload.start(this::act);
            await().atMost(PATIENCE).until(() -> done.get() == 1);
            reload.end(PATIENCE);
        }
    }

    @Test
    void signalsThatComeWhileTheActionRunsCauseOneMoreRun() throws Exception {
        try (HangupReload reload = new HangupReload()) {
            reload.start(this::act);
            reload.request();
            await().atMost(PATIENCE).until(() -> begun.get() == 1);
            for (int i = 0; i < 10; i++) {
                reload.request();
            }
            permits.release(12);
            await().atMost(PATIENCE).until(() -> done.get() == 2);
            reload.end(PATIENCE);
            assertThat(begun).hasValue(2);
        }
    }

    @Test
    void theEndWaitsForTheActionAndIgnoresWhatFollows() throws Exception {
        try (HangupReload reload = new HangupReload()) {
            reload.start(this::act);
            reload.request();
            await().atMost(PATIENCE).until(() -> begun.get() == 1);
            Thread end = new Thread(() -> {
                try {
                    reload.end(PATIENCE);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            end.start();
            await().atMost(PATIENCE).until(() -> end.getState() == Thread.State.TIMED_WAITING);
            reload.request();
            hangUp();
            permits.release(3);
            end.join();
            assertThat(done).hasValue(1);
            reload.end(PATIENCE); // the thread has ended
            assertThat(begun).hasValue(1);
        }
    }

    @Test
    void anActionThatDoesNotEndIsInterrupted() throws Exception {
        try (HangupReload reload = new HangupReload()) {
            AtomicInteger interrupted = new AtomicInteger();
            reload.start(() -> {
                try {
                    act();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                }
            });
            reload.request();
            await().atMost(PATIENCE).until(() -> begun.get() == 1);
            reload.end(Duration.ofMillis(1));
            await().atMost(PATIENCE).until(() -> interrupted.get() == 1);
        }
    }

    /** The configuration names a large file, so that the signal comes while it is read: meanwhile it is open. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSignalWhileTheConfigurationIsReadIsOneToReadItAgain(@TempDir Path directory) throws Exception {
        Path large = Files.writeString(directory.resolve("normalization.conf"), "# no rules\n".repeat(350_000));
        Path file = Files.writeString(directory.resolve("server.yaml"), """
                source: { type: demo, rate: 10 }
                normalization: %s
                intake: { directory: %s, size: 1MiB }
                sinks: [{ name: out, type: stdout }]
                """.formatted(large, directory.resolve("intake")));
        try (ServerProcess server = ServerProcess.start("--config", file.toString())) {
            await().atMost(PATIENCE).pollInSameThread().pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO)
                    .until(() -> isOpen(server.pid(), file));
            assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(server.pid())).start().waitFor()).isZero();
            server.awaitSaid("source: demo");
            server.awaitSaid("SIGHUP: " + file + ": nothing has changed");
            assertThat(server.terminate()).as(server.errors()).isZero();
        }
    }

    private static boolean isOpen(long pid, Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(file)) {
                        return true;
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
            return false;
        }
    }
}
