package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Datagrams as the kernel would send them, for tests that make up what arrives. Each is a new unpooled heap buffer.
 *
 * <p>The layouts are written down here a second time, apart from the codec's, on purpose: a test that builds its input
 * with the code under test finds no mistake in it.
 */
public final class AuditDatagrams {
    private static final int GET = 1000;
    private static final int LIST_RULES = 1013;
    private static final int REPLACE = 1329;
    private static final int HEADER = NetlinkHeaderDescriptor.HEADER_LENGTH;

    private AuditDatagrams() {
    }

    /**
     * A record as a registered daemon receives it: {@code nlmsg_len} leaves out the header.
     *
     * @param type   the record type, such as 1300 for SYSCALL
     * @param serial the audit serial in the text
     * @param fields what follows {@code audit(…): }
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf record(int type, long serial, String fields) {
        return recordOf(type, (stamp(serial) + fields).getBytes(StandardCharsets.UTF_8), 0);
    }

    /** A record as a registered daemon receives it, with the present time. */
    static ByteBuf presentRecord(int type, long serial, String fields, Charset charset) {
        long now = System.currentTimeMillis();
        String stamp = String.format(Locale.ROOT, "audit(%d.%03d:%d): ", now / 1000, now % 1000, serial);
        return recordOf(type, (stamp + fields).getBytes(charset), 0);
    }

    /**
     * The same record as a member of the multicast group receives it: {@code nlmsg_len} right.
     *
     * @param type   the record type, such as 1300 for SYSCALL; written as unsigned 16 bits
     * @param serial the audit serial in the text
     * @param fields what follows {@code audit(…): }; written in UTF-8
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf multicastRecord(int type, long serial, String fields) {
        return recordOf(type, (stamp(serial) + fields).getBytes(StandardCharsets.UTF_8), HEADER);
    }

    /**
     * A record, as a daemon receives it, of exactly this text; nothing is put before it.
     *
     * @param type the record type, such as 1300 for SYSCALL; written as unsigned 16 bits
     * @param text the whole text after the header; written in UTF-8, no NUL is added
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf recordOfText(int type, String text) {
        return recordOf(type, text.getBytes(StandardCharsets.UTF_8), 0);
    }

    /**
     * The acknowledgement of success for a request ({@code NLMSG_ERROR}, error 0, 36 bytes, {@code NLM_F_CAPPED}).
     *
     * @param request whole request, header first; not changed
     * @param portId  the port id of the socket that asked
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf acknowledgement(ByteBuf request, int portId) {
        return answer(request, portId, 0, false);
    }

    /**
     * The acknowledgement of a failed request: 20 bytes and the whole request, padded to four.
     *
     * @param request the whole request, header first; neither its indices nor its reference count change
     * @param portId  the port id of the socket that sent the request, for the header of the acknowledgement
     * @param errno   positive, such as 17 for EEXIST
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf error(ByteBuf request, int portId, int errno) {
        return answer(request, portId, -errno, true);
    }

    /**
     * A positive {@code NLMSG_ERROR}, with which the kernel returns the old value of a counter that it reset.
     *
     * @param request the whole request, header first; neither its indices nor its reference count change
     * @param portId  the port id of the socket that sent the request, for the header of the acknowledgement
     * @param value   the value before the reset, positive; 0 makes the acknowledgement of success
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf oldValue(ByteBuf request, int portId, int value) {
        return answer(request, portId, value, value != 0);
    }

    /**
     * A status reply ({@code AUDIT_GET}).
     *
     * @param sequence the netlink sequence of the request, which the kernel repeats
     * @param words    the 32-bit words of {@code struct audit_status} in its order: mask, enabled, failure, pid,
     *                 rate_limit, backlog_limit, lost, backlog, feature_bitmap, backlog_wait_time,
     *                 backlog_wait_time_actual. Fewer make the struct of an older kernel.
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf status(int sequence, int... words) {
        return words(GET, 0, sequence, words);
    }

    /**
     * Any message whose payload is 32-bit words, as features, tty status and signal info are.
     *
     * @param type     the message type, such as 1019 for {@code AUDIT_GET_FEATURE}; written as unsigned 16 bits
     * @param flags    the bits of {@code nlmsg_flags}, see {@link NetlinkFlags}
     * @param sequence the netlink sequence; 0 for a message that answers no request
     * @param words    the payload, each word in the byte order of this machine
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf words(int type, int flags, int sequence, int... words) {
        ByteBuf datagram = message(HEADER + 4 * words.length, type, flags, sequence, 0);
        for (int word : words) {
            NetlinkHeaderDescriptor.writeInt(datagram, word);
        }
        return datagram;
    }

    /**
     * One part of a rule listing; padded to four bytes behind the end that its header tells, as the kernel does.
     *
     * @param sequence      the netlink sequence of the request, which the kernel repeats
     * @param auditRuleData a {@code struct audit_rule_data} with its strings; copied
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf rule(int sequence, byte[] auditRuleData) {
        ByteBuf datagram = message(HEADER + auditRuleData.length, LIST_RULES, NetlinkFlags.MULTI, sequence, 0);
        datagram.writeBytes(auditRuleData);
        return pad(datagram);
    }

    /**
     * The end of a listing ({@code NLMSG_DONE}), 16 bytes.
     *
     * @param sequence the netlink sequence of the request, which the kernel repeats
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf done(int sequence) {
        return message(HEADER, NetlinkControlType.DONE, NetlinkFlags.MULTI, sequence, 0);
    }

    /**
     * The ping that a daemon gets when another process wants its place ({@code AUDIT_REPLACE}).
     *
     * @param challengerPid the process id of the process that wants to register
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf replace(int challengerPid) {
        return words(REPLACE, 0, 0, challengerPid);
    }

    /**
     * {@code NLMSG_OVERRUN}, a message that says that messages were lost.
     *
     * @param sequence the netlink sequence; 0 for a message that answers no request
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf overrun(int sequence) {
        return message(HEADER, NetlinkControlType.OVERRUN, 0, sequence, 0);
    }

    /**
     * A request as a client sends it, {@code NLM_F_REQUEST | NLM_F_ACK}, with a payload of 32-bit words.
     *
     * @param type     the message type, such as 1000 for {@code AUDIT_GET}; written as unsigned 16 bits
     * @param sequence the netlink sequence, which the answers repeat
     * @param words    the payload, each word in the byte order of this machine
     * @return the datagram: a new unpooled heap buffer with the header at its reader index
     */
    public static ByteBuf request(int type, int sequence, int... words) {
        return words(type, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, words);
    }

