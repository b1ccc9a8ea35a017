package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.NumberTable;
import io.github.nettyaudit.codec.internal.table.RuleTables;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Converts values of {@code -F}, words and numbers, to the 32-bit number of the rule, as auditctl does. What auditctl
 * reads as a number although it is not one ({@code pid=5abc}) is read so here too, with a warning.
 */
final class RuleValues {
    private static final String UNSET = "unset";
    private static final int UNSET_ID = -1;
    private static final int ADDRESS_FAMILIES = 46;
    private static final int MAX_PATH = 4096;
    private static final int EAGAIN = 11;
    private static final int EDEADLK = 35;
    private static final String UNKNOWN_TYPE = "UNKNOWN[";
    private static final int UNKNOWN_TYPE_DIGITS = 7;

    private RuleValues() {
    }

    /** Returns the value of a field that holds a number; notes in the state what later options depend on. */
    static int number(RuleState state, int type, String value) {
        if (AuditRuleFieldType.isUser(type)) {
            return user(state, type, value);
        }
        if (AuditRuleFieldType.isGroup(type)) {
            return group(state, value);
        }
        if (AuditRuleFieldType.isArgument(type)) {
            return number(state, value, startsLikeNumber(value),
                    "a number; arguments that are texts cannot be compared");
        }
        return switch (type) {
            case AuditRuleFieldType.EXIT -> exit(state, value);
            case AuditRuleFieldType.MESSAGE_TYPE -> messageType(state, value);
            case AuditRuleFieldType.ARCHITECTURE -> architecture(state, value);
            case AuditRuleFieldType.PERMISSIONS -> permissions(state, value);
            case AuditRuleFieldType.FILE_TYPE -> word(RuleTables.FILE_TYPES, value, "file type");
            case AuditRuleFieldType.FILE_SYSTEM_TYPE -> fileSystemType(state, value);
            case AuditRuleFieldType.SESSION_ID -> session(state, value);
            case AuditRuleFieldType.SOCKET_ADDRESS_FAMILY -> addressFamily(state, value);
            default -> plain(state, type, value);
        };
    }

    private static boolean startsLikeNumber(String value) {
        return RuleText.startsWithDigit(value)
                || value.length() >= 2 && value.charAt(0) == '-' && RuleText.isDigit(value.charAt(1));
    }

    private static int number(RuleState state, String value, boolean plausible, String allowed) {
        if (!plausible) {
            throw AuditRuleException.of(value + " is not a number", allowed);
        }
        return narrowed(state, value,
                RuleText.startsWithDigit(value) ? CNumber.unsigned(value) : CNumber.signed(value));
    }

    private static int plain(RuleState state, int type, String value) {
        if (!RuleText.startsWithDigit(value)) {
            throw AuditRuleException.of(value + " is not a number", "a number that is not negative");
        }
        return narrowed(state, value,
                type == AuditRuleFieldType.INODE ? CNumber.unsigned(value) : CNumber.signed(value));
    }

    private static int narrowed(RuleState state, String value, CNumber read) {
        int number = (int) read.value();
        boolean fits = read.value() == number || read.value() == Integer.toUnsignedLong(number);
        if (!read.isWhole(value) || read.overflow() || !fits) {
            state.warnings.add(value + " is read as the number " + Integer.toUnsignedString(number));
        }
        return number;
    }

    private static int user(RuleState state, int type, String value) {
        int id;
        if (startsLikeNumber(value)) {
            id = number(state, value, true, "");
        } else if (value.equals(UNSET)) {
            id = UNSET_ID;
        } else {
            OptionalInt known = state.host.userId(value);
            id = known.orElseThrow(() -> AuditRuleException.of("no user " + value + " on this host",
                    "a user's name, a number, or unset"));
        }
        if (id == UNSET_ID && type != AuditRuleFieldType.LOGIN_UID) {
            throw AuditRuleException.of(AuditRuleFieldType.name(type) + " cannot be unset",
                    "a user's name or a number; only auid can be unset");
        }
        return id;
    }

    private static int group(RuleState state, String value) {
        int id;
        if (RuleText.startsWithDigit(value)) {
            CNumber read = CNumber.signed(value);
            id = narrowed(state, value, read);
        } else {
            OptionalInt known = state.host.groupId(value);
            id = known.orElseThrow(() -> AuditRuleException.of("no group " + value + " on this host",
                    "a group's name or a number"));
        }
        if (id == UNSET_ID) {
            throw AuditRuleException.of("a group cannot be unset", "a group's name or a number");
        }
        return id;
    }

