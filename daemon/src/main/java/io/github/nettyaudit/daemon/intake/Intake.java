package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import java.util.Map;

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
     * Takes a line of a log that can be read again, and notes up to where it was read, at one go with the line: after a
     * kill, {@link #places()} says where to go on. Blocks for at most 100 ms while there is no space, with every
     * {@link IntakeFullPolicy}.
     *
     * @param line   the line, as for {@link #line(ByteBuf)}
     * @param log    tells apart the logs that are read at the same time, 0 to {@value LogPlaces#MOST_LOGS} - 1
     * @param file   a number of the caller's for the file
     * @param offset where the line ends in the file, after its newline; larger than that of the line before
     * @return whether it was taken; if not, there is still no space
     */
    boolean line(ByteBuf line, int log, long file, long offset);

    /**
     * Returns up to where files were read, of which lines are in the ring or were: what an earlier process has noted, or
     * this one. A file may be missing, or be an old one.
     *
     * @return for each file's number the largest offset, see {@link #line(ByteBuf, int, long, long)}
     */
    Map<Long, Long> places();

    /**
     * Returns how much was taken.
     *
     * @return a position of the ring: the number of bytes of all entries so far
     */
    long taken();

    /**
     * Returns up to where the store has kept what was taken, with all events that began before.
     *
     * @return a position of the ring, at most {@link #taken()}. Any thread may ask
     */
    long stored();

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
