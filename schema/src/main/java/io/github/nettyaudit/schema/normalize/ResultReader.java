package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads whether what an event reports succeeded.
 *
 * <p>What the kernel says counts more than what a message says. A record of the kernel that has a result of its own,
 * such as CONFIG_CHANGE, counts more than the system call in which it was written: the call only carried the request.
 * In a message, {@code res} counts, which audit-userspace writes at the end. A decision of SELinux in a program counts
 * more than a {@code res} in its message: the message has the command line of the one who was checked.
 *
 * <p>An operation of io_uring has {@code success=yes exit=0} also if it was refused: the kernel writes whether it could
 * be carried out, and hands its result to the program only (Linux 6.18, {@code __io_issue_sqe}).
 */
final class ResultReader {
    private static final int APPARMOR_AUDIT = AuditMessageType.of("APPARMOR_AUDIT");
    private static final int APPARMOR_ALLOWED = AuditMessageType.of("APPARMOR_ALLOWED");
    private static final int APPARMOR_DENIED = AuditMessageType.of("APPARMOR_DENIED");
    private static final int APPARMOR_KILL = AuditMessageType.of("APPARMOR_KILL");
    private static final FieldName ACCESS_RESULT = FieldName.of("seresult");
    private static final FieldName APPARMOR = FieldName.of("apparmor");
    private static final FieldName PERMISSIVE = FieldName.of("permissive");
    private static final FieldName ENFORCING = FieldName.of("enforcing");
    private static final FieldName CODE = FieldName.of("code");
    /** How 0x7ffc0000 (log) and 0x7fff0000 (allow) begin. */
    private static final byte[] LET_THROUGH = "0x7ff".getBytes(StandardCharsets.US_ASCII);
    private static final FieldName MODULE = FieldName.of("lsm");
    private static final FieldName ACTION = FieldName.of("action");
    private static final FieldName RULE = FieldName.of("rule");
    private static final byte[] DENY = "action=DENY".getBytes(StandardCharsets.US_ASCII);
    /** Where a result stands in a message, and in a record of old programs; the first that is there counts. */
    private static final KnownField[] RESULTS = {KnownField.RES, KnownField.SUCCESS, KnownField.RESULT};

    private static final int TRY_AGAIN = -11;

    private final EventFields fields;

    ResultReader(EventFields fields) {
        this.fields = fields;
    }

    void read(NormalizedEvent to) {
        AuditRecord own = fields.record(to.ownRecord);
        if (own.type() == AuditMessageType.USER_AVC && verdict(own) >= 0) {
            to.outcome = verdictOf(to, own);
            return;
        }
        long result = fields.find(KnownField.RES);
        if (result != EventFields.NONE && fields.recordOf(result) == own
                && take(to, KnownField.RES, FieldSpace.KERNEL)) {
            return;
        }
        if (own.type() == AuditMessageType.URINGOP) {
            long exit = own.number(KnownField.EXIT.fieldName(), 0);
            to.outcome = exit < 0 && exit != TRY_AGAIN ? Outcome.FAILURE : Outcome.UNKNOWN;
            return;
        }
        if (take(to, KnownField.SUCCESS, FieldSpace.KERNEL)) {
            return;
        }
        for (KnownField name : RESULTS) {
            if (take(to, name, null)) {
                return;
            }
        }
        to.outcome = verdictOf(to, own);
    }

    /** Reads what a security module decided, whatever became of the system call; the outcome if it decided nothing. */
    void readDecision(NormalizedEvent to) {
        AuditRecord own = fields.record(to.ownRecord);
        Outcome verdict = isLetThrough(own) ? Outcome.SUCCESS : verdictOf(to, own);
        to.decision = verdict == Outcome.UNKNOWN ? to.outcome : verdict;
    }

    /** Whether a seccomp filter let the call happen, and recorded it: SECCOMP_RET_LOG and SECCOMP_RET_ALLOW. */
    private static boolean isLetThrough(AuditRecord own) {
        int code = own.type() == AuditMessageType.SECCOMP ? own.find(CODE) : -1;
        if (code < 0 || own.valueLength(code) != LET_THROUGH.length + 5) {
            return false;
        }
        int start = own.valueStart(code);
        int end = start + LET_THROUGH.length;
        byte last = own.bytes()[end];
        return (last == 'c' || last == 'f')
                && Arrays.equals(own.bytes(), start, end, LET_THROUGH, 0, LET_THROUGH.length);
    }