    private static int exit(RuleState state, String value) {
        if (startsLikeNumber(value)) {
            return narrowed(state, value, CNumber.signed(value));
        }
        boolean negative = value.startsWith("-");
        String name = RuleText.upperCase(negative ? value.substring(1) : value);
        int errno = switch (name) {
            case "EWOULDBLOCK" -> EAGAIN;
            case "EDEADLOCK" -> EDEADLK;
            default -> NetlinkErrno.number(name);
        };
        if (errno <= 0) {
            throw AuditRuleException.of("no error " + value, "a number, or an errno such as -EACCES");
        }
        return negative ? -errno : errno;
    }

    private static int messageType(RuleState state, String value) {
        if (RuleText.startsWithDigit(value)) {
            return narrowed(state, value, CNumber.signed(value));
        }
        if (value.startsWith(UNKNOWN_TYPE) && value.indexOf(']') > 0) {
            String digits = value.substring(UNKNOWN_TYPE.length(), value.indexOf(']'));
            int type = (int) CNumber.signed(digits.substring(0, Math.min(digits.length(), UNKNOWN_TYPE_DIGITS)), 10)
                    .value();
            if (type > 0) {
                return type;
            }
        }
        int type = AuditMessageType.of(RuleText.upperCase(value));
        if (type < 0 || !RuleMessageTypes.hasName(type)) {
            throw AuditRuleException.of("no message type " + value + " in auditctl's table",
                    type < 0 ? "a name such as USER_LOGIN, or a number" : "its number, " + type);
        }
        return type;
    }

    private static int architecture(RuleState state, String value) {
        if (state.hasSystemCalls) {
            throw AuditRuleException.of("arch has to come before the system calls that are named for it",
                    "-F arch= before -S, -w and -F perm=");
        }
        AuditArchitecture architecture = RuleArchitectures.parse(value, state.host.architecture());
        state.architecture = architecture;
        return architecture.value();
    }

    private static int permissions(RuleState state, String value) {
        int bits = RulePermissions.parse(value, 0);
        AuditArchitecture architecture = state.architecture;
        if (architecture == null) {
            state.warnings.add("perm without an arch before it makes every system call slower");
        } else if (bits != 0) {
            RulePermissions.systemCalls(bits, architecture).forEach(state::addSystemCall);
            state.hasSystemCalls = true;
        }
        state.hasPermissions = true;
        return bits;
    }

    private static int word(NumberTable table, String value, String what) {
        int number = table.number(RuleText.lowerCase(value), -1);
        if (number == -1) {
            List<String> names = new ArrayList<>();
            table.forEach((known, name) -> names.add(name));
            throw AuditRuleException.of("no " + what + ' ' + value, "one of " + String.join(", ", names));
        }
        return number;
    }

    private static int fileSystemType(RuleState state, String value) {
        int number = RuleText.startsWithDigit(value) ? narrowed(state, value, CNumber.unsigned(value))
                : word(RuleTables.FILE_SYSTEM_TYPES, value, "file system type");
        if (number == -1) {
            throw AuditRuleException.of(value + " is not a file system type", "the f_type of statfs(2)");
        }
        state.hasFileSystemType = true;
        return number;
    }

    private static int session(RuleState state, String value) {
        if (startsLikeNumber(value)) {
            return number(state, value, true, "");
        }
        if (value.equals(UNSET)) {
            return UNSET_ID;
        }
        state.warnings.add("sessionid " + value + " is read as the number 0");
        return 0;
    }

    private static int addressFamily(RuleState state, String value) {
        int family = narrowed(state, value, CNumber.unsigned(value));
        if (Integer.compareUnsigned(family, ADDRESS_FAMILIES) >= 0) {
            throw AuditRuleException.of("no address family " + value, "a number from 0 to " + (ADDRESS_FAMILIES - 1)
                    + ", such as 1 (unix), 2 (inet), 10 (inet6)");
        }
        return family;
    }

    /** Checks a text, and notes in the state what later options depend on. */
    static void checkText(RuleState state, int type, String value) {
        int length = RuleText.bytes(value).length;
        int most = type == AuditRuleFieldType.KEY ? AuditRule.MAX_KEY_LENGTH : MAX_PATH;
        if (length > most) {
            throw AuditRuleException.of("a text of " + length + " bytes is too long", "at most " + most);
        }
        boolean isFile = type == AuditRuleFieldType.PATH || type == AuditRuleFieldType.EXECUTABLE;
        if ((isFile || type == AuditRuleFieldType.DIRECTORY) && !value.startsWith("/")) {
            throw AuditRuleException.of("the path " + value + " is not absolute", "a path that starts with /");
        }
        if (isFile && value.endsWith("/")) {
            throw AuditRuleException.of("the path " + value + " ends with /", value.equals("/")
                    ? "a file; the root directory as -F dir=/" : "the path without the / at its end, or -F dir=");
        }
        state.hasPermissions |= type == AuditRuleFieldType.PATH || type == AuditRuleFieldType.DIRECTORY;
        state.hasExecutable |= type == AuditRuleFieldType.EXECUTABLE;
    }
}
