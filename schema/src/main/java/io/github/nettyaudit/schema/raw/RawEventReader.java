package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in the form of {@link RawEventEncoder}: the event has the same id, state and records, byte for byte.
 * Members may come in any order; those that are not known are left out. Used again for each line; not thread-safe.
 */
public final class RawEventReader {
    private static final long LARGEST_SERIAL = 0xffff_ffffL;
    private static final long NONE = Long.MIN_VALUE;
    private static final int FEW_RECORDS = 8;

    private final JsonCursor json = new JsonCursor();
    private final RawProcessesReader processes = new RawProcessesReader(json);
    private final Loss loss = new Loss();
    private @Nullable ProcessInfo process;
    private long version;
    private long seconds;
    private long milliseconds;
    private long serial;
    private long dropped;
    private boolean late;
    private boolean log;
    private @Nullable String node;
    private @Nullable String state;
    private boolean hasRecords;
    private int records;
    private int[] types = new int[FEW_RECORDS];
    private int[] starts = new int[FEW_RECORDS];
    private int[] ends = new int[FEW_RECORDS];

    /** The members of a loss. */
    private static final class Loss {
        private boolean isThere;
        private @Nullable String kind;
        private long count;
        private long firstSerial;
        private long lastSerial;
        private long kernelLost;
        private String detail = "";

        void clear() {
            isThere = false;
            kind = null;
            count = AuditLossEvent.UNKNOWN;
            firstSerial = AuditLossEvent.UNKNOWN;
            lastSerial = AuditLossEvent.UNKNOWN;
            kernelLost = AuditLossEvent.UNKNOWN;
            detail = "";
        }
    }

    /** Creates a reader, for one thread. */
    public RawEventReader() {
    }

