package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;

/**
 * Takes records from a source that has a thread of its own: lines from a plugin of auditd or from a file, or a
 * demonstration. One thread uses it. With {@link IntakeFullPolicy#WAIT} the methods block while there is no space.
 */
public interface Intake extends AutoCloseable {
    /**
     * Takes a record as the kernel sends it.
     *
     * @param type the type in the netlink header, 0 to 65535
     * @param text the text between its reader and writer index, which is copied; the caller keeps its reference
     */
    void record(int type, ByteBuf text);

    /**
     * Takes a line of a log.
     *
     * @param line the line without its newline, between its reader and writer index, which is copied; the caller keeps
     *             its reference
     */
    void line(ByteBuf line);

    /**
     * Takes a report of a loss, which becomes an {@link io.github.nettyaudit.codec.event.AuditLossEvent} at this place.
     *
     * @param kind   the reason
     * @param count  the number of {@link AuditLossKind#unit() units} that are lost; -1 if it is not known
     * @param detail one sentence for people, without any byte of a record
     */
    void loss(AuditLossKind kind, long count, String detail);

    /**
     * Takes the kernel's counter of lost records, which later loss events report.
     *
     * @param lost the counter
     */
    void kernelLost(long lost);

    /** Wakes the writer, and reports what was dropped if there is space. Call it when nothing more is available. */
    void flush();

    /** Ends the source, after a {@link #flush()}. Another source may then use the ring. */
    @Override
    void close();
}
