package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.assertErrno;
import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditTtyStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to the real kernel, and what it answers. */
class RequestsLiveTest {
    private LiveKernel kernel;
    private Loops loops;
    private AuditClient client;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
        loops = new Loops();
        client = loops.control();
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
    void readsTheStatusAsItIs() {
        LiveKernelStatus expected = kernel.status();

        AuditStatus status = get(client.status());

        assertThat(status.enabled()).isEqualTo(AuditEnabled.of(expected.enabled()));
        assertThat(status.pid()).isEqualTo(expected.pid());
        assertThat(status.backlogLimit()).isEqualTo(expected.backlogLimit());
        assertThat(status.backlogWaitTime()).isEqualTo(expected.backlogWaitTime());
        assertThat(status.rateLimit()).isEqualTo(expected.rateLimit());
        assertThat(status.lost()).isEqualTo(expected.lost());
        assertThat(status.featureBitmap()).isEqualTo(expected.featureBitmap()).isNotZero();
    }

    @Test
    void changesOneOrSeveralFields() {
        get(client.setEnabled(AuditEnabled.ON));
        get(client.set(AuditStatus.builder().backlogLimit(777).backlogWaitTime(33).rateLimit(123_456).build()));

        LiveKernelStatus status = kernel.status();
        assertThat(status.enabled()).isEqualTo(1);
        assertThat(status.backlogLimit()).isEqualTo(777);
        assertThat(status.backlogWaitTime()).isEqualTo(33);
        assertThat(status.rateLimit()).isEqualTo(123_456);
        client.withoutAck().setBacklogLimit(778).syncUninterruptibly();
        assertThat(kernel.status().backlogLimit()).isEqualTo(778);
    }

    @Test
    void saysWhatTheKernelRefuses() {
        assertErrno(client.setBacklogWaitTime(0xffffff), NetlinkErrno.EINVAL);
        assertErrno(client.registerDaemon(1), NetlinkErrno.EINVAL);
        assertErrno(client.send(AuditRequest.raw(1050, new byte[0])), NetlinkErrno.EINVAL);
        assertErrno(client.send(AuditRequest.raw(1002, new byte[0])), NetlinkErrno.EOPNOTSUPP);
        assertErrno(client.addRawRule(new byte[10]), NetlinkErrno.EINVAL);
        assertErrno(client.deleteRawRule(AuditRules.harmless(9)), NetlinkErrno.ENOENT);
    }

    @Test
    void addsListsAndDeletesRules() {
        int before = kernel.rules().size();
        for (int rule = 0; rule < 300; rule++) {
            get(client.addRawRule(AuditRules.harmless(rule)));
        }
        get(client.addRawRule(AuditRules.getppid(Integer.MAX_VALUE, "a key")));
        assertErrno(client.addRawRule(AuditRules.harmless(7)), NetlinkErrno.EEXIST);

        List<AuditRuleMessage> rules = get(client.rawRules());

        assertThat(rules).hasSize(before + 301);
        List<byte[]> expected = kernel.rules();
        for (int rule = 0; rule < expected.size(); rule++) {
            assertThat(ByteBufUtil.getBytes(rules.get(rule).content())).isEqualTo(expected.get(rule));
        }
        get(client.deleteRawRule(AuditRules.harmless(7)));
        assertThat(get(client.rawRules())).hasSize(before + 300);
    }

    @Test
    void returnsTheOldCountOfLostRecords() throws IOException {
        kernel.setEnabled(true);
        get(client.resetLost());
        kernel.setRateLimit(1);
        try (Storm storm = Storm.start()) {
            storm.userMessages(200);
            storm.awaitDone();
        }
        kernel.setRateLimit(0);
        int lost = kernel.status().lost();
        assertThat(lost).isPositive();

        assertThat(get(client.resetLost())).isEqualTo(lost);
        assertThat(kernel.status().lost()).isZero();
        assertThat(get(client.resetBacklogWaitTimeActual())).isNotNegative();
    }

    @Test
    void asksForFeaturesTtyAndSignal() {
        AuditFeatures features = get(client.features());
        AuditTtyStatus tty = get(client.ttyStatus());

        assertThat(features.toString()).isNotEmpty();
        assertThat(tty.toString()).isNotEmpty();
        assertThat(get(client.signalInfo()).type()).isEqualTo(1010);
    }

    @Test
    void givesEachOfFiveHundredRequestsItsOwnAnswerDuringAStorm() throws IOException {
        RecordCollector collector = new RecordCollector();
        collector.keepTexts = false;
        kernel.setEnabled(true);
        kernel.setBacklogLimit(8192);
        int rules = kernel.rules().size() + 20;
        for (int rule = 0; rule < 20; rule++) {
            kernel.addRule(AuditRules.harmless(rule));
        }
        loops.daemon(client, collector);
        await().until(() -> collector.kinds().contains(Kind.REGISTERED));
        try (Storm storm = Storm.start()) {
            kernel.addRule(AuditRules.getppid(storm.pid(), "storm"));
            storm.getppid(30_000);
            await().until(() -> collector.records.get() > 500);

            List<Future<?>> requests = new ArrayList<>();
            for (int request = 0; request < 500; request++) {
                requests.add(switch (request % 5) {
                    case 0 -> client.features();
                    case 1 -> client.status();
                    case 2 -> client.deleteRawRule(AuditRules.harmless(1000 + request));
                    case 3 -> client.addRawRule(AuditRules.harmless(request % 20));
                    default -> request % 50 == 4 ? client.rawRules() : client.ttyStatus();
                });
            }
            for (int request = 0; request < 500; request++) {
                assertOwnAnswer(request, requests.get(request), rules + 1);
            }
            storm.awaitDone();
            // all of them, even if the socket was full now and then: kauditd tries again
            await().until(() -> collector.records.get() >= 90_000);
        }
        assertThat(collector.errors).isEmpty();
    }

    private static void assertOwnAnswer(int request, Future<?> answer, int rules) {
        switch (request % 5) {
            case 0 -> assertThat(get(answer)).isInstanceOf(AuditFeatures.class);
            case 1 -> assertThat(((AuditStatus) get(answer)).backlogLimit()).isEqualTo(8192);
            case 2 -> assertErrno(answer, NetlinkErrno.ENOENT);
            case 3 -> assertErrno(answer, NetlinkErrno.EEXIST);
            default -> {
                if (request % 50 == 4) {
                    assertThat((List<?>) get(answer)).hasSize(rules);
                } else {
                    assertThat(get(answer)).isInstanceOf(AuditTtyStatus.class);
                }
            }
        }
        assertThat(answer.cause()).satisfiesAnyOf(cause -> assertThat(cause).isNull(),
                cause -> assertThat(((AuditErrnoException) cause).sequence()).isNotZero());
    }
}
