package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFormat.*;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes netlink datagrams as a pcapng capture: one section in the machine's byte order, times in nanoseconds, each
 * datagram an enhanced packet block with its direction. Each block goes to the stream in one {@code write} call: an
 * unbuffered stream costs a system call per datagram, and ends between two datagrams if the program is killed.
 *
 * <p>Safe for use by several threads, so that a data and a control channel can share a capture: they then also wait
 * for each other's {@code write}. After an {@link IOException} nothing more is written, as half a block may be there.
 */
public final class PcapngWriter implements Closeable, Flushable {
    private static final String APPLICATION = "netty-audit";
    private static final byte NANOSECONDS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int FLAGS_OPTION_BYTES = OPTION_HEADER_BYTES + Integer.BYTES;
    private static final int INITIAL_BLOCK_BYTES = 16 * 1024;

    private final OutputStream out;
    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private ByteBuffer block;
    private boolean unusable;

    /**
     * Starts a capture.
     *
     * @param out receives the section header at once; closed with the writer, flushed only by {@link #flush}
     * @throws IOException if the stream fails
     */
    public PcapngWriter(OutputStream out) throws IOException {
        this(out, null);
    }

    /**
     * As {@link #PcapngWriter(OutputStream)}, for a channel in blocking mode.
     *
     * @param out receives the section header at once; closed with the writer
     * @throws IOException if the channel fails
     */
    public PcapngWriter(WritableByteChannel out) throws IOException {
        this(Channels.newOutputStream(out), null);
    }

    /**
     * As {@link #PcapngWriter(OutputStream)}, with a comment on the capture as a whole.
     *
     * @param out     receives the section header at once; closed with the writer, flushed only by {@link #flush}
     * @param comment up to 65,535 bytes of UTF-8, or {@code null} for none
     * @throws IOException if the stream fails
     */
    public PcapngWriter(OutputStream out, @Nullable String comment) throws IOException {
        this(out, comment, ByteOrder.nativeOrder());
    }

    /** For tests: netlink messages are in native order, and so is the capture that is to hold them. */
    PcapngWriter(OutputStream out, @Nullable String comment, ByteOrder order) throws IOException {
        this.out = out;
        block = ByteBuffer.allocate(INITIAL_BLOCK_BYTES).order(order);
        byte[] commentBytes = utf8(comment);
        byte[] application = utf8(APPLICATION);
        begin(SECTION_HEADER_BLOCK, SECTION_HEADER_FIXED_BYTES
                + optionBytes(commentBytes) + optionBytes(application) + OPTION_HEADER_BYTES);
        block.putInt(BYTE_ORDER_MAGIC).putShort((short) MAJOR_VERSION).putShort((short) MINOR_VERSION)
                .putLong(-1); // the section's length is not known beforehand
        putOption(OPTION_COMMENT, commentBytes);
        putOption(SECTION_OPTION_APPLICATION, application);
        putEndOfOptions();
        end();
    }

