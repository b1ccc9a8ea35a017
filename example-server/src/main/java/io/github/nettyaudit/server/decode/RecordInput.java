package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.pcapng.PacketDirection;
import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngPacket;
import io.github.nettyaudit.codec.pcapng.PcapngReader;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/**
 * Finds out what a file is, by its first bytes, and gives the records in it to a printer:
 * <table>
 * <caption>What is recognised</caption>
 * <tr><td>{@code 1f 8b}</td><td>gzip, once or twice, with any of the others inside</td></tr>
 * <tr><td>{@code 0a 0d 0d 0a}</td><td>pcapng; what was received on audit sockets is taken</td></tr>
 * <tr><td>a length of up to 1 MiB, then a netlink header</td><td>{@code .nlcap}, see the testkit</td></tr>
 * <tr><td>anything else</td><td>lines of a log, or of this program's own stream of JSON</td></tr>
 * </table>
 */
final class RecordInput {
    private static final int CHUNK = 256 << 10;
    private static final int HEAD = 12;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int PCAPNG_MAGIC = 0x0a0d0d0a;
    private static final int MAX_DATAGRAM = 1 << 20;
    private static final int NETLINK_HEADER = 16;
    private static final int MAX_TYPE = 4_096;
    /** Each layer needs a buffer, and a small file can hold any number of them. */
    private static final int MOST_GZIP_LAYERS = 2;

    private final RecordPrinter printer;
    private final InputReport report;
    private final ServerLine serverLine = new ServerLine();

    RecordInput(RecordPrinter printer) {
        this(printer, new InputReport());
    }

    /** @param report counts what is read, and what cannot be */
    RecordInput(RecordPrinter printer, InputReport report) {
        this.printer = printer;
        this.report = report;
    }

    /** Reads to the end; does not close the stream. */
    void read(InputStream input) throws IOException {
        read(input, 0);
    }

    private void read(InputStream input, int layers) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(input, CHUNK);
        byte[] head = peek(buffered);
        ByteBuf first = Unpooled.wrappedBuffer(head);
        if (head.length >= 2 && first.getUnsignedShort(0) == GZIP_MAGIC) {
            if (layers == MOST_GZIP_LAYERS) {
                throw new IOException("compressed with gzip more than " + MOST_GZIP_LAYERS + " times; nothing inside was"
                        + " read");
            }
            read(new GZIPInputStream(buffered, CHUNK), layers + 1);
        } else if (head.length >= Integer.BYTES && first.getInt(0) == PCAPNG_MAGIC) {
            readPcapng(buffered);
        } else if (isCapture(first)) {
            readCapture(buffered);
        } else {
            readLines(buffered);
        }
    }

    private static byte[] peek(InputStream buffered) throws IOException {
        buffered.mark(HEAD);
        byte[] head = buffered.readNBytes(HEAD);
        buffered.reset();
        return head;
    }

    private static boolean isCapture(ByteBuf head) {
        if (head.readableBytes() < HEAD) {
            return false;
        }
        long length = head.getUnsignedIntLE(0);
        return length >= NETLINK_HEADER && length <= MAX_DATAGRAM && head.getUnsignedShortLE(8) < MAX_TYPE;
    }

    private void readLines(InputStream input) throws IOException {
        AuditLogSplitter splitter = new AuditLogSplitter(this::line);
        try (splitter) {
            byte[] chunk = new byte[CHUNK];
            for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
                // the splitter copies what it keeps, so the array can be used again
                splitter.read(Unpooled.wrappedBuffer(chunk, 0, length));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        report.cut(splitter.cutLines());
    }

    private void line(ByteBuf buffer, int start, int end) {
        report.nextLine();
        try {
            if (start < end && buffer.getByte(start) == '{') {
                serverLine(buffer, start, end);
            } else if (printer.line(buffer, start, end)) {
                report.record();
            } else {
                report.unread(buffer, start, end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of this program's own stream. */
    private void serverLine(ByteBuf buffer, int start, int end) throws IOException {
        switch (serverLine.read(buffer, start, end)) {
            case RECORD -> {
                ByteBuf text = Unpooled.wrappedBuffer(serverLine.text());
                printer.record(serverLine.type(), text);
                report.record();
            }
            case EVENT -> report.serverEvent(serverLine.event());
            case OTHER -> report.unread(buffer, start, end);
        }
    }

    private void readPcapng(InputStream input) throws IOException {
        EmbeddedChannel codec = new EmbeddedChannel(new NetlinkFrameDecoder(), new AuditMessageDecoder());
        try (PcapngReader reader = new PcapngReader(input)) {
            for (PcapngPacket packet = reader.next(); packet != null; packet = reader.next()) {
                if (packet.direction() == PacketDirection.INBOUND
                        && packet.protocol() == PcapngInterface.NETLINK_AUDIT) {
                    checkOrder(packet.byteOrder());
                    datagram(codec, Unpooled.copiedBuffer(packet.datagram()));
                }
            }
        } finally {
            codec.finishAndReleaseAll();
        }
    }

    private static void checkOrder(ByteOrder order) throws IOException {
        if (order != ByteOrder.nativeOrder()) {
            throw new IOException("captured on a machine of the other byte order (" + order + "); decode it on one");
        }
    }

    private void readCapture(InputStream input) throws IOException {
        checkOrder(ByteOrder.LITTLE_ENDIAN);
        EmbeddedChannel codec = new EmbeddedChannel(new NetlinkFrameDecoder(), new AuditMessageDecoder());
        try {
            for (byte[] head = input.readNBytes(Integer.BYTES); head.length > 0;
                    head = input.readNBytes(Integer.BYTES)) {
                long length = head.length < Integer.BYTES ? -1 : Unpooled.wrappedBuffer(head).getUnsignedIntLE(0);
                if (length < 0 || length > MAX_DATAGRAM) {
                    throw new IOException("the capture is damaged: a datagram of " + length + " bytes");
                }
                byte[] datagram = input.readNBytes((int) length);
                if (datagram.length < length) {
                    throw new IOException("the capture ends within a datagram");
                }
                datagram(codec, Unpooled.wrappedBuffer(datagram));
            }
        } finally {
            codec.finishAndReleaseAll();
        }
    }

    private void datagram(EmbeddedChannel codec, ByteBuf datagram) throws IOException {
        codec.writeInbound(datagram);
        for (AuditMessage message = codec.readInbound(); message != null; message = codec.readInbound()) {
            try {
                if (message instanceof AuditRecordMessage record && AuditMessageType.isRecord(record.type())) {
                    printer.record(record.type(), record.content());
                    report.record();
                } else if (message instanceof InvalidAuditMessage) {
                    report.invalid();
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
    }
}
