package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the start of a line of {@code audit.log}, as auditd(8) writes it:
 * <pre>
 *   node=host type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e … key="x"␝ARCH=x86_64 …
 *   │         │                │                          │                    └ only with log_format = ENRICHED,
 *   │         │                └ the event id             └ bodyStart()            after the byte 0x1D
 *   │         └ type()
 *   └ only with name_format other than NONE (auditd.conf(5))
 * </pre>
 * Other lines are read nearly as leniently as libauparse reads them: the host, the type and {@code msg=} may be
 * missing, and there may be more blanks. The name of a host may have blanks ({@code node=My Box 7 type=…}), which
 * libauparse does not read; {@link CollectedLogLine} reads records in the lines of other logs. The stamp
 * {@code audit(SECONDS.MILLISECONDS:SERIAL} must follow another word; a line without it is not of an audit log.
 *
 * <p>A flyweight: one instance reads line after line. Positions are absolute indices of the buffer that was read, which
 * the line neither keeps nor releases. Before the first line, and after a line that is not of an audit log or whose
 * buffer threw an exception, all numbers are 0 and all positions are the start of the line. Not thread-safe.
 */
public final class AuditLogLine {
    /** Separates the kernel's text from what the audit daemon added ({@code AUDIT_INTERP_SEPARATOR} of libaudit). */
    public static final byte ENRICHMENT_SEPARATOR = 0x1d;

    private static final int TYPE_LENGTH = "type=".length();
    private static final int MESSAGE_LENGTH = "msg=".length();
    private static final int NODE_LENGTH = "node=".length();
    private static final int LONGEST_TYPE_NAME = 39;
    private static final int LONGEST_NODE_NAME = 250;
    /** The bytes from the end of the node's name on that a line must have at least, to be read by whole words. */
    private static final int AFTER_NODE = 55;
    /** A blank, {@code msg=} and the shortest event id that libauparse reads. */
    private static final int SHORTEST_ID = 18;
    private static final long TYPE_EQUALS = 0x74797065_3d000000L;
    private static final long MESSAGE_AUDIT = 0x6d73673d_61756469L;
    private static final long NODE_EQUALS = 0x6e6f6465_3d000000L;
    private static final long BLANKS = 0x2020202020202020L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long FIVE_BYTES = 0xffffffff_ff000000L;

    private final AuditEventId id = new AuditEventId();
    private final LenientLineHeader lenient = new LenientLineHeader();
    private int type;
    private int nodeStart;
    private int nodeEnd;
    private int typeStart;
    private int typeEnd;

    /** Creates a reader that has read no line. */
    public AuditLogLine() {
    }

    /**
     * Reads a line.
     *
     * @param line the line, between its reader and writer index, which are not moved
     * @return whether it is a line of an audit log, which means that it has an event id
     */
    public boolean read(ByteBuf line) {
        return read(line, line.readerIndex(), line.writerIndex());
    }

    /**
     * Reads a line.
     *
     * @param buffer the buffer that holds the line; its indices are not used
     * @param start  the absolute index at which the line starts
     * @param end    the absolute index at which the line ends, exclusive, without its newline
     * @return whether it is a line of an audit log, which means that it has an event id
     * @throws IndexOutOfBoundsException if the line lies outside of the buffer
     */
    public boolean read(ByteBuf buffer, int start, int end) {
        boolean valid = false;
        try {
            valid = readUsual(buffer, start, end) || readLenient(buffer, start, end);
        } finally {
            // if the buffer throws, nothing may be left of the line before
            if (!valid) {
                clear(start);
            }
        }
        return valid;
    }

    private void clear(int start) {
        id.set(0, 0, 0, start);
        type = 0;
        nodeStart = start;
        nodeEnd = start;
        typeStart = start;
        typeEnd = start;
    }

    /** Reads a line as audit daemons write it; another line may be valid if this returns {@code false}. */
    boolean readUsual(ByteBuf buffer, int start, int end) {
        int index = start;
        int nodeFrom = start;
        int nodeTo = start;
        if (end - start < 64) {
            return false;
        }
        long word = buffer.getLong(index);
        if ((word & FIVE_BYTES) == NODE_EQUALS) {
            nodeFrom = index + NODE_LENGTH;
            index = blank(buffer, nodeFrom, Math.min(end - AFTER_NODE, nodeFrom + LONGEST_NODE_NAME + 1));
            nodeTo = index;
            if (index <= nodeFrom) {
                return false;
            }
            word = buffer.getLong(++index);
        }
        if ((word & FIVE_BYTES) != TYPE_EQUALS) {
            return false;
        }
        int typeFrom = index + TYPE_LENGTH;
        // at least 50 bytes follow here, so that the name and eight bytes after it are inside of the line
        int typeTo = blank(buffer, typeFrom, typeFrom + LONGEST_TYPE_NAME + 1);
        if (typeTo <= typeFrom || buffer.getLong(typeTo + 1) != MESSAGE_AUDIT
                || !id.read(buffer, typeTo + 1 + MESSAGE_LENGTH, end) || id.end() - typeTo <= SHORTEST_ID) {
            return false;
        }
        type = MessageTypeNames.type(buffer, typeFrom, typeTo);
        nodeStart = nodeFrom;
        nodeEnd = nodeTo;
        typeStart = typeFrom;
        typeEnd = typeTo;
        return true;
    }

    /**
     * The index of the first blank before {@code limit}; -1 if there is none, or a NUL before it, which ends a line.
     * Seven bytes after the limit must be readable.
     */
    private static int blank(ByteBuf buffer, int from, int limit) {
        for (int i = from; i < limit; i += Long.BYTES) {
            long word = buffer.getLong(i);
            long blanks = zeros(word ^ BLANKS);
            long nuls = zeros(word);
            if ((blanks | nuls) != 0) {
                int found = i + (Long.numberOfLeadingZeros(blanks) >>> 3);
                return Long.compareUnsigned(blanks, nuls) > 0 && found < limit ? found : -1;
            }
        }
        return -1;
    }

    /** The highest bit of each byte that is zero. */
    private static long zeros(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word) & HIGH_BITS;
    }

    private boolean readLenient(ByteBuf buffer, int start, int end) {
        if (!lenient.read(buffer, start, end) && !lenient.readAfterBlankNode(buffer, start, end)) {
            return false;
        }
        // the event id follows the type, so that eight bytes after the name are readable
        type = lenient.typeEnd > lenient.typeStart
                ? MessageTypeNames.type(buffer, lenient.typeStart, lenient.typeEnd) : 0;
        id.set(lenient.seconds, lenient.milliseconds, lenient.serial, lenient.bodyStart);
        nodeStart = lenient.nodeStart;
        nodeEnd = lenient.nodeEnd;
        typeStart = lenient.typeStart;
        typeEnd = lenient.typeEnd;
        return true;
    }

    /**
     * Returns the record's type, see {@link io.github.nettyaudit.codec.message.AuditMessageType}.
     *
     * @return the type; -1 if the line has a name that is not known, 0 if it has none
     */
    public int type() {
        return type;
    }

    /**
     * Returns the time of the event.
     *
     * @return seconds since 1970
     */
    public long seconds() {
        return id.seconds();
    }

    /**
     * Returns the milliseconds within the second.
     *
     * @return 0 to 999
     */
    public int milliseconds() {
        return id.milliseconds();
    }

    /**
     * Returns the serial of the event.
     *
     * @return an unsigned 32-bit number in lines of an audit daemon; other text may have a larger one
     */
    public long serial() {
        return id.serial();
    }

    /**
     * Returns where the name of the host starts.
     *
     * @return an absolute index of the buffer
     */
    public int nodeStart() {
        return nodeStart;
    }

    /**
     * Returns where the name of the host ends.
     *
     * @return an absolute index of the buffer, exclusive; equal to {@link #nodeStart()} if the line names no host
     */
    public int nodeEnd() {
        return nodeEnd;
    }

    /**
     * Returns where the name of the type starts.
     *
     * @return an absolute index of the buffer
     */
    public int typeStart() {
        return typeStart;
    }

    /**
     * Returns where the name of the type ends.
     *
     * @return an absolute index of the buffer, exclusive; equal to {@link #typeStart()} if the line has no type
     */
    public int typeEnd() {
        return typeEnd;
    }

    /**
     * Returns where the kernel's text continues after the event id, usually with {@code ": "}.
     *
     * @return an absolute index of the buffer
     */
    public int bodyStart() {
        return id.end();
    }

    /**
     * Returns the name of the host as a new string.
     *
     * @param buffer the buffer from which the line was read, unchanged
     * @return the name, or {@code null} if the line has none
     */
    public @Nullable String node(ByteBuf buffer) {
        return nodeEnd == nodeStart ? null
                : buffer.toString(nodeStart, nodeEnd - nodeStart, StandardCharsets.UTF_8);
    }
}