    private boolean take(NormalizedEvent to, KnownField name, @Nullable FieldSpace space) {
        long found = fields.find(name);
        if (found == EventFields.NONE || fields.isAbsent(found) || space != null && fields.space(found) != space) {
            return false;
        }
        fields.use(name);
        to.hasResult = true;
        to.outcome = isSuccess(fields.value(found)) ? Outcome.SUCCESS : Outcome.FAILURE;
        return true;
    }

    /** {@code yes}, {@code success} or {@code 1}, as the kernel and audit-userspace write it. */
    private static boolean isSuccess(TextBuffer text) {
        byte[] bytes = text.array();
        return text.length() >= 1 && (bytes[0] == '1' && text.length() == 1 || (bytes[0] | 0x20) == 'y'
                || text.length() > 2 && (bytes[0] | 0x20) == 's' && (bytes[1] | 0x20) == 'u'
                && (bytes[2] | 0x20) == 'c');
    }

    /** What a security module decided. A denial that it did not enforce let the access happen. */
    private Outcome verdictOf(NormalizedEvent to, AuditRecord own) {
        int verdict = verdict(own);
        if (verdict >= 0) {
            return first(own, verdict) == 'd' && !isPermissive(own) ? Outcome.FAILURE : Outcome.SUCCESS;
        }
        return switch (own.type()) {
            case AuditMessageType.LANDLOCK_ACCESS -> Outcome.FAILURE;
            case AuditMessageType.IPE_ACCESS -> integrityPolicy(to, own);
            default -> other(own);
        };
    }

    private static Outcome other(AuditRecord own) {
        int apparmor = own.find(APPARMOR);
        int action = own.find(ACTION);
        if (apparmor >= 0) {
            return switch (first(own, apparmor)) {
                case 'A' -> Outcome.SUCCESS; // ALLOWED, AUDIT
                case 'D', 'K' -> Outcome.FAILURE; // DENIED, KILLED
                default -> Outcome.UNKNOWN;
            };
        }
        if (own.type() == AuditMessageType.AVC && action >= 0 && own.find(MODULE) >= 0) {
            return first(own, action) == 'd' ? Outcome.FAILURE : Outcome.SUCCESS;
        }
        if (own.type() == APPARMOR_DENIED || own.type() == APPARMOR_KILL) {
            return Outcome.FAILURE; // the type is the verdict, before 2.6.29
        }
        return own.type() == APPARMOR_ALLOWED || own.type() == APPARMOR_AUDIT ? Outcome.SUCCESS : Outcome.UNKNOWN;
    }

    private Outcome integrityPolicy(NormalizedEvent to, AuditRecord own) {
        int rule = own.find(RULE);
        if (rule < 0) {
            return Outcome.UNKNOWN;
        }
        TextBuffer text = fields.value(EventFields.reference(to.ownRecord, rule));
        int start = text.length() - DENY.length;
        boolean isDenied = start >= 0 && Arrays.equals(text.array(), start, text.length(), DENY, 0, DENY.length);
        return isDenied && own.number(ENFORCING, 1) == 1 ? Outcome.FAILURE : Outcome.SUCCESS;
    }

    /** The verdict of SELinux, which programs write too. */
    private static int verdict(AuditRecord record) {
        return record.type() == AuditMessageType.USER_AVC ? record.findUser(ACCESS_RESULT) : record.find(ACCESS_RESULT);
    }

    /** The last field counts: what may be forged stands before it. */
    private static boolean isPermissive(AuditRecord record) {
        int field = record.type() == AuditMessageType.USER_AVC ? record.findUser(PERMISSIVE) : record.find(PERMISSIVE);
        int last = field;
        while (field >= 0) {
            last = field;
            field = record.findNext(PERMISSIVE, field);
        }
        return last >= 0 && record.number(last, 0) == 1;
    }

    /** Whether a record says that a security module stopped what was tried. */
    static boolean isDenial(AuditRecord record) {
        int verdict = record.find(ACCESS_RESULT);
        if (verdict >= 0) {
            return first(record, verdict) == 'd';
        }
        verdict = record.find(APPARMOR);
        return verdict >= 0 && first(record, verdict) == 'D';
    }

    /** The first byte of a value, without its quotation mark. */
    private static int first(AuditRecord record, int field) {
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        if (length > 1 && record.bytes()[start] == '"') {
            return record.bytes()[start + 1];
        }
        return length > 0 ? record.bytes()[start] : 0;
    }
}