    /** {@code audit(seconds.millis:serial): }; always the same time, so that tests can compare whole texts. */
    static String stamp(long serial) {
        return "audit(1700000000.123:" + serial + "): ";
    }

    static ByteBuf message(int length, int type, int flags, int sequence, int portId) {
        ByteBuf datagram = Unpooled.buffer(NetlinkHeaderDescriptor.align(Math.max(length, HEADER)));
        NetlinkHeaderDescriptor.write(datagram, length, type, flags, sequence, portId);
        return datagram;
    }

    private static ByteBuf recordOf(int type, byte[] text, int counted) {
        ByteBuf datagram = Unpooled.buffer(HEADER + text.length);
        NetlinkHeaderDescriptor.write(datagram, counted + text.length, type, 0, 0, 0);
        return datagram.writeBytes(text);
    }

    /** {@code netlink_ack()} of net/netlink/af_netlink.c. */
    private static ByteBuf answer(ByteBuf request, int portId, int error, boolean whole) {
        int echoed = whole ? requestLength(request) : HEADER;
        int length = NetlinkHeaderDescriptor.align(HEADER + 4 + echoed);
        int sequence = NetlinkHeaderDescriptor.getInt(request, request.readerIndex() + 8);
        ByteBuf datagram = message(length, NetlinkControlType.ERROR, whole ? 0 : NetlinkFlags.CAPPED, sequence, portId);
        NetlinkHeaderDescriptor.writeInt(datagram, error);
        datagram.writeBytes(request, request.readerIndex(), echoed);
        return pad(datagram);
    }

    private static int requestLength(ByteBuf request) {
        return Math.min(NetlinkHeaderDescriptor.getInt(request, request.readerIndex()), request.readableBytes());
    }

    private static ByteBuf pad(ByteBuf datagram) {
        return datagram.writeZero(NetlinkHeaderDescriptor.align(datagram.readableBytes()) - datagram.readableBytes());
    }
}
