package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads records from datagrams without a pipeline. The kernel sends each record as a datagram of its own. */
final class Datagrams {
    private static final int HEADER_LENGTH = 16;
    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int PORT_ID_OFFSET = 12;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Datagrams() {
    }

    /**
     * The record of a datagram, whose reference passes to it; {@code null} if it is no record, such as an answer to a
     * request of the earlier process.
     */
    static @Nullable AuditRecordMessage record(ByteBuf datagram) {
        if (datagram.readableBytes() < HEADER_LENGTH || !isRecord(number2(datagram, TYPE_OFFSET))) {
            datagram.release();
            return null;
        }
        int type = number2(datagram, TYPE_OFFSET);
        int flags = number2(datagram, FLAGS_OFFSET);
        int sequence = number4(datagram, SEQUENCE_OFFSET);
        int portId = number4(datagram, PORT_ID_OFFSET);
        return new AuditRecordMessage(new NetlinkMessage(type, flags, sequence, portId,
                datagram.skipBytes(HEADER_LENGTH)));
    }

    private static boolean isRecord(int type) {
        return type > AuditMessageType.GET_FEATURE && type != AuditMessageType.REPLACE;
    }

    private static int number2(ByteBuf datagram, int offset) {
        int index = datagram.readerIndex() + offset;
        return LITTLE ? datagram.getUnsignedShortLE(index) : datagram.getUnsignedShort(index);
    }

    private static int number4(ByteBuf datagram, int offset) {
        int index = datagram.readerIndex() + offset;
        return LITTLE ? datagram.getIntLE(index) : datagram.getInt(index);
    }
}