    /**
     * Adds a socket to the capture, at any time.
     *
     * @param description the name and protocol of the socket, and what is kept of its datagrams
     * @return the number to name it by in {@link #write}, counted from 0
     * @throws IOException if the stream fails, or if the writer is closed or an earlier error ended the capture
     */
    public synchronized int addInterface(PcapngInterface description) throws IOException {
        byte[] name = utf8(description.name());
        int resolutionBytes = OPTION_HEADER_BYTES + align(1);
        begin(INTERFACE_DESCRIPTION_BLOCK, INTERFACE_DESCRIPTION_FIXED_BYTES
                + optionBytes(name) + resolutionBytes + OPTION_HEADER_BYTES);
        int snapLength = description.snapLength();
        block.putShort((short) LINKTYPE_NETLINK).putShort((short) 0)
                .putInt(snapLength == PcapngInterface.UNLIMITED ? 0 : snapLength + CookedHeader.HEADER_LENGTH);
        putOption(INTERFACE_OPTION_NAME, name);
        putOption(INTERFACE_OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        putEndOfOptions();
        end();
        interfaces.add(description);
        return interfaces.size() - 1;
    }

    /**
     * As {@link #write(int, PacketDirection, Instant, ByteBuf, String)}, without a comment.
     *
     * @param interfaceId what {@link #addInterface} returned
     * @param direction   whether the socket received or sent the datagram
     * @param time        1970 to 2262
     * @param datagram    its readable bytes; neither its indices nor its reference count are touched
     * @throws IOException if the stream fails, or if the writer is closed or an earlier error ended the capture
     */
    public void write(int interfaceId, PacketDirection direction, Instant time, ByteBuf datagram) throws IOException {
        write(interfaceId, direction, time, datagram, null);
    }

    /**
     * Writes one datagram.
     *
     * @param interfaceId what {@link #addInterface} returned
     * @param direction   whether the socket received or sent the datagram
     * @param time        1970 to 2262
     * @param datagram    its readable bytes; neither its indices nor its reference count are touched
     * @param comment     up to 65,535 bytes of UTF-8, shown by Wireshark as a packet comment
     * @throws IOException if the stream fails, or if the writer is closed or an earlier error ended the capture
     */
    public synchronized void write(int interfaceId, PacketDirection direction, Instant time, ByteBuf datagram,
            @Nullable String comment) throws IOException {
        PcapngInterface description = interfaces.get(interfaceId);
        byte[] commentBytes = utf8(comment);
        long nanos = nanosSinceEpoch(time);
        int length = datagram.readableBytes();
        int kept = description.snapLength() == PcapngInterface.UNLIMITED
                ? length : Math.min(length, description.snapLength());
        begin(ENHANCED_PACKET_BLOCK, Math.addExact(kept, ENHANCED_PACKET_FIXED_BYTES + CookedHeader.HEADER_LENGTH
                + align(kept) - kept + FLAGS_OPTION_BYTES + optionBytes(commentBytes) + OPTION_HEADER_BYTES));
        block.putInt(interfaceId).putInt((int) (nanos >>> Integer.SIZE)).putInt((int) nanos)
                .putInt(CookedHeader.HEADER_LENGTH + kept).putInt(CookedHeader.HEADER_LENGTH + length);
        CookedHeader.write(block, direction, description.protocol());
        putDatagram(datagram, kept);
        if (description.correctRecordLength() && kept >= NetlinkHeaderDescriptor.HEADER_LENGTH) {
            correctRecordLength(block.position() - kept, length);
        }
        putPadding(kept);
        putOption(OPTION_COMMENT, commentBytes);
        block.putShort((short) PACKET_OPTION_FLAGS).putShort((short) Integer.BYTES)
                .putInt(direction == PacketDirection.OUTBOUND ? FLAGS_OUTBOUND : FLAGS_INBOUND);
        putEndOfOptions();
        end();
    }

    /** Flushes the stream; does nothing once the writer is closed or an error has ended the capture. */
    @Override
    public synchronized void flush() throws IOException {
        if (!unusable) {
            out.flush();
        }
    }

    /** Closes the stream; pcapng needs no end mark. Taps that still write are switched off by the error they get. */
    @Override
    public synchronized void close() throws IOException {
        unusable = true;
        out.close();
    }

    private void putDatagram(ByteBuf datagram, int length) {
        datagram.getBytes(datagram.readerIndex(), block.array(), block.position(), length);
        block.position(block.position() + length);
    }

    /** See {@link PcapngInterface#withCorrectRecordLength}. */
    private void correctRecordLength(int header, int datagramLength) {
        int type = block.getShort(header + Integer.BYTES) & 0xffff;
        if (AuditMessageType.isRecord(type)
                && block.getInt(header) == datagramLength - NetlinkHeaderDescriptor.HEADER_LENGTH) {
            block.putInt(header, datagramLength);
        }
    }

    private void begin(int type, int bodyBytes) throws IOException {
        checkUsable();
        int bytes = Math.addExact(bodyBytes, BLOCK_OVERHEAD);
        if (block.capacity() < bytes) {
            block = ByteBuffer.allocate(bytes).order(block.order());
        }
        block.clear().limit(bytes);
        block.putInt(type).putInt(bytes);
    }

    private void end() throws IOException {
        block.putInt(block.limit());
        unusable = true; // until the whole block is out
        out.write(block.array(), 0, block.position());
        unusable = false;
    }

    private void checkUsable() throws IOException {
        if (unusable) {
            throw new IOException("the capture is closed, or ended by an earlier error");
        }
    }

    private void putOption(int code, byte @Nullable [] value) {
        if (value != null) {
            block.putShort((short) code).putShort((short) value.length).put(value);
            putPadding(value.length);
        }
    }

    private void putEndOfOptions() {
        block.putShort((short) OPTION_END).putShort((short) 0);
    }

    private void putPadding(int length) {
        for (int padded = length; padded < align(length); padded++) {
            block.put((byte) 0);
        }
    }

    private static int optionBytes(byte @Nullable [] value) {
        return value == null ? 0 : OPTION_HEADER_BYTES + align(value.length);
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        if (text == null) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_OPTION_BYTES) {
            throw new IllegalArgumentException("text: " + bytes.length + " bytes (expected: 0-65535)");
        }
        return bytes;
    }

    private static long nanosSinceEpoch(Instant time) {
        long nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS_PER_SECOND), time.getNano());
        if (nanos < 0) {
            throw new IllegalArgumentException("time: " + time + " (expected: 1970 or later)");
        }
        return nanos;
    }
}
