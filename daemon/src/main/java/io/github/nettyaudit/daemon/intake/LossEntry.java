package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The content of an entry that reports a loss. Numbers are big-endian.
 * <pre>
 *   0  count, -1 if it is not known        (8)
 *   8  length of the kind's name           (1)
 *   9  name of the {@link AuditLossKind}, ASCII; then the detail, UTF-8
 * </pre>
 *
 * @param kind   the reason
 * @param count  how much is lost, in units of the kind
 * @param detail one sentence for people
 */
record LossEntry(AuditLossKind kind, long count, String detail) {
    private static final String DROPPED = "The intake ring was full, because the store was slower "
            + "than the source, or a record was longer than the ring takes.";
    private static final int LONGEST_DETAIL = 1_000;

    static void writeDropped(ByteBuf entry, long records) {
        new LossEntry(AuditLossKind.DROPPED, records, DROPPED).write(entry);
    }

    void write(ByteBuf entry) {
        String name = kind.name();
        entry.writeLong(count).writeByte(name.length());
        entry.writeCharSequence(name, StandardCharsets.US_ASCII);
        entry.writeCharSequence(detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)), StandardCharsets.UTF_8);
    }

    /** @return {@code null} if it is of another version of this program */
    static @Nullable LossEntry read(ByteBuf entry) {
        try {
            long count = entry.readLong();
            String name = entry.readCharSequence(entry.readByte(), StandardCharsets.US_ASCII).toString();
            String detail = entry.readCharSequence(entry.readableBytes(), StandardCharsets.UTF_8).toString();
            return new LossEntry(AuditLossKind.valueOf(name), count, detail);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }
}
