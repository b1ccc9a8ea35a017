package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.assertErrno;
import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.github.nettyaudit.codec.request.AuditRequestTimeoutException;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The scripted kernel against the library's own client, over real sockets and without privilege. */
class ScriptedKernelTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final ScriptedKernel kernel = ScriptedKernel.start();
    private final Loops loops = new Loops();
    private final AuditClient client = loops.control(kernel);

    @AfterEach
    void close() {
        loops.close();
        kernel.close();
    }

    @Test
    void keepsAStatusThatClientsSetAndGet() {
        get(client.setEnabled(AuditEnabled.ON));
        get(client.set(AuditStatus.builder().backlogLimit(8192).rateLimit(5).build()));

        AuditStatus status = get(client.status());

        assertThat(status.enabled()).isEqualTo(AuditEnabled.ON);
        assertThat(status.backlogLimit()).isEqualTo(8192);
        assertThat(status.rateLimit()).isEqualTo(5);
        assertThat(status.backlogWaitTime()).isEqualTo(15_000);
        assertThat(kernel.state().backlogLimit()).isEqualTo(8192);
        assertThat(kernel.requests(AuditMessageType.SET)).hasSize(2);
    }

    @Test
    void speaksAsOlderKernelsDo() {
        kernel.state().statusLength(32);

        assertThat(get(client.status()).has(AuditStatusField.BACKLOG)).isTrue();
        assertThat(get(client.status()).has(AuditStatusField.BACKLOG_WAIT_TIME)).isFalse();
    }

    @Test
    void returnsOldValuesOfCountersThatAreReset() {
        kernel.state().lost(77).backlogWaitTimeActual(5);

        assertThat(get(client.resetLost())).isEqualTo(77);
        assertThat(get(client.resetLost())).isZero();
        assertThat(get(client.resetBacklogWaitTimeActual())).isEqualTo(5);
    }

    @Test
    void addsListsAndDeletesRules() {
        get(client.addRawRule(AuditRules.harmless(1)));
        get(client.addRawRule(AuditRules.getppid(1, "key")));

        assertThat(get(client.rawRules())).hasSize(2);
        assertErrno(client.addRawRule(AuditRules.harmless(1)), NetlinkErrno.EEXIST);
        assertErrno(client.deleteRawRule(AuditRules.harmless(2)), NetlinkErrno.ENOENT);
        get(client.deleteRawRule(AuditRules.harmless(1)));
        assertThat(get(client.rawRules())).hasSize(1);
    }

    @Test
    void refusesWhoMayNot() {
        kernel.state().locked();
        assertErrno(client.setEnabled(AuditEnabled.OFF), NetlinkErrno.EPERM);
        kernel.state().access(KernelAccess.USER_NAMESPACE);
        assertErrno(client.status(), NetlinkErrno.ECONNREFUSED);
        kernel.state().access(KernelAccess.FULL);
        assertErrno(client.registerDaemon(1), NetlinkErrno.EINVAL);
    }

    @Test
    void letsADaemonRegisterEvenIfLocked() {
        kernel.state().locked();

        get(client.registerDaemon());

        assertThat(kernel.state().daemonPid()).isEqualTo((int) ProcessHandle.current().pid());
        assertErrno(client.setRateLimit(1), NetlinkErrno.EPERM);
        assertErrno(client.addRawRule(AuditRules.harmless(1)), NetlinkErrno.EPERM);
        assertErrno(client.send(AuditRequest.raw(AuditMessageType.TRIM, new byte[0])), NetlinkErrno.EPERM);
        assertThat(get(client.resetLost())).isZero();
    }

    @Test
    void sendsRecordsToTheRegisteredDaemon() {
        RecordCollector collector = new RecordCollector();
        Channel channel = loops.daemon(kernel, client, collector);
        await().until(() -> collector.kinds().contains(AuditDaemonEvent.Kind.REGISTERED));
        assertThat(kernel.state().daemonPortId()).isEqualTo(((NetlinkAddress) channel.localAddress()).portId());

        kernel.record(AuditMessageType.SYSCALL, "syscall=110");
        get(client.setEnabled(AuditEnabled.ON));
        get(client.send(AuditRequest.raw(AuditMessageType.USER, "hello\0".getBytes(StandardCharsets.US_ASCII))));
        await().until(() -> collector.records.get() == 2);
        assertThat(collector.texts).element(0).asString().matches("1300 audit\\(\\d+\\.\\d+:\\d+\\): syscall=110");
        assertThat(collector.texts).element(1).asString().startsWith("1005 ").endsWith(" msg='hello'");

        channel.close().syncUninterruptibly();
        assertThat(kernel.state().daemonPid()).isZero();
        assertThatThrownBy(() -> get(kernel.record(AuditMessageType.SYSCALL, "")))
                .hasMessageContaining("no daemon is registered");
    }

    @Test
    void pingsALivingDaemonAndReplacesADeadOne() {
        RecordCollector collector = new RecordCollector();
        Channel living = loops.data(loops.scripted(AuditPipeline.records(collector)), kernel);
        kernel.state().daemon(4711, ((NetlinkAddress) living.localAddress()).portId());

        assertThatThrownBy(() -> get(client.registerDaemon())).isInstanceOfSatisfying(AuditErrnoException.class,
                refused -> {
                    assertThat(refused.errno()).isEqualTo(NetlinkErrno.EEXIST);
                    assertThat(refused.otherDaemon()).isEqualTo(4711);
                });
        await().until(() -> !collector.others.isEmpty());
        assertThat(collector.others.get(0).type()).isEqualTo(AuditMessageType.REPLACE);
        assertErrno(client.unregisterDaemon(), NetlinkErrno.EACCES);

        living.close().syncUninterruptibly();
        get(client.registerDaemon());
        assertThat(kernel.state().daemonPid()).isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void noticesADeadDaemonAtTheNextRecord() {
        Channel channel = loops.data(loops.scripted(AuditPipeline.records()), kernel);
        kernel.state().daemon(4711, ((NetlinkAddress) channel.localAddress()).portId());
        channel.close().syncUninterruptibly();
        assertThat(kernel.state().daemonPid()).isEqualTo(4711);

        assertThatThrownBy(() -> get(kernel.record(AuditMessageType.SYSCALL, "")))
                .hasMessageContaining("ECONNREFUSED");
        await().until(() -> kernel.state().daemonPid() == 0);
    }

    @Test
    void followsItsScriptsOneAfterAnother() {
        kernel.on(AuditMessageType.GET).times(1).silent()
                .on(AuditMessageType.GET).times(1).error(NetlinkErrno.EPERM)
                .on(AuditMessageType.GET).times(1).asKernel();

        assertThatThrownBy(() -> get(client.withTimeout(SOON).status()))
                .isInstanceOf(AuditRequestTimeoutException.class);
        assertErrno(client.status(), NetlinkErrno.EPERM);
        assertThat(get(client.status()).enabled()).isEqualTo(AuditEnabled.OFF);
        assertThat(get(client.status()).enabled()).isEqualTo(AuditEnabled.OFF);
    }

    @Test
    void answersLateTwiceOrBackwards() {
        kernel.on(AuditMessageType.GET).times(1).late(SOON)
                .on(AuditMessageType.GET).times(1).replyLate(SOON)
                .on(AuditMessageType.GET).times(1).twice()
                .on(AuditMessageType.GET).times(1).reversed();
        long start = System.nanoTime();

        for (int request = 0; request < 5; request++) {
            assertThat(get(client.status()).backlogLimit()).isEqualTo(64);
        }

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SOON.toNanos() * 2);
    }

    @Test
    void answersRequestsOutOfOrder() {
        kernel.on(type -> type == AuditMessageType.SET).outOfOrder(3);

        List<Future<?>> ended = new CopyOnWriteArrayList<>();
        List<Future<Void>> requests = new ArrayList<>();
        loops.controlLoop().submit(() -> { // where answers come in, so none does before all is asked
            for (int limit = 1; limit <= 3; limit++) {
                Future<Void> request = client.setBacklogLimit(limit);
                request.addListener(ended::add);
                requests.add(request);
            }
        }).syncUninterruptibly();
        requests.forEach(Futures::get);

        await().until(() -> ended.size() == 3);
        assertThat(ended.get(0)).isSameAs(requests.get(2));
        assertThat(ended.get(2)).isSameAs(requests.get(0));
        assertThat(kernel.state().backlogLimit()).isEqualTo(3);
    }

    @Test
    void losesPartsOfAListingWithoutWhichItDoesNotEnd() {
        get(client.addRawRule(AuditRules.harmless(1)));
        kernel.on(AuditMessageType.LIST_RULES).times(1).without(2);

        assertThatThrownBy(() -> get(client.withTimeout(SOON).rawRules()))
                .isInstanceOf(AuditRequestTimeoutException.class);
        assertThat(get(client.rawRules())).hasSize(1);
    }

    @Test
    void sendsMalformedAnswersThatHarmNobody() {
        kernel.on(AuditMessageType.GET).times(1).cut(7)
                .on(AuditMessageType.GET).times(1).raw(HexDump.parse("ff ff ff ff 00"))
                .on(AuditMessageType.GET).times(1).react(request ->
                        List.of(AuditDatagrams.status(request.sequence(), 0, 1)));

        assertThatThrownBy(() -> get(client.withTimeout(SOON).status()))
                .isInstanceOf(AuditRequestTimeoutException.class);
        assertThatThrownBy(() -> get(client.withTimeout(SOON).status()))
                .isInstanceOf(AuditRequestTimeoutException.class);
        kernel.clearScripts();
        assertThat(get(client.status()).backlogLimit()).isEqualTo(64);
    }

    @Test
    void hasRequestsOfASleepingSenderWait() {
        kernel.senderSleeps(SOON);
        long start = System.nanoTime();
        List<Future<AuditStatus>> requests = List.of(client.status(), client.status(), client.status());

        requests.forEach(Futures::get);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SOON.toNanos() * 2);
    }

    @Test
    void givesEachOfHundredsOfRequestsItsOwnAnswerInAFlood() {
        RecordCollector collector = new RecordCollector();
        collector.keepTexts = false;
        loops.daemon(kernel, client, collector);
        await().until(() -> kernel.state().daemonPid() != 0);
        int rules = 100;
        for (int rule = 0; rule < rules; rule++) {
            get(client.addRawRule(AuditRules.harmless(rule)));
        }

        // the kernel's loop answers between parts of the flood: on a busy machine that takes more than the usual 5 s
        AuditClient patient = client.withTimeout(Duration.ofMinutes(1));
        Future<Long> flood = kernel.flood().records(100_000).start();
        List<Future<?>> requests = new ArrayList<>();
        for (int request = 0; request < 500; request++) {
            requests.add(request % 100 == 0 ? patient.rawRules() : request % 2 == 0 ? patient.status()
                    : patient.deleteRawRule(AuditRules.harmless(rules + request)));
        }

        for (int request = 0; request < 500; request++) {
            Future<?> ended = requests.get(request).awaitUninterruptibly();
            if (request % 100 == 0) {
                assertThat((List<?>) ended.getNow()).hasSize(rules);
            } else if (request % 2 == 0) {
                assertThat(((AuditStatus) ended.getNow()).backlogLimit()).isEqualTo(64);
            } else {
                assertThat(ended.cause()).isInstanceOfSatisfying(AuditErrnoException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(NetlinkErrno.ENOENT));
            }
        }
        assertThat(get(flood)).isEqualTo(100_000);
        await().atMost(Duration.ofMinutes(1)).until(() -> collector.records.get() == 100_000);
        assertThat(collector.errors).isEmpty();
    }

    @Test
    void floodsAtARateWithFreshSerialsAndGapsWhereItLoses() {
        RecordCollector collector = new RecordCollector();
        loops.daemon(kernel, client, collector);
        await().until(() -> kernel.state().daemonPid() != 0);
        long start = System.nanoTime();

        assertThat(get(kernel.flood().from(CapturedDatagrams.liveDaemon().ofType(type -> type == 1302).limit(10))
                .records(200).perSecond(1000).losingEvery(4).start())).isEqualTo(150);

        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(190));
        await().until(() -> collector.records.get() == 150);
        List<Long> serials = collector.texts.stream()
                .map(text -> Long.parseLong(text.substring(text.indexOf(':') + 1, text.indexOf(')')))).toList();
        assertThat(serials).isSorted().last().isNotEqualTo(serials.get(0));
    }

    @Test
    void repeatsARecordsTextBehindTheFreshStamp() {
        CapturedDatagrams records = CapturedDatagrams.liveDaemon().records().limit(4);
        FreshRecords fresh = new FreshRecords(records, new AtomicLong(6)::incrementAndGet,
                false);

        for (int index = 0; index < 8; index++) {
            ByteBuf record = fresh.next(UnpooledByteBufAllocator.DEFAULT);
            String text = record.toString(16, record.readableBytes() - 16, StandardCharsets.UTF_8);
            String captured = new String(records.bytes(index % 4), StandardCharsets.UTF_8);
            assertThat(text.substring(text.indexOf("):"))).isEqualTo(captured.substring(captured.indexOf("):")));
            assertThat(text).matches("(?s)audit\\(\\d+\\.\\d{3}:(7|8|9|10)\\): .*");
            assertThat(record.getIntLE(0)).isEqualTo(record.readableBytes() - 16);
            record.release();
        }
    }

    @Test
    void overrunsAMemberOfAMulticastGroup() {
        RecordCollector collector = new RecordCollector();
        Channel member;
        try {
            member = loops.data(loops.scripted(AuditPipeline.records(collector))
                    .option(AuditNetlinkChannelOption.MULTICAST_GROUPS, 1)
                    .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, 8192), kernel);
        } catch (Exception notPermitted) {
            Assumptions.abort("joining a group needs CAP_NET_ADMIN: " + notPermitted);
            return;
        }
        member.config().setAutoRead(false);
        get(kernel.flood().toGroups(1).records(2000).start());
        member.config().setAutoRead(true);
        await().until(() -> collector.dropped.get() > 0);

        assertThat(collector.records.get()).isPositive();
        await().until(() -> collector.records.get() + collector.dropped.get() == 2000);
    }
}
