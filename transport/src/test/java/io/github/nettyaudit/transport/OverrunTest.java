package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A socket whose buffer is full. Senders of unicast are made to wait, so these tests send to a multicast group, which
 * loses what does not fit, as the audit multicast group does.
 */
class OverrunTest {
    private static final int GROUPS = 1;

    private final NetlinkPair pair = new NetlinkPair();
    private final Collector received = new Collector();
    private AuditNetlinkChannel sender;

    @BeforeEach
    void openSender() {
        assumeThatGroupsCanBeJoined(pair);
        sender = pair.peer(new Collector());
    }

    static void assumeThatGroupsCanBeJoined(NetlinkPair pair) {
        ChannelFuture member = pair.bootstrap(new Collector()).bind(NetlinkAddress.multicast(GROUPS))
                .awaitUninterruptibly();
        member.channel().close().syncUninterruptibly();
        if (!member.isSuccess()) {
            System.out.println("SKIPPED: joining a group of NETLINK_USERSOCK needs CAP_NET_ADMIN: "
                    + member.cause().getMessage());
        }
        assumeTrue(member.isSuccess(), "joining a group of NETLINK_USERSOCK needs CAP_NET_ADMIN");
    }

    @AfterEach
    void closeAll() {
        pair.close();
    }

    private AuditNetlinkChannel member(boolean noEnobufs) {
        return pair.bind(pair.with(received, AuditNetlinkChannelOption.MULTICAST_GROUPS, GROUPS)
                .option(AuditNetlinkChannelOption.NO_ENOBUFS, noEnobufs)
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, 8192)
                .option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true)
                .option(ChannelOption.AUTO_READ, false));
    }

    private void multicast(int count) {
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(sender.write(new NetlinkDatagram(bytes(100, i), NetlinkAddress.multicast(GROUPS))));
        }
        sender.flush();
        // the group has it; what fails afterwards is the kernel's unicast to port id 0, where nobody is
        writes.forEach(write -> assertThat(write.awaitUninterruptibly().cause())
                .isInstanceOf(AuditNetlinkException.class));
    }

    @Test
    void withoutEnobufsTheDropCounterReportsTheLoss() {
        AuditNetlinkChannel member = member(true);
        multicast(200);
        assertThat(received.events).isEmpty();

        member.config().setAutoRead(true);

        eventually(() -> assertThat(received.events).hasSize(1));
        NetlinkOverrun overrun = (NetlinkOverrun) received.events.poll();
        assertThat(overrun.source()).isEqualTo(NetlinkOverrun.Source.DROP_COUNTER);
        eventually(() -> assertThat(received.datagrams.size() + overrun.dropped()).isEqualTo(200));
        assertThat(received.datagrams).isNotEmpty();
        assertThat(overrun.total()).isEqualTo(overrun.dropped());
        assertThat(member.counters().overruns()).isEqualTo(1);
        assertThat(member.counters().socketDrops()).isEqualTo(overrun.dropped());
        assertThat(member.isActive()).isTrue();
    }

    @Test
    void dropsAfterTheLastReadAreReportedAtTheClose() {
        AuditNetlinkChannel member = member(true);
        multicast(200);

        member.close().syncUninterruptibly();

        NetlinkOverrun overrun = (NetlinkOverrun) received.events.poll();
        assertThat(overrun.dropped()).isPositive();
        assertThat(member.counters().socketDrops()).isEqualTo(overrun.dropped());
        assertThat(received.events).isEmpty();
    }

    @Test
    void enobufsIsAnEventAlsoWhileReadingIsPausedAndTheLoopDoesNotSpin() throws Exception {
        AuditNetlinkChannel member = member(false);
        multicast(200);

        eventually(() -> assertThat(received.events).isNotEmpty());
        NetlinkOverrun overrun = (NetlinkOverrun) received.events.peek();
        assertThat(overrun.source()).isEqualTo(NetlinkOverrun.Source.ENOBUFS);
        assertThat(overrun.dropped()).isPositive();
        assertThat(received.datagrams).isEmpty();

        long loopThread = member.eventLoop().submit(() -> Thread.currentThread().getId()).syncUninterruptibly().get();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getThreadCpuTime(loopThread);
        new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS); // a window to measure, nothing to wait for
        assertThat(threads.getThreadCpuTime(loopThread) - before).isLessThan(150_000_000);
        assertThat(received.failures).isEmpty();

        member.config().setAutoRead(true);
        eventually(() -> assertThat(received.datagrams).isNotEmpty());
        int soFar = received.datagrams.size();
        eventually(() -> {
            multicast(1); // the socket is no longer congested once it was empty
            assertThat(received.datagrams.size()).isGreaterThan(soFar);
        });
        assertThat(member.isActive()).isTrue();
    }

    @Test
    void enobufsMayBeTurnedOnOnceTheChannelIsBound() {
        AuditNetlinkChannel member = member(true);
        member.config().setNoEnobufs(false);
        multicast(200);

        eventually(() -> assertThat(received.events).isNotEmpty());
        assertThat(((NetlinkOverrun) received.events.peek()).source()).isEqualTo(NetlinkOverrun.Source.ENOBUFS);
    }

    @Test
    void aReceiveBufferSmallerThanAskedForIsNamedWithItsRemedy() {
        assertThat(DropMonitor.remedy(212_992, 16 << 20))
                .isEqualTo("it has 212992 bytes instead of the 16777216 asked for: grant CAP_NET_ADMIN or raise "
                        + "net.core.rmem_max");
        assertThat(DropMonitor.remedy(100, 100)).isNull();
        assertThat(DropMonitor.remedy(101, 100)).isNull();
        assertThat(DropMonitor.remedy(99, 100)).isNotNull();
    }

    @Test
    void aMulticastMemberCountsAndDiscardsDatagramsOfUnexpectedSenders() {
        AuditNetlinkChannel member = pair.bind(pair.bootstrap(received)
                .option(AuditNetlinkChannelOption.MULTICAST_GROUPS, GROUPS));
        multicast(3);
        eventually(() -> assertThat(member.counters().unexpectedSenders()).isEqualTo(3));
        multicast(2);
        eventually(() -> assertThat(member.counters().unexpectedSenders()).isEqualTo(5));
        assertThat(received.datagrams).isEmpty();
        assertThat(member.counters().datagrams()).isZero();
    }
}
