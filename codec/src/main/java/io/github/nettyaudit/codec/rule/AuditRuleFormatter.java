package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditFieldComparison;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Formats rules as {@code auditctl -l} of auditctl 4.2.2 prints them: a rule on access to a file as {@code -w}, any
 * other rule as {@code -a}. What auditctl omits is omitted here too: io_uring operations from 37 on, comparisons
 * without a name, and quotes around blanks. So not every formatted rule can be parsed again. Immutable and thread-safe.
 */
public final class AuditRuleFormatter {
    private static final AuditRuleFormatter PLAIN = new AuditRuleFormatter(false);
    private static final AuditRuleFormatter INTERPRETED = new AuditRuleFormatter(true);
    private static final String NULL = "(null)";

    private final boolean interpreted;

    private AuditRuleFormatter(boolean interpreted) {
        this.interpreted = interpreted;
    }

    /**
     * Returns the format of {@code auditctl -l}.
     *
     * @return the formatter
     */
    public static AuditRuleFormatter auditctl() {
        return PLAIN;
    }

    /**
     * Returns the format of {@code auditctl -l -i}: architectures by name, {@code unset} for -1. Arguments of system
     * calls stay hexadecimal.
     *
     * @return the formatter
     */
    public static AuditRuleFormatter interpreted() {
        return INTERPRETED;
    }

    /**
     * Formats a rule.
     *
     * @param rule the rule
     * @return one line without a line end
     */
    public String format(AuditRule rule) {
        StringBuilder out = new StringBuilder(128);
        boolean watch = isWatch(rule);
        if (!watch) {
            AuditRuleAction action = AuditRuleAction.of(rule.action());
            AuditRuleFilter filter = AuditRuleFilter.of(rule.filter());
            out.append(rule.isPrepend() ? "-A " : "-a ").append(rule.action() == 1 ? "possible"
                    : Objects.requireNonNullElse(action, NULL)).append(',').append(filter == null ? NULL : filter);
            systemCalls(out, rule, architecture(out, rule));
        }
        for (AuditRuleField field : rule.fields()) {
            if (field.type() != AuditRuleFieldType.ARCHITECTURE) {
                field(out, field, watch);
            }
        }
        return out.toString();
    }

    /**
     * Returns whether auditctl shows the rule as a watch: conditions on a file and the access to it, all system calls.
     */
    private static boolean isWatch(AuditRule rule) {
        boolean hasPermissions = false;
        for (AuditRuleField field : rule.fields()) {
            int type = field.type();
            hasPermissions |= type == AuditRuleFieldType.PERMISSIONS;
            if (type != AuditRuleFieldType.PERMISSIONS && type != AuditRuleFieldType.KEY
                    && type != AuditRuleFieldType.DIRECTORY && type != AuditRuleFieldType.PATH) {
                return false;
            }
        }
        return hasPermissions && !rule.isPrepend() && (!hasSystemCalls(rule) || rule.isForAllSystemCalls());
    }

    private static boolean hasSystemCalls(AuditRule rule) {
        AuditRuleFilter filter = AuditRuleFilter.of(rule.filter());
        return filter == null || filter == AuditRuleFilter.EXIT || filter == AuditRuleFilter.IO_URING;
    }

    /** Appends the architecture, and returns that by which system calls are named; null if it is not known. */
    private @Nullable AuditArchitecture architecture(StringBuilder out, AuditRule rule) {
        AuditArchitecture architecture = AuditArchitecture.host();
        for (AuditRuleField field : rule.fields()) {
            if (field.type() == AuditRuleFieldType.ARCHITECTURE) {
                architecture = AuditArchitecture.of(field.value());
                if (!RuleArchitectures.isKnown(architecture)) {
                    architecture = null;
                }
                out.append(" -F arch").append(sign(field));
                if (architecture == null) {
                    out.append("0x").append(Integer.toHexString(field.value()).toUpperCase(Locale.ROOT));
                } else {
                    out.append(interpreted ? architecture.name() : architecture.is64Bit() ? "b64" : "b32");
                }
            }
        }
        return architecture;
    }

    private static void systemCalls(StringBuilder out, AuditRule rule, @Nullable AuditArchitecture architecture) {
        if (!hasSystemCalls(rule)) {
            return;
        }
        boolean ioUring = rule.filter() == AuditRuleFilter.IO_URING.number();
        if (rule.hasAllSystemCalls(ioUring ? RuleSystemCalls.IO_URING_LAST : AuditRuleDescriptor.MASK_WORDS - 1)) {
            out.append(" -S all");
            return;
        }
        String separator = " -S ";
        int numbers = ioUring ? RuleSystemCalls.IO_URING_LAST : AuditRule.SYSTEM_CALLS;
        for (int number = 0; number < numbers; number++) {
            if (rule.hasSystemCall(number)) {
                String name = ioUring ? AuditIoUringOperations.name(number)
                        : architecture == null ? null : AuditSyscalls.name(architecture, number);
                out.append(separator).append(name == null ? String.valueOf(number) : name);
                separator = ",";
            }
        }
    }

    private void field(StringBuilder out, AuditRuleField field, boolean watch) {
        int type = field.type();
        String name = AuditRuleFieldType.name(type);
        if (name == null) {
            out.append(" f").append(type).append(sign(field)).append(field.value());
        } else if (type == AuditRuleFieldType.KEY) {
            for (String key : AuditRule.keys(field)) {
                out.append(watch ? " -k " : " -F key=").append(key);
            }
        } else if (type == AuditRuleFieldType.PERMISSIONS) {
            out.append(watch ? " -p " : " -F perm=").append(RulePermissions.format(field.value()));
        } else if (watch) {
            out.append("-w ").append(field.text());
        } else if (type == AuditRuleFieldType.FIELD_COMPARISON) {
            AuditFieldComparison comparison = AuditFieldComparison.of(field.value());
            if (comparison != null) {
                out.append(" -C ").append(comparison.left()).append(sign(field)).append(comparison.right());
            }
        } else {
            out.append(" -F ").append(name).append(sign(field)).append(field.text() != null ? field.text()
                    : value(type, field.value()));
        }
    }

    private String value(int type, int value) {
        if (AuditRuleFieldType.isArgument(type)) {
            return String.format("0x%X", value);
        }
        String word = switch (type) {
            case AuditRuleFieldType.MESSAGE_TYPE -> RuleMessageTypes.hasName(value)
                    ? AuditMessageType.name(value) : null;
            case AuditRuleFieldType.EXIT -> value < 0 && NetlinkErrno.isKnown(-value)
                    ? "-" + NetlinkErrno.name(-value) : null;
            case AuditRuleFieldType.FILE_SYSTEM_TYPE -> RuleTables.FILE_SYSTEM_TYPES.name(value);
            case AuditRuleFieldType.INODE -> Integer.toUnsignedString(value);
            case AuditRuleFieldType.LOGIN_UID, AuditRuleFieldType.SESSION_ID -> interpreted && value == -1
                    ? "unset" : null;
            default -> null;
        };
        return word == null ? String.valueOf(value) : word;
    }

    private static String sign(AuditRuleField field) {
        AuditRuleOperator operator = AuditRuleOperator.of(field.operator());
        return operator == null ? NULL : operator.toString();
    }
}
