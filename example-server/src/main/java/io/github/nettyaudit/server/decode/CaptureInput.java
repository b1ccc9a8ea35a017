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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/** Gives the records in a capture of netlink datagrams to a printer. */
final class CaptureInput {
    private static final int PCAPNG_MAGIC = 0x0a0d0d0a;
    private static final int HEAD = 12;
    private static final int MAX_DATAGRAM = 1 << 20;
    private static final int NETLINK_HEADER = 16;
    private static final int MAX_TYPE = 4_096;

    private final RecordPrinter printer;
    private final InputReport report;

    CaptureInput(RecordPrinter printer, InputReport report) {
        this.printer = printer;
        this.report = report;
    }

    /** Whether a file that starts like this is pcapng. */
    static boolean isPcapng(ByteBuf head) {
        return head.readableBytes() >= Integer.BYTES && head.getInt(0) == PCAPNG_MAGIC;
    }

    /** Whether a file that starts like this is {@code .nlcap}: a length of up to 1 MiB, then a netlink header. */
    static boolean isDatagrams(ByteBuf head) {
        if (head.readableBytes() < HEAD) {
            return false;
        }
        long length = head.getUnsignedIntLE(0);
        return length >= NETLINK_HEADER && length <= MAX_DATAGRAM && head.getUnsignedShortLE(8) < MAX_TYPE;
    }

    /** Reads pcapng; what was received on audit sockets is taken. */
    void readPcapng(InputStream input) throws IOException {
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

    /** Reads {@code .nlcap}. */
    void readDatagrams(InputStream input) throws IOException {
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
