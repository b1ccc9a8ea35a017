package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFormat.*;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the netlink datagrams of a pcapng file, one after the other: files by {@link PcapngWriter}, and those that
 * dumpcap, tshark, editcap or mergecap write, in either byte order, with several sections and interfaces. What it does
 * not know, or what is no netlink datagram, it skips; the latter it counts.
 *
 * <p>Not thread-safe.
 */
public final class PcapngReader implements Closeable {
    private final PcapngInput in;
    private final List<Interface> interfaces = new ArrayList<>();
    private long skippedPackets;
    private @Nullable PcapngException failure;

    /** @param in buffered by the reader, closed with it */
    public PcapngReader(InputStream in) {
        this.in = new PcapngInput(in);
    }

    /**
     * Reads on to the next netlink datagram.
     *
     * @return the datagram, or {@code null} at the end of the file
     * @throws PcapngException where the file is damaged or ends within a block ({@link PcapngException#isTruncated});
     *                         every later call throws it again
     * @throws IOException     where the stream does
     */
    public @Nullable PcapngPacket next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            return readUntilPacket();
        } catch (PcapngException exception) {
            failure = exception;
            throw exception;
        }
    }

    /**
     * Packets left out so far: those of interfaces with another link type, those too short to hold a cooked header,
     * and those in simple or "obsolete" packet blocks, which capture programs do not write.
     *
     * @return the number of these packets, 0 or more
     */
    public long skippedPackets() {
        return skippedPackets;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable PcapngPacket readUntilPacket() throws IOException {
        while (in.nextBlock()) {
            switch (in.blockType()) {
                case SECTION_HEADER_BLOCK -> readSectionHeader();
                case INTERFACE_DESCRIPTION_BLOCK -> readInterfaceDescription();
                case ENHANCED_PACKET_BLOCK -> {
                    PcapngPacket packet = readEnhancedPacket();
                    if (packet != null) {
                        return packet;
                    }
                }
                case SIMPLE_PACKET_BLOCK, OLD_PACKET_BLOCK -> {
                    in.skipBody();
                    skippedPackets++;
                }
                default -> in.skipBody();
            }
        }
        return null;
    }

    private void readSectionHeader() throws IOException {
        ByteBuffer body = in.readSectionHeaderBody();
        int major = body.getShort() & 0xffff;
        if (major != MAJOR_VERSION) {
            throw in.malformed("pcapng version " + major + ", but only 1 is known");
        }
        interfaces.clear();
    }

    private void readInterfaceDescription() throws IOException {
        ByteBuffer body = in.readBody(INTERFACE_DESCRIPTION_FIXED_BYTES);
        int linkType = body.getShort() & 0xffff;
        body.position(INTERFACE_DESCRIPTION_FIXED_BYTES);
        String name = null;
        byte resolution = PcapngClock.DEFAULT_RESOLUTION;
        long offsetSeconds = 0;
        PcapngOptions options = new PcapngOptions(body, in.blockOffset());
        while (options.next()) {
            switch (options.code()) {
                case INTERFACE_OPTION_NAME -> name = options.text(null);
                case INTERFACE_OPTION_TIME_RESOLUTION -> resolution = options.byteValue();
                case INTERFACE_OPTION_TIME_OFFSET -> offsetSeconds = options.longValue();
                default -> { } // of no use here
            }
        }
        interfaces.add(new Interface(linkType, name, new PcapngClock(resolution, offsetSeconds)));
    }

    private @Nullable PcapngPacket readEnhancedPacket() throws IOException {
        ByteBuffer body = in.readBody(ENHANCED_PACKET_FIXED_BYTES);
        int interfaceId = body.getInt();
        if (interfaceId < 0 || interfaceId >= interfaces.size()) {
            throw in.malformed("packet of interface " + Integer.toUnsignedString(interfaceId) + ", but the section has "
                    + interfaces.size());
        }
        Interface source = interfaces.get(interfaceId);
        long units = (long) body.getInt() << Integer.SIZE | Integer.toUnsignedLong(body.getInt());
        int captured = body.getInt();
        int original = body.getInt();
        if (captured < 0 || captured > body.remaining()) {
            throw in.malformed("packet of " + Integer.toUnsignedString(captured) + " bytes in a block with room for "
                    + body.remaining());
        }
        int packetStart = body.position();
        body.position(packetStart + align(captured));
        String comment = null;
        int flags = 0;
        PcapngOptions options = new PcapngOptions(body, in.blockOffset());
        while (options.next()) {
            switch (options.code()) {
                case OPTION_COMMENT -> comment = options.text(comment);
                case PACKET_OPTION_FLAGS -> flags = options.intValue();
                default -> { } // of no use here
            }
        }
        if (source.linkType() != LINKTYPE_NETLINK || captured < CookedHeader.HEADER_LENGTH) {
            skippedPackets++;
            return null;
        }
        byte[] block = body.array();
        int length = captured - CookedHeader.HEADER_LENGTH;
        int start = packetStart + CookedHeader.HEADER_LENGTH;
        PacketDirection direction = direction(flags, CookedHeader.packetType(block, packetStart), body, start, length);
        ByteBuf datagram = Unpooled.wrappedBuffer(block, start, length);
        // some programs write 0, and more than an int can say is no length either
        int originalLength = Math.max(captured, original) - CookedHeader.HEADER_LENGTH;
        return new PcapngPacket(source.name(), direction, time(source, units),
                CookedHeader.protocol(block, packetStart), datagram, originalLength, body.order(), comment);
    }

    private Instant time(Interface source, long units) throws PcapngException {
        try {
            return source.clock().instant(units);
        } catch (DateTimeException | ArithmeticException exception) {
            PcapngException malformed = in.malformed("time out of range: " + Long.toUnsignedString(units));
            malformed.initCause(exception);
            throw malformed;
        }
    }

    /** See {@link PcapngPacket#direction}. */
    private static PacketDirection direction(int flags, int packetType, ByteBuffer body, int start, int length) {
        int direction = flags & FLAGS_DIRECTION_MASK;
        if (direction == FLAGS_INBOUND || direction == FLAGS_OUTBOUND) {
            return direction == FLAGS_INBOUND ? PacketDirection.INBOUND : PacketDirection.OUTBOUND;
        }
        if (packetType == CookedHeader.PACKET_TO_KERNEL) {
            return PacketDirection.OUTBOUND;
        }
        boolean request = length >= NetlinkHeaderDescriptor.HEADER_LENGTH
                && (body.getShort(start + Integer.BYTES + Short.BYTES) & NetlinkFlags.REQUEST) != 0;
        return packetType == CookedHeader.PACKET_OUTGOING && request
                ? PacketDirection.OUTBOUND : PacketDirection.INBOUND;
    }

    private record Interface(int linkType, @Nullable String name, PcapngClock clock) {
    }
}
