package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static io.github.nettyaudit.transport.NetlinkPair.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescingTest {
    private final NetlinkPair pair = new NetlinkPair();
    private final AtomicLong count = new AtomicLong();
    private final Collector counting = new Collector() {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            count.incrementAndGet();
        }
    };
    private final AuditNetlinkChannel peer = pair.peer(new Collector());

    @AfterEach
    void closeAll() {
        pair.close();
    }

    @Test
    void underLoadManyDatagramsShareAWakeUpAndNoneIsLost() {
        AuditNetlinkChannel channel = pair.connect(pair.with(counting, AuditNetlinkChannelOption.COALESCE_RATE, 1000)
                .option(AuditNetlinkChannelOption.COALESCE_NANOS, 20_000_000L), peer);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong sent = new AtomicLong();
        peer.eventLoop().execute(() -> sendOneByOne(channel, stop, sent));

        long[] last = new long[2];
        eventually(() -> {
            long wakeUps = channel.counters().wakeUps() - last[0];
            long datagrams = channel.counters().datagrams() - last[1];
            last[0] += wakeUps;
            last[1] += datagrams;
            assertThat(datagrams).isGreaterThan(20 * Math.max(1, wakeUps));
        });

        stop.set(true);
        eventually(() -> assertThat(count.get()).isEqualTo(sent.get()).isPositive());

        // quiet again: each datagram is read as it comes
        long wakeUps = channel.counters().wakeUps();
        for (int i = 1; i <= 10; i++) {
            send(peer, channel, bytes(16, i));
            long expected = sent.get() + i;
            eventually(() -> assertThat(count.get()).isEqualTo(expected));
        }
        eventually(() -> assertThat(channel.counters().wakeUps() - wakeUps).isGreaterThanOrEqualTo(10));
    }

    /** Sends a datagram, and the next one as soon as that is sent, each with a flush of its own. */
    private void sendOneByOne(AuditNetlinkChannel to, AtomicBoolean stop, AtomicLong sent) {
        if (stop.get()) {
            return;
        }
        peer.writeAndFlush(new NetlinkDatagram(bytes(100, 0), to.localAddress())).addListener(done -> {
            assertThat(done.cause()).isNull();
            sent.incrementAndGet();
            peer.eventLoop().execute(() -> sendOneByOne(to, stop, sent));
        });
    }
}
