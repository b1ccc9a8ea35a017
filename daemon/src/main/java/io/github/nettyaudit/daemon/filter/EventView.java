package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.schema.EventContext;
import org.jspecify.annotations.Nullable;

/** The event that is being looked at. Each record is split into fields once at most. Not thread-safe. */
final class EventView {
    /** So many records of an event keep a reader of their own; the others share one. */
    private static final int READERS = 16;
    private static final byte[] NULL = {'(', 'n', 'u', 'l', 'l', ')'};

    private final NameService names;
    private final @Nullable AuditRecord[] readers = new @Nullable AuditRecord[READERS];
    /** Whether the reader of a record is wrapped, as bits. */
    private int wrapped;
    private final AuditRecord shared = new AuditRecord();
    private AuditEvent event;
    private EventContext context = EventContext.NONE;
    private byte[] decoded = new byte[256];
    private final PathJoiner joiner = new PathJoiner();
    final TextBytes hostBytes = new TextBytes();
    final TextBytes containerBytes = new TextBytes();
    final TextBytes podBytes = new TextBytes();
    final TextBytes unitBytes = new TextBytes();

    /** The value that was read last. */
    byte[] bytes = decoded;
    int start;
    int end;
    /** The field of that value. */
    AuditRecord record = shared;
    int field = -1;

    EventView(NameService names) {
        this.names = names;
    }

    void begin(AuditEvent newEvent, EventContext newContext) {
        event = newEvent;
        context = newContext;
        wrapped = 0;
        field = -1;
    }

    AuditEvent event() {
        return event;
    }

    EventContext context() {
        return context;
    }

    NameService names() {
        return names;
    }

    PathJoiner joiner() {
        return joiner;
    }

    /** The reader of a record; valid until another record is asked for, if there are many. */
    AuditRecord record(int number) {
        if (number >= READERS) {
            return event.read(number, shared);
        }
        AuditRecord reader = readers[number];
        if (reader == null) {
            reader = new AuditRecord();
            readers[number] = reader;
        }
        if ((wrapped & 1 << number) == 0) {
            event.read(number, reader);
            wrapped |= 1 << number;
        }
        return reader;
    }

    /** Whether a record may have fields of the process, of the rule, or of a message. */
    static boolean isAboutProcess(int type) {
        return switch (type) {
            case AuditMessageType.PATH, AuditMessageType.CWD, AuditMessageType.EXECVE, AuditMessageType.PROCTITLE,
                    AuditMessageType.SOCKADDR, AuditMessageType.EOE -> false;
            default -> true;
        };
    }

    /**
     * Reads a value: without quotation marks, and hexadecimal digits decoded if it is an untrusted string.
     *
     * @return whether there is a value; {@code (null)} is none
     */
    boolean read(AuditRecord from, int number, boolean isUntrusted) {
        record = from;
        field = number;
        bytes = from.bytes();
        start = from.valueStart(number);
        int length = from.valueLength(number);
        end = start + length;
        if (length >= 2 && bytes[start] == '"' && bytes[end - 1] == '"') {
            start++;
            end--;
            return true;
        }
        if (isUntrusted && UntrustedString.isHexadecimal(bytes, start, length)) {
            if (decoded.length < length / 2) {
                decoded = new byte[length];
            }
            end = UntrustedString.decodeHexadecimal(bytes, start, length, decoded, 0);
            bytes = decoded;
            start = 0;
            return true;
        }
        return length != NULL.length || !isNull();
    }

    private boolean isNull() {
        for (int i = 0; i < NULL.length; i++) {
            if (bytes[start + i] != NULL[i]) {
                return false;
            }
        }
        return true;
    }

    boolean test(ValueTest test) {
        return test.test(this, bytes, start, end);
    }
}
