package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What other fields of the same record say about one: the architecture and system call by which arguments are read,
 * the netfilter family, the type of fanotify's information. Looked up when first asked for. Only the kernel's own
 * fields count.
 */
final class RecordContext {
    private static final int NO_CALL = -1;
    private static final int NO_FAMILY = -1;
    private static final int NONE = -1;
    private static final String INET = "inet";
    private static final String INET6 = "inet6";
    private static final long ARCH = FieldKinds.key("arch");
    private static final long SYSCALL = FieldKinds.key("syscall");
    private static final long URING_OPERATION = FieldKinds.key("uring_op");
    private static final long A0 = FieldKinds.key("a0");
    private static final long A1 = FieldKinds.key("a1");
    private static final long FAMILY = FieldKinds.key("family");
    private static final long FAN_TYPE = FieldKinds.key("fan_type");

    private final SystemCallTable host;
    private final FieldValue value = new FieldValue();
    private @Nullable AuditRecord record;
    private boolean read;
    private @Nullable SystemCallTable table;
    private boolean hasCallAndArchitecture;
    private int call;
    /** The fields of the first two arguments. */
    private int first;
    private int second;
    private long lastText;
    private @Nullable SystemCallTable lastTable;
    private int family;
    private boolean hasFanotifyRule;
    private boolean hasInternetProtocols;

    /**
     * A context to be used again and again.
     *
     * @param host the architecture of records that name none
     */
    RecordContext(AuditArchitecture host) {
        this.host = Objects.requireNonNull(SystemCallTable.of(host.value()));
    }

    void set(AuditRecord next) {
        record = next;
        read = false;
    }

    /** The system calls of the record's architecture; the host's if it names none; null if that is not known. */
    @Nullable SystemCallTable table() {
        read();
        return table;
    }

    /** The same for arguments, which mean nothing when the record does not say of which call. */
    @Nullable SystemCallTable argumentTable() {
        read();
        return hasCallAndArchitecture ? table : null;
    }

    /** The number of the system call, or -1. */
    int call() {
        read();
        return call;
    }

    /** The first two arguments, 0 when they are missing. */
    long argument(int number) {
        read();
        int field = number == 0 ? first : second;
        return field != NONE && record != null && value(record, field, record.bytes()).readHexadecimal()
                ? value.number : 0;
    }

    /** The table of an {@code arch=}, or null; the last one is remembered, as all records are of one machine or two. */
    @Nullable SystemCallTable tableOf(FieldValue architecture) {
        long text = architecture.eightBytes();
        if (text != 0 && text == lastText) {
            return lastTable;
        }
        SystemCallTable found =
                architecture.readHexadecimal() ? SystemCallTable.of((int) architecture.number) : null;
        lastText = text;
        lastTable = found;
        return found;
    }

    /** The netfilter family, or -1. */
    int family() {
        read();
        return family;
    }

    /** Whether {@code fan_info} is the number of a rule. */
    boolean hasFanotifyRule() {
        read();
        return hasFanotifyRule;
    }

    /** Whether protocols are those of IP: the record names no family of sockets, or it names inet or inet6. */
    boolean hasInternetProtocols() {
        read();
        return hasInternetProtocols;
    }

    private void read() {
        if (!read && record != null) {
            read = true;
            read(record);
        }
    }

    private void read(AuditRecord from) {
        boolean isRing = from.type() == AuditMessageType.URINGOP;
        table = isRing ? SystemCallTable.IO_URING : host;
        call = NO_CALL;
        first = NONE;
        second = NONE;
        family = NO_FAMILY;
        hasFanotifyRule = false;
        hasInternetProtocols = true;
        boolean hasArchitecture = isRing;
        boolean hasCall = false;
        byte[] bytes = from.bytes();
        int count = from.fieldCount();
        for (int i = 0; i < count && from.space(i) == FieldSpace.KERNEL; i++) {
            long key = from.nameKey(i);
            if (key == ARCH) {
                table = tableOf(value(from, i, bytes));
                hasArchitecture = true;
            } else if (key == SYSCALL || key == URING_OPERATION) {
                hasCall = value(from, i, bytes).readDecimal();
                call = hasCall ? (int) value.number : NO_CALL;
            } else if (key == A0) {
                first = i;
            } else if (key == A1) {
                second = i;
                // nothing further on matters to a system call
                break;
            } else if (key == FAMILY) {
                readFamily(value(from, i, bytes));
            } else if (key == FAN_TYPE) {
                hasFanotifyRule = value(from, i, bytes).is('1');
            }
        }
        hasCallAndArchitecture = hasArchitecture && hasCall;
    }

    /** Reads a number of netfilter's, or the name of a family of sockets that AppArmor writes in quotes. */
    private void readFamily(FieldValue text) {
        if (text.readDecimal()) {
            family = (int) text.number;
        } else {
            hasInternetProtocols = text.length < 2 || text.at(0) != '"' || text.isQuoted(INET) || text.isQuoted(INET6);
        }
    }

    private FieldValue value(AuditRecord from, int field, byte[] bytes) {
        return value.set(bytes, from.valueStart(field), from.valueLength(field));
    }
}
