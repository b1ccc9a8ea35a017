package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.assertErrno;
import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.user.AuditUserLog;
import io.github.nettyaudit.codec.user.AuditUserMessage;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many threads and one client while the kernel is busy with records. */
class RequestStormLiveTest {
    private static final int THREADS = 10;
    private static final int IN_FLIGHT = 500;
    private static final int MESSAGES = 20_000;

    private final RecordCollector collector = new RecordCollector();
    private LiveKernel kernel;
    private Loops loops;
    private AuditClient client;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
        kernel.setEnabled(true);
        kernel.setBacklogLimit(8192);
        loops = new Loops();
        client = loops.control();
        collector.keepTexts = false;
        loops.daemon(client, collector);
        await().until(() -> collector.kinds().contains(AuditDaemonEvent.Kind.REGISTERED));
    }

    @AfterEach
    void restore() {
        if (kernel != null) {
            LiveKernel taken = kernel;
            try (taken) {
                loops.close();
            }
        }
    }

    @Test
    void everyFutureOfTenThreadsEndsWithItsOwnAnswer() throws Exception {
        AuditRule loaded = AuditRule.parse("-a never,user -F pid=2147483647");
        get(client.addRawRule(loaded.encode()));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Storm storm = Storm.start()) {
            kernel.addRule(AuditRules.getppid(storm.pid(), "storm"));
            storm.getppid(30_000);
            await().until(() -> collector.records.get() > 500);
            List<java.util.concurrent.Future<Integer>> ends = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * 1_000;
                ends.add(threads.submit((Callable<Integer>) () -> ask(first, loaded)));
            }
            int answers = 0;
            for (java.util.concurrent.Future<Integer> end : ends) {
                answers += end.get(2, TimeUnit.MINUTES);
            }
            assertThat(answers).isEqualTo(IN_FLIGHT);
            storm.awaitDone();
            await().until(() -> collector.records.get() >= 90_000);
        } finally {
            threads.shutdownNow();
        }
        assertThat(collector.errors).isEmpty();
    }

    /** Fifty requests at once; each has an answer that no other request of the fifty could have. */
    private int ask(int first, AuditRule loaded) {
        List<Future<?>> futures = new ArrayList<>();
        for (int number = 0; number < IN_FLIGHT / THREADS; number++) {
            AuditRule own = AuditRule.parse("-a never,user -F pid=" + (2_000_000_000 + first + number));
            futures.add(switch (number % 5) {
                case 0 -> client.features();
                case 1 -> client.status();
                case 2 -> client.deleteRawRule(own.encode());
                case 3 -> client.addRawRule(loaded.encode());
                default -> client.addRawRule(own.encode());
            });
        }
        for (int number = 0; number < futures.size(); number++) {
            Future<?> future = futures.get(number);
            switch (number % 5) {
                case 0 -> assertThat(get(future)).isInstanceOf(AuditFeatures.class);
                case 1 -> assertThat(((AuditStatus) get(future)).backlogLimit()).isEqualTo(8192);
                case 2 -> assertErrno(future, NetlinkErrno.ENOENT);
                case 3 -> assertErrno(future, NetlinkErrno.EEXIST);
                default -> assertThat(get(future)).isNull();
            }
        }
        return futures.size();
    }

    /** The rate is printed; that each message comes through is what is checked. */
    @Test
    void userMessagesAreTakenAsFastAsTheKernelTakesThem() throws InterruptedException {
        AuditUserLog log = new AuditUserLog(client);
        Semaphore places = new Semaphore(IN_FLIGHT);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        for (int number = 0; number < MESSAGES; number++) {
            places.acquire();
            AuditUserMessage message = AuditUserMessage.login("user" + number).address("192.0.2.7").failed();
            log.write(message).addListener((Future<Void> end) -> {
                places.release();
                if (!end.isSuccess()) {
                    failures.add(end.cause());
                }
            });
        }
        places.acquire(IN_FLIGHT);
        long nanos = System.nanoTime() - start;

        assertThat(failures).isEmpty();
        await().until(() -> collector.records.get() >= MESSAGES);
        System.out.printf("%,d user messages, each acknowledged, %d in flight: %,d per second%n", MESSAGES, IN_FLIGHT,
                MESSAGES * TimeUnit.SECONDS.toNanos(1) / nanos);
    }
}
