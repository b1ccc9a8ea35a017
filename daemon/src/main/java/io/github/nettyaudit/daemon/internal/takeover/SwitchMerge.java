package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts records into one stream that come from three sockets: the old one, a member of the multicast group that was
 * joined before the old one was read for the last time, and the new one. What neither the old nor the new one has got
 * comes from the member, in its place; nothing comes twice.
 *
 * <p>The kernel sends each record to the group before it sends it to the registered socket, in the same order. So when
 * the new socket has got a record, all records before it that only the member has got will not come any more. Records
 * that the kernel sends again after a failure come out of order; they are recognised.
 *
 * <p>Not thread-safe.
 */
final class SwitchMerge {
    private final RecordSource member;
    private final Consumer<AuditRecordMessage> out;
    /** Read from the old socket since the member has joined, and not from the member yet. */
    private final RecordKeys fromOld = new RecordKeys();
    /** Read from the member, and not from the new socket yet. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final RecordKeys waitingKeys = new RecordKeys();
    private final RecordKeys fromMember = new RecordKeys();
    private int filled;

    private record Waiting(String key, AuditRecordMessage record) {
    }

    /** Receives records, which the caller releases; {@code null} if there is none at present. */
    interface RecordSource {
        @Nullable AuditRecordMessage receive() throws IOException;
    }

    /** @param out gets the records, and releases them */
    SwitchMerge(RecordSource member, Consumer<AuditRecordMessage> out) {
        this.member = member;
        this.out = out;
    }

    /** A record of the old socket, which was read after the member had joined. */
    void old(AuditRecordMessage record) {
        fromOld.add(RecordKeys.of(record));
        out.accept(record);
    }

    /** A record of the new socket. */
    void fresh(AuditRecordMessage record) throws IOException {
        String key = RecordKeys.of(record);
        if (fromMember.remove(key)) {
            record.release();
            return;
        }
        if (!waitingKeys.contains(key)) {
            pull();
        }
        if (waitingKeys.contains(key)) {
            Waiting first = waiting.remove();
            while (!first.key.equals(key)) {
                fill(first);
                first = waiting.remove();
            }
            first.record.release(); // the member's copy
            waitingKeys.remove(key);
        }
        out.accept(record);
    }

    private void fill(Waiting gap) {
        waitingKeys.remove(gap.key);
        fromMember.add(gap.key);
        filled++;
        out.accept(gap.record);
    }

    /** Reads what the member has got. */
    void pull() throws IOException {
        for (AuditRecordMessage record = member.receive(); record != null; record = member.receive()) {
            String key = RecordKeys.of(record);
            if (fromOld.remove(key)) {
                record.release();
            } else {
                waitingKeys.add(key);
                waiting.add(new Waiting(key, record));
            }
        }
    }

    /** Whether the member has got records that the new socket has not delivered yet, or never will. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** The new socket gets nothing any more of what the member has got so far. */
    void end() {
        for (Waiting left = waiting.poll(); left != null; left = waiting.poll()) {
            fill(left);
        }
    }

    /** How many records only the member has got. */
    int filled() {
        return filled;
    }
}