    /**
     * Reads a line.
     *
     * @param line the line, between its reader and writer index, which are not moved; the event keeps nothing of it
     * @return the event, or an {@link AuditLossEvent}; the caller releases it
     * @throws RawEventException if the line is not such an event
     */
    public AuditEvent read(ByteBuf line) throws RawEventException {
        clear();
        json.read(line);
        json.expect('{');
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            member(name);
        }
        json.expectEnd();
        check(RawMember.RAW, version, RawMember.VERSION, RawMember.VERSION);
        check(RawMember.SECONDS, seconds, Long.MIN_VALUE + 1, Long.MAX_VALUE);
        check(RawMember.MILLISECONDS, milliseconds, 0, 999);
        check(RawMember.SERIAL, serial, 0, LARGEST_SERIAL);
        check(RawMember.DROPPED, dropped, 0, Integer.MAX_VALUE);
        AuditEventState ended = constant(RawMember.STATE, state, AuditEventState.values());
        AuditEventBuilder event = new AuditEventBuilder(seconds, (int) milliseconds, serial).node(node);
        return ended == AuditEventState.LOSS ? loss(event) : event(event.state(ended));
    }

    /**
     * Returns what the last line said of the process that caused the event, beside the records.
     *
     * @return the process; {@code null} if the line had none
     */
    public @Nullable ProcessInfo process() {
        return process;
    }

    private void clear() {
        version = NONE;
        seconds = NONE;
        milliseconds = NONE;
        serial = NONE;
        dropped = 0;
        late = false;
        log = false;
        node = null;
        state = null;
        hasRecords = false;
        records = 0;
        loss.clear();
        process = null;
    }

    private void member(String name) throws RawEventException {
        switch (name) {
            case RawMember.RAW -> version = once(name, version);
            case RawMember.SECONDS -> seconds = once(name, seconds);
            case RawMember.MILLISECONDS -> milliseconds = once(name, milliseconds);
            case RawMember.SERIAL -> serial = once(name, serial);
            case RawMember.DROPPED -> dropped = json.number(name);
            case RawMember.LATE -> late = json.truth(name);
            case RawMember.LOG -> log = json.truth(name);
            case RawMember.NODE -> node = json.word();
            case RawMember.STATE -> state = json.word();
            case RawMember.RECORDS -> records();
            case RawMember.LOSS -> loss();
            case RawMember.CONTEXT -> process = processes.read();
            default -> json.skip();
        }
    }

    private long once(String name, long before) throws RawEventException {
        if (before != NONE) {
            throw twice(name);
        }
        return json.number(name);
    }

    private RawEventException twice(String name) {
        return json.wrong("a second member " + name);
    }

    private void records() throws RawEventException {
        if (hasRecords) {
            throw twice(RawMember.RECORDS);
        }
        hasRecords = true;
        json.expect('[');
        for (boolean isFirst = true; !json.take(']'); isFirst = false) {
            if (!isFirst) {
                json.expect(',');
            }
            record();
        }
    }

    private void record() throws RawEventException {
        if (records == types.length) {
            types = Arrays.copyOf(types, 2 * records);
            starts = Arrays.copyOf(starts, 2 * records);
            ends = Arrays.copyOf(ends, 2 * records);
        }
        json.expect('{');
        long number = NONE;
        int start = -1;
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            if (name.equals(RawMember.TYPE_NUMBER)) {
                number = once(name, number);
            } else if (!name.equals(RawMember.TEXT)) {
                json.skip();
            } else if (start >= 0) {
                throw twice(name);
            } else {
                start = json.string();
                starts[records] = start;
                ends[records] = json.textsEnd();
            }
        }
        check("records[" + records + "]." + RawMember.TYPE_NUMBER, number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (start < 0) {
            throw missing("records[" + records + "]." + RawMember.TEXT);
        }
        types[records++] = (int) number;
    }

    private void loss() throws RawEventException {
        loss.isThere = true;
        json.expect('{');
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            switch (name) {
                case RawMember.KIND -> loss.kind = json.word();
                case RawMember.COUNT -> loss.count = json.number(name);
                case RawMember.FIRST_SERIAL -> loss.firstSerial = json.number(name);
                case RawMember.LAST_SERIAL -> loss.lastSerial = json.number(name);
                case RawMember.KERNEL_LOST -> loss.kernelLost = json.number(name);
                case RawMember.DETAIL -> loss.detail = json.word();
                default -> json.skip();
            }
        }
    }

    private static void check(String member, long value, long least, long most) throws RawEventException {
        if (value == NONE) {
            throw missing(member);
        }
        if (value < least || value > most) {
            throw new RawEventException("the member " + member + " is " + value + ", not "
                    + (least == most ? String.valueOf(least) : least + " to " + most));
        }
    }

    private static RawEventException missing(String member) {
        return new RawEventException("the member " + member + " is missing");
    }

    private static <E extends Enum<E>> E constant(String member, @Nullable String word, E[] constants)
            throws RawEventException {
        if (word == null) {
            throw missing(member);
        }
        for (E constant : constants) {
            if (RawMember.word(constant).equals(word)) {
                return constant;
            }
        }
        throw new RawEventException("the member " + member + " is none of "
                + Arrays.stream(constants).map(RawMember::word).collect(Collectors.joining(", ")));
    }

    private AuditEvent event(AuditEventBuilder event) throws RawEventException {
        if (!hasRecords) {
            throw missing(RawMember.RECORDS);
        }
        event.log(log).late(late).droppedRecords((int) dropped);
        ByteBuf texts = Unpooled.wrappedBuffer(json.texts());
        for (int i = 0; i < records; i++) {
            event.addRecord(types[i], texts.retainedSlice(starts[i], ends[i] - starts[i]));
        }
        texts.release();
        return event.build();
    }

    private AuditEvent loss(AuditEventBuilder event) throws RawEventException {
        if (!loss.isThere) {
            throw missing(RawMember.LOSS);
        }
        AuditLossKind kind = constant("loss." + RawMember.KIND, loss.kind, AuditLossKind.values());
        check("loss." + RawMember.COUNT, loss.count, AuditLossEvent.UNKNOWN, Long.MAX_VALUE);
        check("loss." + RawMember.FIRST_SERIAL, loss.firstSerial, AuditLossEvent.UNKNOWN, LARGEST_SERIAL);
        check("loss." + RawMember.LAST_SERIAL, loss.lastSerial, AuditLossEvent.UNKNOWN, LARGEST_SERIAL);
        return event.buildLoss(kind, loss.count, loss.firstSerial, loss.lastSerial, loss.kernelLost, loss.detail);
    }
}
