package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;

/** Takes the records and losses of a {@link RecordStream}, of which events are made. Never blocks, and never throws. */
public interface EventInput {
    /**
     * Takes a record.
     *
     * @param type the record type
     * @param text the text between its reader and writer index, valid during the call unless it is retained; the caller
     *             keeps its reference
     */
    void record(int type, ByteBuf text);

    /**
     * Takes the report of a loss.
     *
     * @param kind   the reason
     * @param count  how much is lost; -1 if it is not known
     * @param detail one sentence for people
     */
    void loss(AuditLossKind kind, long count, String detail);

    /**
     * Takes the kernel's counter of lost records, which is reported with each loss.
     *
     * @param lost the counter
     */
    void kernelLost(long lost);

    /**
     * Returns whether anybody would read events. Before that is so, the stream gives no records. From any thread.
     *
     * @return whether events are wanted
     */
    default boolean isWanted() {
        return true;
    }

    /** The channel has read everything that was available. */
    void flush();

    /** There is no more. */
    void close();
}
