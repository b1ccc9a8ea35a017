package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the event succeeded: what its system call says; without one what the first record with a result says; without
 * that, whether a security module denied something.
 */
final class SuccessCondition implements Condition {
    private static final FieldName SUCCESS = FieldName.of("success");
    private static final FieldName[] RESULTS = {FieldName.of("res"), FieldName.of("result")};
    private static final FieldName VERDICT = FieldName.of("seresult");
    private static final FieldName APPARMOR = FieldName.of("apparmor");
    private static final Set<String> GOOD = Set.of("yes", "success", "1", "granted", "allowed");
    private static final Set<String> BAD = Set.of("no", "failed", "fail", "failure", "0", "denied");

    private enum Answer { UNKNOWN, YES, NO }

    private final Answer wanted;
    private Answer call = Answer.UNKNOWN;
    private boolean isCertain;
    private Answer result = Answer.UNKNOWN;
    private Answer verdict = Answer.UNKNOWN;

    SuccessCondition(boolean success) {
        wanted = success ? Answer.YES : Answer.NO;
    }

    @Override
    public void begin() {
        call = Answer.UNKNOWN;
        isCertain = false;
        result = Answer.UNKNOWN;
        verdict = Answer.UNKNOWN;
    }

    @Override
    public boolean reads(int type) {
        return switch (type) {
            case AuditMessageType.PROCTITLE, AuditMessageType.EXECVE, AuditMessageType.EOE, AuditMessageType.PATH,
                    AuditMessageType.CWD, AuditMessageType.SOCKADDR -> false;
            default -> true;
        };
    }

    @Override
    public void read(AuditRecord record) {
        if (call == Answer.UNKNOWN || record.type() == AuditMessageType.SYSCALL) {
            // an io_uring operation may stand before the system call that did it
            call = answer(record.text(SUCCESS));
            isCertain = record.type() == AuditMessageType.SYSCALL && call != Answer.UNKNOWN;
        }
        for (FieldName name : RESULTS) {
            if (result == Answer.UNKNOWN) {
                result = answer(record.text(name));
            }
            if (result == Answer.UNKNOWN) {
                result = answer(record.userText(name));
            }
        }
        if (verdict == Answer.UNKNOWN) {
            verdict = answer(record.text(VERDICT));
        }
        if (verdict == Answer.UNKNOWN) {
            verdict = answer(record.userText(VERDICT));
        }
        if (verdict == Answer.UNKNOWN) {
            verdict = answer(record.text(APPARMOR));
        }
    }

    private static Answer answer(@Nullable String word) {
        if (word == null) {
            return Answer.UNKNOWN;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        return GOOD.contains(lower) ? Answer.YES : BAD.contains(lower) ? Answer.NO : Answer.UNKNOWN;
    }

    @Override
    public boolean isFulfilled() {
        return isCertain && call == wanted;
    }

    @Override
    public boolean isFulfilledAtEnd() {
        Answer answer = call != Answer.UNKNOWN ? call : result != Answer.UNKNOWN ? result : verdict;
        return answer == wanted;
    }
}
