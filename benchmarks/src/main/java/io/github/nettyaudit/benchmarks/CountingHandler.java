package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of the measured pipeline: counts the records that the load makes and releases them. Of the event
 * loop alone, so no field is volatile; ask for the counts there.
 */
final class CountingHandler extends ChannelInboundHandlerAdapter {
    private final Consumer<AuditAcknowledgement> acknowledgements;
    private final @Nullable StampedAges ages;
    private long records;
    private long other;
    private long bytes;
    private long firstNanos;
    private long lastNanos;
    private long counted;
    /** Depends on every field, so that none can be left out. */
    private long checksum;
    private final AuditRecord reader = new AuditRecord();

    /**
     * @param acknowledgements gets the kernel's answers to what was sent on this channel
     * @param ages             where the ages of SYSCALL records go, {@code null} if they carry no stamps
     */
    CountingHandler(Consumer<AuditAcknowledgement> acknowledgements, @Nullable StampedAges ages) {
        this.acknowledgements = acknowledgements;
        this.ages = ages;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage record) {
            count(record);
            record.release();
        } else if (message instanceof AuditEvent event) {
            count(event);
            event.release();
        } else {
            if (message instanceof AuditAcknowledgement acknowledgement) {
                acknowledgements.accept(acknowledgement);
            }
            other++;
            ReferenceCountUtil.release(message);
        }
    }

    /** Reads every field of every record. The EOE, which is no record of the event any more, counts too. */
    private void count(AuditEvent event) {
        if (event.indexOf(AuditMessageType.SYSCALL) < 0) {
            other++;
            return;
        }
        if (records == 0) {
            firstNanos = System.nanoTime();
        }
        for (int i = 0; i < event.size(); i++) {
            event.read(i, reader);
            byte[] text = reader.bytes();
            int fields = reader.fieldCount();
            for (int field = 0; field < fields; field++) {
                checksum += reader.nameKey(field) + reader.valueLength(field) + text[reader.valueStart(field)];
            }
            bytes += event.content(i).readableBytes();
        }
        records += event.size() + (event.state() == AuditEventState.COMPLETE ? 1 : 0);
    }

    private void count(AuditRecordMessage record) {
        int type = record.type();
        if (type != AuditMessageType.SYSCALL && type != AuditMessageType.PROCTITLE && type != AuditMessageType.EOE) {
            other++;
            return;
        }
        if (records++ == 0) {
            firstNanos = System.nanoTime();
        }
        bytes += record.content().readableBytes();
        if (ages != null && type == AuditMessageType.SYSCALL) {
            ages.add(record.content());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (records != counted) {
            counted = records;
            lastNanos = System.nanoTime();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        cause.printStackTrace();
    }

    /** Starts again at nothing. */
    void reset() {
        records = 0;
        other = 0;
        bytes = 0;
        firstNanos = 0;
        lastNanos = 0;
        counted = 0;
        if (ages != null) {
            ages.clear();
        }
    }

    Counts counts() {
        return new Counts(records, other, bytes, firstNanos, lastNanos);
    }

    /**
     * What was seen since {@link #reset()}.
     *
     * @param records    SYSCALL, PROCTITLE and EOE records
     * @param other      all other messages
     * @param bytes      of the payload of {@code records}
     * @param firstNanos {@link System#nanoTime()} of the first record
     * @param lastNanos  the same of the end of the last read loop that brought one
     */
    record Counts(long records, long other, long bytes, long firstNanos, long lastNanos) {
        double seconds() {
            return (lastNanos - firstNanos) / 1e9;
        }

        double recordsPerSecond() {
            return records == 0 ? 0 : records / seconds();
        }
    }
}
