package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import org.jspecify.annotations.Nullable;

/** The argument of {@code -S}: names and numbers of system calls, or of io_uring operations, separated by commas. */
final class RuleSystemCalls {
    private static final String ALL = "all";
    /** auditctl 4.2.2's "all" are the operations below this, the IORING_OP_LAST that it was built with. */
    static final int IO_URING_LAST = 37;
    private static final String NUMBER = "a number from 0 to " + (AuditRule.SYSTEM_CALLS - 1);

    private RuleSystemCalls() {
    }

    static void add(RuleState state, String argument) {
        boolean ioUring = state.add == AuditRuleFilter.IO_URING || state.delete == AuditRuleFilter.IO_URING;
        if (!ioUring) {
            checkList(state);
            if (state.architecture == null) {
                state.architecture = state.host.architecture();
            }
        }
        if (argument.indexOf(',') < 0) {
            add(state, argument, 0, ioUring);
        } else {
            boolean named = false;
            int start = 0;
            for (String name : argument.split(",", -1)) {
                if (!name.isEmpty()) {
                    add(state, name, start, ioUring);
                    named = true;
                }
                start += name.length() + 1;
            }
            if (ioUring && !named) {
                // auditctl accepts commas alone for system calls, and adds none
                throw unknown(state, argument, 0, true);
            }
        }
        state.hasSystemCalls = true;
    }

    private static void checkList(RuleState state) {
        for (AuditRuleFilter filter : new AuditRuleFilter[] {
            AuditRuleFilter.TASK, AuditRuleFilter.USER, AuditRuleFilter.FILESYSTEM}) {
            if (state.add == filter || state.delete == filter) {
                throw noSystemCalls(filter);
            }
        }
        if (state.exclude) {
            throw noSystemCalls(AuditRuleFilter.EXCLUDE);
        }
    }

    private static AuditRuleException noSystemCalls(AuditRuleFilter filter) {
        return AuditRuleException.of("rules of the list " + filter + " cannot name system calls",
                "-S with the list exit or io_uring only");
    }

    private static void add(RuleState state, String name, int offset, boolean ioUring) {
        if (name.equals(ALL)) {
            addAll(state, ioUring);
            return;
        }
        int number = ioUring ? AuditIoUringOperations.number(RuleText.lowerCase(name)) : systemCall(state, name);
        if (number < 0 && RuleText.startsWithDigit(name)) {
            CNumber read = CNumber.signed(name);
            number = (int) read.value();
            if (number >= 0 && !read.isWhole(name)) {
                state.warnings.add("-S " + name + " is read as the number " + number);
            }
        }
        if (!state.addSystemCall(number)) {
            throw unknown(state, name, offset, ioUring);
        }
    }

    private static int systemCall(RuleState state, String name) {
        AuditArchitecture architecture = state.architecture;
        return architecture == null ? -1 : RuleArchitectures.systemCall(architecture, name);
    }

    private static void addAll(RuleState state, boolean ioUring) {
        if (ioUring) {
            for (int operation = 0; operation < IO_URING_LAST; operation++) {
                if (AuditIoUringOperations.name(operation) != null) {
                    state.addSystemCall(operation);
                }
            }
        } else {
            state.addAllSystemCalls();
        }
    }

    private static AuditRuleException unknown(RuleState state, String name, int offset, boolean ioUring) {
        if (RuleText.startsWithDigit(name)) {
            return AuditRuleException.of("no rule can name " + name, NUMBER, offset);
        }
        if (ioUring) {
            return AuditRuleException.of("no io_uring operation " + name, "all, the name of an operation that the"
                    + " kernel audits such as openat or sendmsg, or " + NUMBER, offset);
        }
        AuditArchitecture architecture = state.architecture;
        @Nullable String other = architecture == null ? null : RuleArchitectures.auditctlsName(architecture, name);
        return AuditRuleException.of("no system call " + name + (architecture == null ? "" : " on "
                + architecture.name()), (other == null ? "" : "its name in rules: " + other + "; ")
                + "all, names of system calls, or " + NUMBER, offset);
    }
}
