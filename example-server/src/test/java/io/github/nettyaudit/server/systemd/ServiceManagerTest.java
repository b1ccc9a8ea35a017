package io.github.nettyaudit.server.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.source.SocketStore.StoredSocket;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to the service manager, against one of this test. */
class ServiceManagerTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    private final List<String> notices = new ArrayList<>();

    private ServiceManager manager(String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return new ServiceManager(environment, PID, notices::add);
    }

    private static void awaitMessages(Holder holder, int messages) {
        await().until(() -> holder.messages().size() >= messages);
    }

    @Test
    void saysWhatItDoesOnASocketWithAPath() throws Exception {
        try (Holder holder = new Holder(directory.resolve("notify").toString())) {
            ServiceManager manager = manager("NOTIFY_SOCKET=" + holder.address());
            manager.ready("reads\nrecords");
            manager.status("goes on");
            manager.reloading();
            manager.stopping("a signal");
            awaitMessages(holder, 4);
            assertThat(holder.messages().get(0)).isEqualTo("READY=1\nSTATUS=reads records");
            assertThat(holder.messages().get(1)).isEqualTo("STATUS=goes on");
            assertThat(holder.messages().get(2)).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+");
            assertThat(holder.messages().get(3)).isEqualTo("STOPPING=1\nSTATUS=a signal");
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void theTimeOfAReloadIsThatOfTheMonotonicClock() throws Exception {
        try (Holder holder = new Holder("@netty-audit-" + UUID.randomUUID())) {
            manager("NOTIFY_SOCKET=" + holder.address()).reloading();
            awaitMessages(holder, 1);
            String text = holder.messages().get(0);
            double seconds = Long.parseLong(text.substring(text.lastIndexOf('=') + 1)) / 1e6;
            double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
            assertThat(seconds).isBetween(0.0, uptime + 1); // the clock of the boot may be ahead, by suspensions
        }
    }

    @Test
    void storesASocketAndRemovesIt() throws Exception {
        try (Holder holder = new Holder("@netty-audit-" + UUID.randomUUID())) {
            ServiceManager manager = manager("NOTIFY_SOCKET=" + holder.address(), "FDSTORE=1");
            assertThat(manager.keepsSockets()).isTrue();
            int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM, 0);
            manager.store("audit-1", fd);
            awaitMessages(holder, 1);
            assertThat(holder.messages().get(0)).isEqualTo("FDSTORE=1\nFDNAME=audit-1\nFDPOLL=0");
            assertThat(holder.kept()).containsValue("audit-1");
            int copy = holder.kept().keySet().iterator().next();
            assertThat(inode(copy)).startsWith("socket:[").isEqualTo(inode(fd));
            LibC.close(fd);

            manager.remove("audit-1");
            assertThat(holder.names()).isEmpty(); // already, because of the barrier
        }
    }

    private static String inode(int fd) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    }

    @Test
    void aRemovalWaitsUntilTheServiceManagerHasCarriedItOut() throws Exception {
        try (Holder holder = new Holder("@netty-audit-" + UUID.randomUUID())) {
            ServiceManager manager = manager("NOTIFY_SOCKET=" + holder.address());
            holder.holdBarriers();
            Thread remover = new Thread(() -> {
                try {
                    manager.remove("audit-1");
                } catch (IOException e) {
                    notices.add(e.toString());
                }
            });
            remover.start();
            awaitMessages(holder, 2);
            assertThat(holder.messages()).containsExactly("FDSTOREREMOVE=1\nFDNAME=audit-1", "BARRIER=1");
            await().until(() -> remover.getState() == Thread.State.RUNNABLE); // in poll(2)
            assertThat(remover.isAlive()).isTrue();
            holder.answerBarriers();
            remover.join();
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void withoutAServiceManagerNothingIsSent() throws Exception {
        ServiceManager manager = manager("FDSTORE=1", "WATCHDOG_USEC=1000");
        manager.ready("reads");
        assertThat(manager.keepsSockets()).isFalse();
        assertThat(manager.watchdogInterval()).isZero();
        assertThat(manager.take()).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void aFailureIsReportedOnce() {
        ServiceManager manager = manager("NOTIFY_SOCKET=" + directory.resolve("absent"));
        manager.ready("reads");
        manager.status("goes on");
        assertThat(notices).singleElement().asString().contains("cannot be notified").contains("ENOENT");
        assertThatThrownBy(() -> manager.remove("audit-1")).isInstanceOf(IOException.class);
    }

    @Test
    void anAddressThatIsNoneIsReported() {
        manager("NOTIFY_SOCKET=vsock:2:1234").ready("reads");
        assertThat(notices).singleElement().asString().contains("vsock:2:1234").contains("a path or @name");
    }

    @Test
    void socketsArePassedToTheProcessThatIsNamed() {
        assertThat(manager("LISTEN_PID=1", "LISTEN_FDS=2").take()).isEmpty();
        assertThat(manager("LISTEN_FDS=2").take()).isEmpty();
        // numbers that this process does not use, or of which nothing depends on FD_CLOEXEC
        ServiceManager manager = manager("LISTEN_PID=" + PID, "LISTEN_FDS=2", "LISTEN_FDNAMES=audit-77");
        assertThat(manager.take()).containsExactly(new StoredSocket("audit-77", 3), new StoredSocket("", 4));
        assertThat(manager.take()).isEmpty();
    }

    @Test
    void theWatchdogIsForTheProcessThatIsNamed() {
        assertThat(manager("NOTIFY_SOCKET=@x", "WATCHDOG_USEC=3000000").watchdogInterval()).hasSeconds(3);
        assertThat(manager("NOTIFY_SOCKET=@x", "WATCHDOG_USEC=3000000", "WATCHDOG_PID=" + PID).watchdogInterval())
                .hasSeconds(3);
        assertThat(manager("NOTIFY_SOCKET=@x", "WATCHDOG_USEC=3000000", "WATCHDOG_PID=1").watchdogInterval()).isZero();
    }

    @Test
    void aLoopThatHangsGivesNoSignOfLife() throws Exception {
        try (Holder holder = new Holder("@netty-audit-" + UUID.randomUUID())) {
            ServiceManager manager = manager("NOTIFY_SOCKET=" + holder.address(), "WATCHDOG_USEC=20000");
            DefaultEventExecutor runs = new DefaultEventExecutor();
            DefaultEventExecutor hangs = new DefaultEventExecutor();
            CyclicBarrier hanging = new CyclicBarrier(2);
            CountDownLatch goOn = new CountDownLatch(1);
            Watchdog watchdog = new Watchdog(manager, List.of(runs, hangs));
            try {
                awaitMessages(holder, 3);
                assertThat(holder.messages()).containsOnly("WATCHDOG=1");
                hangs.execute(() -> {
                    try {
                        hanging.await();
                        goOn.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                hanging.await();
                manager.status("mark"); // a sign that was under way comes before the second mark
                await().pollDelay(Duration.ofMillis(100)).until(() -> holder.messages().contains("STATUS=mark"));
                int then = holder.messages().size();
                manager.status("second");
                await().pollDelay(Duration.ofMillis(100)).until(() -> holder.messages().size() > then);
                assertThat(holder.messages()).hasSize(then + 1);
                goOn.countDown();
                await().until(() -> holder.messages().subList(then + 1, holder.messages().size()).contains("WATCHDOG=1"));
            } finally {
                watchdog.close();
                goOn.countDown();
                runs.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                hangs.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }
}
