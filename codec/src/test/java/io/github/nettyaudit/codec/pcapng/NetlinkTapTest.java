package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetlinkTapTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** Where Netty's logger ends without another logging library, as in this module. */
    private final Logger logger = Logger.getLogger(NetlinkTap.class.getName());
    private final LogRecorder log = new LogRecorder();

    @BeforeEach
    void recordLog() {
        logger.addHandler(log);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void closeChannel() {
        channel.finishAndReleaseAll();
        logger.removeHandler(log);
        logger.setUseParentHandlers(true);
    }

    private NetlinkTap tap(PcapngWriter writer) {
        NetlinkTap tap = new NetlinkTap(writer, PcapngInterface.AUDIT, () -> TIME);
        channel.pipeline().addFirst(tap);
        return tap;
    }

    private NetlinkTap tap() throws IOException {
        return tap(new PcapngWriter(out));
    }

    private List<PcapngPacket> captured() throws IOException {
        return readAll(out.toByteArray());
    }

    @Test
    void bothDirectionsAreCopiedInTheOrderTheyPass() throws IOException {
        NetlinkTap tap = tap();

        channel.writeOutbound(statusRequest());
        channel.writeInbound(endOfEvent());
        channel.writeInbound(Unpooled.EMPTY_BUFFER);

        assertThat(captured()).extracting(PcapngPacket::direction, PcapngPacket::datagram, PcapngPacket::time,
                PcapngPacket::protocol, PcapngPacket::interfaceName).containsExactly(
                tuple(PacketDirection.OUTBOUND, statusRequest(), TIME, 9, "audit"),
                tuple(PacketDirection.INBOUND, endOfEvent(), TIME, 9, "audit"),
                tuple(PacketDirection.INBOUND, Unpooled.EMPTY_BUFFER, TIME, 9, "audit"));
        assertThat(tap.captured()).isEqualTo(3);
        assertThat(tap.missed()).isZero();
        assertThat(tap.failure()).isNull();
    }

    @Test
    void whatPassesIsTheSameObjectWithItsOneReferenceAndItsIndices() throws IOException {
        tap();
        ByteBuf inbound = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(5).writeBytes(endOfEvent());
        inbound.skipBytes(5);
        ByteBuf outbound = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(statusRequest());

        channel.writeInbound(inbound);
        channel.writeOutbound(outbound);

        ByteBuf received = channel.readInbound();
        assertThat(received).isSameAs(inbound);
        assertThat(received.readerIndex()).isEqualTo(5);
        assertThat(received.release()).isTrue();
        ByteBuf sent = channel.readOutbound();
        assertThat(sent).isSameAs(outbound);
        assertThat(sent.readerIndex()).isZero();
        assertThat(sent.release()).isTrue();
        assertThat(captured()).extracting(PcapngPacket::datagram).containsExactly(endOfEvent(), statusRequest());
    }

    @Test
    void envelopesAndHoldersAreCopiedAndOtherMessagesJustPass() throws IOException {
        NetlinkTap tap = tap();
        var address = new InetSocketAddress(0);

        channel.writeInbound(new DefaultAddressedEnvelope<>(endOfEvent(), address, address));
        channel.writeInbound(new DefaultByteBufHolder(statusRequest()));
        channel.writeInbound("text", new DefaultAddressedEnvelope<>("text", address, address));
        channel.writeOutbound(42);

        assertThat(captured()).extracting(PcapngPacket::datagram).containsExactly(endOfEvent(), statusRequest());
        assertThat(tap.captured()).isEqualTo(2);
        assertThat(channel.inboundMessages()).hasSize(4);
        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void userEventsBecomeTheCommentOfTheNextPacketAndPassOn() throws IOException {
        List<Object> events = new ArrayList<>();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
        tap();

        channel.pipeline().fireUserEventTriggered("overrun: 7 dropped");
        channel.pipeline().fireUserEventTriggered("overrun: 8 dropped");
        channel.writeInbound(endOfEvent(), endOfEvent());

        assertThat(events).containsExactly("overrun: 7 dropped", "overrun: 8 dropped");
        assertThat(captured()).extracting(PcapngPacket::comment)
                .containsExactly("overrun: 7 dropped\noverrun: 8 dropped", null);
    }

    @Test
    void aFloodOfUserEventsIsBounded() throws IOException {
        tap();
        for (int event = 0; event < 1000; event++) {
            channel.pipeline().fireUserEventTriggered("an event of some length, number " + event);
        }
        channel.writeInbound(endOfEvent());

        assertThat(captured()).singleElement().satisfies(packet -> assertThat(packet.comment()).hasSize(1024));
    }

    @Test
    void userEventsThatHoldBytesAreCaptured() throws IOException {
        NetlinkMessage event = new NetlinkMessage(1300, 0, 0, 0, endOfEvent());
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                assertThat(((NetlinkMessage) event).release()).isTrue();
            }
        });
        tap();

        channel.pipeline().fireUserEventTriggered(event);

        assertThat(captured()).singleElement().satisfies(packet -> {
            assertThat(packet.datagram()).isEqualTo(endOfEvent());
            assertThat(packet.comment()).startsWith("NetlinkMessage(");
        });
    }

    @Test
    void anErrorOfTheStreamIsLoggedOnceAndTurnsTheTapOffButNothingElse() throws IOException {
        FailingStream disk = new FailingStream(new IOException("disk full"));
        NetlinkTap tap = tap(new PcapngWriter(disk));
        channel.writeInbound(endOfEvent());
        disk.failing = true;

        channel.writeInbound(endOfEvent(), endOfEvent());
        channel.writeOutbound(statusRequest());
        disk.failing = false;
        channel.writeInbound(endOfEvent());

        channel.checkException();
        assertThat(channel.inboundMessages()).hasSize(4);
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(tap.captured()).isEqualTo(1);
        assertThat(tap.missed()).isEqualTo(4);
        assertThat(tap.failure()).isSameAs(disk.error);
        assertThat(disk.errors).isEqualTo(1);
        assertThat(log.records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("Capture ended after 1 datagrams");
            assertThat(record.getThrown()).isSameAs(disk.error);
        });
        assertThat(captured()).hasSize(1);
    }

    @Test
    void evenAnErrorThatIsNoExceptionStaysInTheTap() throws IOException {
        FailingStream disk = new FailingStream(new StackOverflowError());
        NetlinkTap tap = tap(new PcapngWriter(disk));
        disk.failing = true;

        channel.writeInbound(endOfEvent());

        channel.checkException();
        assertThat(channel.inboundMessages()).hasSize(1);
        assertThat(tap.failure()).isSameAs(disk.error);
    }

    @Test
    void aTapOnAClosedWriterIsOffFromTheStart() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        writer.close();
        NetlinkTap tap = tap(writer);

        channel.writeInbound(endOfEvent());

        assertThat(channel.inboundMessages()).hasSize(1);
        assertThat(tap.missed()).isEqualTo(1);
        assertThat(tap.failure()).isInstanceOf(IOException.class);
    }

    @Test
    void leavingThePipelineFlushesButDoesNotClose() throws IOException {
        FailingStream disk = new FailingStream(new IOException());
        NetlinkTap tap = tap(new PcapngWriter(disk));
        channel.writeInbound(endOfEvent());
        assertThat(disk.flushes).isZero();

        channel.close();

        assertThat(disk.flushes).isEqualTo(1);
        assertThat(disk.closed).isFalse();
        assertThat(tap.failure()).isNull();
    }

    @Test
    void aWriterThatIsClosedBeforeTheChannelIsNoError() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        NetlinkTap tap = tap(writer);
        writer.close();

        channel.close();

        assertThat(tap.failure()).isNull();
    }

    @Test
    void twoChannelsShareACapture() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        channel.pipeline().addFirst(new NetlinkTap(writer, PcapngInterface.AUDIT.withName("data")));
        EmbeddedChannel control = new EmbeddedChannel(
                new NetlinkTap(writer, PcapngInterface.AUDIT.withName("control")));

        control.writeOutbound(statusRequest());
        channel.writeInbound(endOfEvent());

        assertThat(captured()).extracting(PcapngPacket::interfaceName).containsExactly("control", "data");
        control.finishAndReleaseAll();
    }

    private static final class LogRecorder extends Handler {
        private final List<LogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }

    /** Keeps what it gets until it is told to fail. */
    private final class FailingStream extends OutputStream {
        private final Throwable error;
        private boolean failing;
        private int errors;
        private int flushes;
        private boolean closed;

        FailingStream(Throwable error) {
            this.error = error;
        }

        @Override
        public void write(int value) {
            throw new AssertionError("one byte alone");
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            if (failing) {
                errors++;
                if (error instanceof IOException exception) {
                    throw exception;
                }
                throw (Error) error;
            }
            out.write(bytes, start, length);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
