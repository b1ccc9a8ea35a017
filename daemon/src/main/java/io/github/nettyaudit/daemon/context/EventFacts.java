package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of its process, by the fields that the kernel wrote.
 *
 * <p>{@code pid=} is the process and not the thread, and {@code ppid=} the process of the real parent, both as the host
 * numbers them ({@code task_tgid_nr} and {@code task_ppid_nr} in {@code audit_log_task_info}, {@code kernel/audit.c}).
 * {@code comm=} is the name of the thread.
 */
final class EventFacts {
    /** What the call did to processes. */
    enum Call { OTHER, EXECUTE, FORK, CLONE, CLONE3 }

    private static final FieldName FLAGS = FieldName.of("a0");
    /** The value of a number that the event does not have. */
    static final long NONE = -1;

    final AuditRecord record = new AuditRecord();
    int pid;
    /** -1 if the event does not say. */
    int parentPid;
    long millis;
    long loginUser;
    long session;
    Call call = Call.OTHER;
    /** The result of a call that succeeded; {@link #NONE} of others. */
    long exit;
    private int exe;
    private int comm;
    private long lastArchitecture = NONE;
    private long lastNumber = NONE;
    private Call lastCall = Call.OTHER;

    /** Reads the record that has the process; whether there is one. */
    boolean read(AuditEvent event) {
        int number = find(event);
        if (number < 0) {
            return false;
        }
        long id = record.number(FieldName.PID, NONE);
        if (id <= 0 || id > Integer.MAX_VALUE) {
            return false;
        }
        pid = (int) id;
        long parent = record.number(FieldName.PPID, NONE);
        parentPid = parent < 0 || parent > Integer.MAX_VALUE ? -1 : (int) parent;
        millis = event.seconds() * 1000 + event.milliseconds();
        loginUser = record.number(FieldName.AUID, NONE);
        session = record.number(FieldName.SES, NONE);
        exe = quoted(FieldName.EXE);
        comm = quoted(FieldName.COMM);
        exit = NONE;
        call = Call.OTHER;
        if (record.type() == AuditMessageType.SYSCALL) {
            readCall();
        }
        return true;
    }

    private int find(AuditEvent event) {
        int call = event.indexOf(AuditMessageType.SYSCALL);
        if (call >= 0) {
            event.read(call, record);
            return call;
        }
        for (int i = 0; i < event.size(); i++) {
            int field = event.read(i, record).find(FieldName.PID);
            if (field >= 0 && record.space(field) == FieldSpace.KERNEL) {
                return i;
            }
        }
        return -1;
    }

    private void readCall() {
        long architecture = record.hexNumber(FieldName.ARCH, NONE);
        long number = record.number(FieldName.SYSCALL, NONE);
        if (architecture != lastArchitecture || number != lastNumber) {
            lastArchitecture = architecture;
            lastNumber = number;
            lastCall = call(AuditSyscalls.name((int) architecture, (int) number));
        }
        if (lastCall == Call.OTHER) {
            return;
        }
        long result = record.number(FieldName.EXIT, NONE);
        int success = record.find(FieldName.SUCCESS);
        if (success >= 0 && result >= 0 && record.bytes()[record.valueStart(success)] == 'y') {
            call = lastCall;
            exit = result;
        }
    }

    private static Call call(@Nullable String name) {
        if (name == null) {
            return Call.OTHER;
        }
        return switch (name) {
            case "execve", "execveat" -> Call.EXECUTE;
            case "fork", "vfork" -> Call.FORK;
            case "clone" -> Call.CLONE;
            case "clone3" -> Call.CLONE3;
            default -> Call.OTHER;
        };
    }

    /** The flags of clone(2); on s390 they are the second argument, so that both are taken together. */
    long cloneFlags() {
        return record.hexNumber(FLAGS, 0) | (isS390() ? record.hexNumber(FieldName.of("a1"), 0) : 0);
    }

    private boolean isS390() {
        return (lastArchitecture & 0xffff) == 22; // EM_S390
    }

    private int quoted(FieldName name) {
        int field = record.find(name);
        return field >= 0 && record.valueLength(field) > 1 && record.bytes()[record.valueStart(field)] != '(' ? field : -1;
    }

    /** The program; {@code null} if the event does not say. */
    @Nullable ProcessText executable() {
        return text(exe);
    }

    /** The name of the thread; {@code null} if the event does not say. */
    @Nullable ProcessText name() {
        return text(comm);
    }

    /** Whether the event names a program. */
    boolean hasExecutable() {
        return exe >= 0;
    }

    /** Whether the event's program has this text; most have the form in quotes, for which nothing is allocated. */
    boolean isExecutable(ProcessText text) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(exe);
        int length = record.valueLength(exe);
        return bytes[start] == '"' ? length >= 2 && text.isSame(bytes, start + 1, length - 2)
                : text.equals(executable());
    }

    private @Nullable ProcessText text(int field) {
        if (field < 0) {
            return null;
        }
        byte[] decoded = UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field));
        return decoded == null || decoded.length == 0 ? null : ProcessText.of(decoded, 0, decoded.length);
    }
}
