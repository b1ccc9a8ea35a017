package io.github.nettyaudit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountingHandlerTest {
    private final List<AuditAcknowledgement> acknowledgements = new ArrayList<>();
    private final StampedAges ages = new StampedAges();
    private final CountingHandler counting = new CountingHandler(acknowledgements::add, ages);
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new NetlinkFrameDecoder(), new AuditMessageDecoder(), counting);

    @AfterEach
    void close() {
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    private static ByteBuf datagram(int type, String text) {
        ByteBuf datagram = Unpooled.directBuffer();
        NetlinkHeaderDescriptor.writeInt(datagram, NetlinkHeaderDescriptor.HEADER_LENGTH + text.length());
        NetlinkHeaderDescriptor.writeShort(datagram, type);
        datagram.writeZero(10);
        datagram.writeCharSequence(text, StandardCharsets.US_ASCII);
        return datagram;
    }

    @Test
    void countsTheThreeRecordsOfACallAndReleasesThem() {
        ByteBuf[] datagrams = {datagram(AuditMessageType.SYSCALL, "12345"), datagram(AuditMessageType.PROCTITLE, "123"),
            datagram(AuditMessageType.EOE, ""), datagram(AuditMessageType.CONFIG_CHANGE, "op=set")};

        channel.writeInbound((Object[]) datagrams);

        assertThat(counting.counts().records()).isEqualTo(3);
        assertThat(counting.counts().bytes()).isEqualTo(8);
        assertThat(counting.counts().other()).isEqualTo(1);
        assertThat(datagrams).allMatch(datagram -> datagram.refCnt() == 0);
    }

    @Test
    void resetStartsAgainAtNothing() {
        channel.writeInbound(datagram(AuditMessageType.EOE, "x"));

        counting.reset();

        assertThat(counting.counts()).isEqualTo(new CountingHandler.Counts(0, 0, 0, 0, 0));
    }

    @Test
    void ageIsTheTimeSinceTheStampInA0() {
        long stamp = System.nanoTime() - 5_000_000;
        channel.writeInbound(datagram(AuditMessageType.SYSCALL,
                "audit(1.000:1): arch=c000003e syscall=110 a0=" + Long.toHexString(stamp) + " a1=0"));

        assertThat(ages.size()).isOne();
        assertThat(ages.micros(0.5)).isBetween(5_000.0, 60_000_000.0);
    }

    @Test
    void recordWithoutStampHasNoAge() {
        channel.writeInbound(datagram(AuditMessageType.SYSCALL, "audit(1.000:1): a0"));

        assertThat(ages.size()).isZero();
        assertThat(ages.micros(0.99)).isZero();
    }
}
