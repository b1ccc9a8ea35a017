package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.EVENT;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.LATE;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.LATIN_1;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.LOG;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.LOSS;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.NODE;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.UTF_16;
import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.VERSION;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Events as entries of the spool, without any loss: each record's type and exact bytes. The event that is read is equal
 * to the one that was written, in everything that can be asked of it.
 */
public final class StoredEventCodec {
    private StoredEventCodec() {
    }

    /**
     * Writes an event.
     *
     * @param event         the event, or an {@link AuditLossEvent}; it is neither changed nor released
     * @param arrivalMicros when its first record arrived, in microseconds since 1970
     * @param sections      what is stored beside the records
     * @param entry         gets the bytes at its writer index
     */
    public static void write(AuditEvent event, long arrivalMicros, StoredSections sections, ByteBuf entry) {
        AuditLossEvent loss = event instanceof AuditLossEvent lossEvent ? lossEvent : null;
        String node = event.node();
        entry.writeByte(VERSION).writeByte(loss == null ? EVENT : LOSS)
                .writeByte(StoredEventDescriptor.code(event.state()))
                .writeByte((event.isLog() ? LOG : 0) | (event.isLate() ? LATE : 0) | (node != null ? NODE : 0))
                .writeLong(arrivalMicros).writeLong(event.seconds()).writeShort(event.milliseconds())
                .writeInt((int) event.serial());
        if (node != null) {
            text(node, entry);
        }
        if (loss != null) {
            loss(loss, entry);
        } else {
            records(event, entry);
        }
        entry.writeByte(sections.size());
        for (int i = 0; i < sections.size(); i++) {
            byte[] content = sections.bytes(i);
            entry.writeShort(sections.key(i)).writeInt(content.length).writeBytes(content);
        }
    }

    private static void records(AuditEvent event, ByteBuf entry) {
        entry.writeInt(event.droppedRecords()).writeInt(event.size());
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            int length = content.readableBytes();
            entry.writeInt(event.type(i)).writeInt(length).writeBytes(content, content.readerIndex(), length);
        }
    }

    private static void loss(AuditLossEvent loss, ByteBuf entry) {
        entry.writeByte(StoredEventDescriptor.code(loss.kind())).writeLong(loss.count()).writeLong(loss.firstSerial())
                .writeLong(loss.lastSerial()).writeLong(loss.kernelLost());
        text(loss.detail(), entry);
    }

    /** Any string, also one with half a surrogate pair. */
    private static void text(String text, ByteBuf entry) {
        if (text.chars().allMatch(c -> c <= 0xff)) {
            entry.writeByte(LATIN_1).writeInt(text.length()).writeCharSequence(text, StandardCharsets.ISO_8859_1);
            return;
        }
        entry.writeByte(UTF_16).writeInt(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            entry.writeShort(text.charAt(i));
        }
    }

    /**
     * Reads an event.
     *
     * @param entry the bytes between its reader and writer index, which are not moved; they are copied
     * @return the event; the caller releases {@link StoredEvent#event()}
     * @throws StoredEventException if the entry is not such an event
     */
    public static StoredEvent read(ByteBuf entry) throws StoredEventException {
        return new StoredEventReader(entry).read();
    }
}
