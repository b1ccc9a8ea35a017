package io.github.nettyaudit.codec.pcapng;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.function.Predicate;

/**
 * Plays a capture into a pipeline as if its channel were receiving it: one {@code channelRead} a datagram, at full
 * speed, with a {@code channelReadComplete} after every {@value #BATCH_SIZE} and at the end. By default the datagrams
 * that were received on audit sockets are played; {@link #only} chooses others, say what a program once sent, for a
 * pipeline that plays the kernel.
 *
 * <p>For an {@code EmbeddedChannel}, or any channel from its event loop. From other threads it works too, but then each
 * datagram waits in the loop's task queue, and nothing bounds that.
 *
 * <p>The handlers own and release the buffers, which are unpooled copies.
 */
public final class PcapngReplay {
    private static final int BATCH_SIZE = 64;

    private final PcapngReader reader;
    private final Predicate<? super PcapngPacket> choice;

    /**
     * Plays what {@code reader} has still to give; does not close it.
     *
     * @param reader the capture; the caller closes it after the replay
     */
    public PcapngReplay(PcapngReader reader) {
        this(reader, packet -> packet.direction() == PacketDirection.INBOUND
                && packet.protocol() == PcapngInterface.NETLINK_AUDIT);
    }

    private PcapngReplay(PcapngReader reader, Predicate<? super PcapngPacket> choice) {
        this.reader = reader;
        this.choice = choice;
    }

    /**
     * The same replay of those packets alone that {@code choice} takes, whatever their direction and protocol.
     *
     * @param choice returns true for each packet to play; it runs on the thread that calls {@link #into}
     * @return a replay that reads from the same reader
     */
    public PcapngReplay only(Predicate<? super PcapngPacket> choice) {
        return new PcapngReplay(reader, choice);
    }

    /**
     * Plays to the end of the file.
     *
     * @param pipeline receives the datagrams; its handlers release them
     * @return the number of datagrams played
     * @throws PcapngException where the file is damaged or cut off; the datagrams before that have been played
     * @throws IOException     where the stream fails, or where the capture was made on a machine of the other byte
     *                         order, whose netlink headers no decoder here would understand
     */
    public long into(ChannelPipeline pipeline) throws IOException {
        long played = 0;
        try {
            for (PcapngPacket packet = reader.next(); packet != null; packet = reader.next()) {
                if (!choice.test(packet)) {
                    continue;
                }
                if (packet.byteOrder() != ByteOrder.nativeOrder()) {
                    throw new IOException("the capture's byte order is " + packet.byteOrder() + ", this machine's is "
                            + ByteOrder.nativeOrder() + ": netlink headers cannot be played across");
                }
                pipeline.fireChannelRead(Unpooled.copiedBuffer(packet.datagram()));
                if (++played % BATCH_SIZE == 0) {
                    pipeline.fireChannelReadComplete();
                }
            }
        } finally {
            if (played % BATCH_SIZE != 0) {
                pipeline.fireChannelReadComplete();
            }
        }
        return played;
    }
}
