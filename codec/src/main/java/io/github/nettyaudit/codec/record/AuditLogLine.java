package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the start of a line of {@code audit.log}: who wrote it, its type and its stamp.
 * <pre>
 *   node=host type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e … key="x"␝ARCH=x86_64 …
 *   └ only if the    └ {@link #type()}   └ the stamp             └ the kernel's text    └ ENRICHED logs only,
 *     daemon adds it                                         from {@link #bodyStart()}    after the byte 0x1D
 * </pre>
 * A flyweight to be used again and again; positions are absolute indices of the buffer. Not thread-safe.
 */
public final class AuditLogLine {
    /** Between the text and what the audit daemon added to it ({@code AUDIT_INTERP_SEPARATOR} of libaudit). */
    public static final byte ENRICHMENT_SEPARATOR = 0x1d;

    private static final int TYPE_LENGTH = "type=".length();
    private static final int MESSAGE_LENGTH = "msg=".length();
    private static final int LONGEST_TYPE_NAME = 40;
    private static final long TYPE_EQUALS = 0x74797065_3d000000L;
    private static final long MESSAGE_AUDIT = 0x6d73673d_61756469L;
    private static final long NODE_EQUALS = 0x6e6f6465_3d000000L;
    private static final long BLANKS = 0x2020202020202020L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long FIVE_BYTES = 0xffffffff_ff000000L;

    private final AuditEventId stamp = new AuditEventId();
    private final LenientLineHeader loose = new LenientLineHeader();
    private int type;
    private int nodeStart;
    private int nodeEnd;
    private int typeStart;
    private int typeEnd;
    private int bodyStart;
    private long seconds;
    private int milliseconds;
    private long serial;

    /** Reads the line that is between the buffer's reader and writer index. */
    public boolean read(ByteBuf line) {
        return read(line, line.readerIndex(), line.writerIndex());
    }

    /**
     * Reads the line between two absolute indices.
     *
     * @param end where the line ends, its newline not included
     * @return whether it is a line of an audit log: without a stamp it is none, and all numbers are 0
     */
    public boolean read(ByteBuf buffer, int start, int end) {
        return readUsual(buffer, start, end) || readLoosely(buffer, start, end);
    }

    /** A line as audit daemons write it. */
    private boolean readUsual(ByteBuf buffer, int start, int end) {
        int index = start;
        nodeStart = start;
        nodeEnd = start;
        if (end - start < 64) {
            return false;
        }
        long word = buffer.getLong(index);
        if ((word & FIVE_BYTES) == NODE_EQUALS) {
            nodeStart = index + 5;
            index = buffer.indexOf(nodeStart, end, (byte) ' ');
            nodeEnd = index;
            if (index <= nodeStart || end - index < 56) {
                return false;
            }
            word = buffer.getLong(++index);
        }
        if ((word & FIVE_BYTES) != TYPE_EQUALS) {
            return false;
        }
        typeStart = index + TYPE_LENGTH;
        typeEnd = blank(buffer, typeStart, end);
        if (typeEnd <= typeStart || end - typeEnd < Long.BYTES + 1 || buffer.getLong(typeEnd + 1) != MESSAGE_AUDIT
                || !stamp.read(buffer, typeEnd + 1 + MESSAGE_LENGTH, end)
                || stamp.end() - typeEnd <= 18 || nodeEnd - nodeStart > 250) {
            return false;
        }
        type = MessageTypeNames.type(buffer, typeStart, typeEnd);
        bodyStart = stamp.end();
        seconds = stamp.seconds();
        milliseconds = stamp.milliseconds();
        serial = stamp.serial();
        return true;
    }

    /** Where the type's name ends; -1 if it is too long. */
    private static int blank(ByteBuf buffer, int from, int end) {
        for (int i = from; i <= end - Long.BYTES && i < from + LONGEST_TYPE_NAME; i += Long.BYTES) {
            long difference = buffer.getLong(i) ^ BLANKS;
            long found = ~((difference & LOW_BITS) + LOW_BITS | difference) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfLeadingZeros(found) >>> 3);
            }
        }
        return -1;
    }

    private boolean readLoosely(ByteBuf buffer, int start, int end) {
        boolean valid = loose.read(buffer, start, end);
        seconds = loose.seconds;
        milliseconds = loose.milliseconds;
        serial = loose.serial;
        bodyStart = valid ? loose.bodyStart : start;
        nodeStart = loose.nodeStart;
        nodeEnd = loose.nodeEnd;
        typeStart = loose.typeStart;
        typeEnd = loose.typeEnd;
        // as far as a stamp could be behind it
        type = valid && typeEnd > typeStart ? MessageTypeNames.type(buffer, typeStart, typeEnd) : 0;
        return valid;
    }

    /** The record's type; -1 if its name is not known, 0 if it has none. */
    public int type() {
        return type;
    }

    /** Seconds since 1970. */
    public long seconds() {
        return seconds;
    }

    /** The milliseconds within the second. */
    public int milliseconds() {
        return milliseconds;
    }

    /** The event's serial. */
    public long serial() {
        return serial;
    }

    /** Where the node's name starts. */
    public int nodeStart() {
        return nodeStart;
    }

    /** Where the node's name ends; the same as {@link #nodeStart()} if the line names none. */
    public int nodeEnd() {
        return nodeEnd;
    }

    /** Where the type's name starts. */
    public int typeStart() {
        return typeStart;
    }

    /** Where the type's name ends. */
    public int typeEnd() {
        return typeEnd;
    }

    /** Where the kernel's text goes on behind the stamp, usually with {@code ": "}. */
    public int bodyStart() {
        return bodyStart;
    }

    /** The node's name as a new string, if the line names one. */
    public @Nullable String node(ByteBuf buffer) {
        return nodeEnd == nodeStart ? null
                : buffer.toString(nodeStart, nodeEnd - nodeStart, StandardCharsets.UTF_8);
    }
}
