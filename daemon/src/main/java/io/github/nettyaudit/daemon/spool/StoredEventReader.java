package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.StoredEventDescriptor.RECORD_HEADER_LENGTH;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Reads one entry of {@link StoredEventDescriptor}. Nothing is taken for granted: neither a length nor a code. */
final class StoredEventReader {
    private static final long LARGEST_SERIAL = 0xffff_ffffL;

    /** All bytes of the entry; the records of the event are slices of it. */
    private final ByteBuf bytes;

    StoredEventReader(ByteBuf entry) {
        bytes = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(entry));
    }

    StoredEvent read() throws StoredEventException {
        require(StoredEventDescriptor.HEADER_LENGTH, "the header");
        int version = bytes.readUnsignedByte();
        if (version != StoredEventDescriptor.VERSION) {
            throw wrong("the version is " + version + ", not " + StoredEventDescriptor.VERSION, 1);
        }
        int kind = bytes.readUnsignedByte();
        if (kind > StoredEventDescriptor.LOSS) {
            throw wrong("the kind " + kind + " is not known", 1);
        }
        AuditEventState state = StoredEventDescriptor.state(bytes.readUnsignedByte(), bytes.readerIndex() - 1);
        if (state == AuditEventState.LOSS != (kind == StoredEventDescriptor.LOSS)) {
            throw wrong("the state is " + state + ", and the kind " + kind, 1);
        }
        int flags = bytes.readUnsignedByte();
        if ((flags & ~StoredEventDescriptor.KNOWN_FLAGS) != 0) {
            throw wrong("the flags " + flags + " are not known", 1);
        }
        long arrival = bytes.readLong();
        long seconds = bytes.readLong();
        int milliseconds = bytes.readUnsignedShort();
        if (milliseconds > StoredEventDescriptor.MOST_MILLISECONDS) {
            throw wrong("there are " + milliseconds + " milliseconds", Short.BYTES);
        }
        AuditEventBuilder builder = new AuditEventBuilder(seconds, milliseconds, bytes.readUnsignedInt());
        if ((flags & StoredEventDescriptor.NODE) != 0) {
            builder.node(text("the node"));
        }
        if (kind == StoredEventDescriptor.LOSS) {
            AuditEvent loss = loss(builder);
            return new StoredEvent(loss, arrival, sections());
        }
        builder.log((flags & StoredEventDescriptor.LOG) != 0).late((flags & StoredEventDescriptor.LATE) != 0)
                .state(state);
        records(builder);
        StoredSections sections = sections();
        return new StoredEvent(builder.build(), arrival, sections);
    }

    /** The records hold no reference to what must be released if the rest of the entry is wrong: it is on the heap. */
    private void records(AuditEventBuilder builder) throws StoredEventException {
        require(2 * Integer.BYTES, "the number of records");
        int dropped = bytes.readInt();
        if (dropped < 0) {
            throw wrong("the number of dropped records is " + dropped, Integer.BYTES);
        }
        builder.droppedRecords(dropped);
        long records = bytes.readUnsignedInt();
        for (long i = 0; i < records; i++) {
            require(RECORD_HEADER_LENGTH, "the header of a record");
            int type = bytes.readInt();
            int length = length("a record");
            builder.addRecord(type, bytes.readRetainedSlice(length));
        }
    }

    private AuditLossEvent loss(AuditEventBuilder builder) throws StoredEventException {
        require(1 + 4 * Long.BYTES, "the loss");
        AuditLossKind kind = StoredEventDescriptor.lossKind(bytes.readUnsignedByte(), bytes.readerIndex() - 1);
        long count = within("the count", Long.MAX_VALUE);
        long first = within("the first serial", LARGEST_SERIAL);
        long last = within("the last serial", LARGEST_SERIAL);
        long kernelLost = bytes.readLong();
        return builder.buildLoss(kind, count, first, last, kernelLost, text("the detail"));
    }

    private long within(String what, long most) throws StoredEventException {
        long value = bytes.readLong();
        if (value < AuditLossEvent.UNKNOWN || value > most) {
            throw wrong(what + " is " + value, Long.BYTES);
        }
        return value;
    }

    private String text(String what) throws StoredEventException {
        require(1 + Integer.BYTES, what);
        int coding = bytes.readUnsignedByte();
        if (coding > StoredEventDescriptor.UTF_16) {
            throw wrong("the coding " + coding + " is not known", 1);
        }
        int length = length(what);
        if (coding == StoredEventDescriptor.LATIN_1) {
            return bytes.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        }
        if (length % Character.BYTES != 0) {
            throw wrong(what + " has half a character", 0);
        }
        char[] text = new char[length / Character.BYTES];
        for (int i = 0; i < text.length; i++) {
            text[i] = bytes.readChar();
        }
        return new String(text);
    }

    /** The last part of the entry. */
    private StoredSections sections() throws StoredEventException {
        require(1, "the number of sections");
        int[] keys = new int[bytes.readUnsignedByte()];
        byte[][] contents = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            require(Short.BYTES + Integer.BYTES, "the header of a section");
            keys[i] = bytes.readUnsignedShort();
            contents[i] = new byte[length("a section")];
            bytes.readBytes(contents[i]);
        }
        if (bytes.isReadable()) {
            throw wrong(bytes.readableBytes() + " bytes follow the event", 0);
        }
        return StoredSections.of(keys, contents);
    }

    /** Reads a length, and makes sure that as much follows. */
    private int length(String what) throws StoredEventException {
        long length = bytes.readUnsignedInt();
        if (length > bytes.readableBytes()) {
            throw wrong(what + " has " + length + " bytes, and " + bytes.readableBytes() + " are left", Integer.BYTES);
        }
        return (int) length;
    }

    private void require(int length, String what) throws StoredEventException {
        if (bytes.readableBytes() < length) {
            throw wrong("the entry ends in " + what, 0);
        }
    }

    /** Of the field that ends at the reader index and has a length. */
    private StoredEventException wrong(String problem, int length) {
        return new StoredEventException(problem, bytes.readerIndex() - length);
    }
}
