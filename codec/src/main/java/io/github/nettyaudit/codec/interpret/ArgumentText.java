package io.github.nettyaudit.codec.interpret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of system calls, {@code a0} to {@code a3}: hexadecimal numbers of which the call says what they hold.
 * What no table knows is the number behind {@code 0x}.
 */
final class ArgumentText {
    private static final int AT_FDCWD = -100;
    private static final byte[] SET_CLOSE_ON_EXEC = "F_SETFD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SET_OWNER = "F_SETOWN".getBytes(StandardCharsets.US_ASCII);
    private static final int PARENT_DEATH_SIGNAL = 1;
    private static final int CAPABILITY_READ = 23;
    private static final int CAPABILITY_DROP = 24;
    private static final int RESET_ON_FORK = 0x40000000;
    private static final int POLICY_MASK = 0xf;
    private static final int LOW_BYTE = 0xff;

    private static final NameTable BPF = NameTable.set("bpf-commands");
    private static final NameTable CLOCKS = NameTable.set("clocks");
    private static final NameTable EPOLL = NameTable.set("epoll-operations");
    private static final NameTable FSCONFIG = NameTable.set("fsconfig-commands");
    private static final NameTable PRCTL = NameTable.set("prctl-options");
    private static final NameTable PTRACE = NameTable.set("ptrace-requests");
    private static final NameTable SCHEDULERS = NameTable.set("scheduler-policies");
    private static final NameTable SEEK = NameTable.set("seek-origins");
    private static final NameTable SOCKET_CALLS = NameTable.set("socket-calls");
    private static final NameTable IPC_CALLS = NameTable.set("ipc-calls");
    private static final NameTable FAMILIES = NameTable.set("address-families");

    private final IdentityText identities;

    ArgumentText(IdentityText identities) {
        this.identities = identities;
    }

    /**
     * Appends an argument, or returns false for one that is not hexadecimal. {@code table} is null when the
     * architecture is not known.
     */
    boolean append(FieldValue value, int argument, @Nullable SystemCallTable table, RecordContext context,
            TextBuffer out) {
        ArgumentKind kind = table == null ? ArgumentKind.NONE : table.kind(context.call(), argument);
        if (!value.isHexadecimal()) {
            return false;
        }
        if (kind == ArgumentKind.NONE || !value.readHexadecimal() || !appendKind(kind, value, context, out)) {
            value.appendHexadecimalTo(out);
        }
        return true;
    }

    /** The name of what a socketcall(2) or ipc(2) does, which its first argument says. */
    static byte @Nullable [] multiplexed(boolean isSocketCall, long first) {
        return (int) first != first ? null : (isSocketCall ? SOCKET_CALLS : IPC_CALLS).name((int) first);
    }

    /** Appends the text, or returns false when the number says more than any text could. */
    private boolean appendKind(ArgumentKind kind, FieldValue value, RecordContext context, TextBuffer out) {
        int number = (int) value.number;
        ArchitectureConstants constants = ArchitectureConstants.of(context.table());
        switch (kind) {
            case ACCESS -> FlagText.appendAccess(value, out);
            case ACCESS_AT -> FlagText.appendAccessAt(value, out);
            case BPF -> orUnknown(BPF, "unknown-bpf-cmd(", value, out);
            case CLOCK -> SimpleText.appendHexadecimalOrUnknown(CLOCKS, "unknown-clk_id", value, out);
            case CLONE -> FlagText.appendClone(value, constants, out);
            case CREATION_MODE -> {
                if ((context.argument(1) & constants.create) == 0) {
                    return false;
                }
                ModeText.appendShort(number, out);
            }
            case DIRECTORY -> {
                if (number != AT_FDCWD) {
                    return false;
                }
                out.append("AT_FDCWD");
            }
            case EPOLL -> orUnknownDecimal(EPOLL, "unknown-epoll_ctl-operation(", number, out);
            case EXIT_STATUS -> appendExitStatus(value, out);
            case FCNTL -> orUnknownDecimal(constants.fcntlCommands, "unknown-fcntl-command(", number, out);
            case FCNTL_ARGUMENT -> {
                return appendFcntlArgument(number, constants.fcntlCommands.name((int) context.argument(1)), out);
            }
            case FSCONFIG -> orUnknownDecimal(FSCONFIG, "unknown-fsconfig-operation(", number, out);
            case FSMOUNT, FSOPEN -> {
                if (number != 1) {
                    return false;
                }
                out.append(kind == ArgumentKind.FSOPEN ? "FSOPEN_CLOEXEC" : "FSMOUNT_CLOEXEC");
            }
            // a register that is no id is a negative number more often than a large one
            case GROUP -> identities.appendGroup(number, number, out);
            case USER -> identities.appendUser(number, number, out);
            case IOCTL -> SimpleText.appendIoctl(value, constants, out);
            case MESSAGE -> FlagText.appendMessage(value, out);
            case MMAP -> FlagText.appendMap(value, constants, out);
            case MMAP_PROTECTION -> FlagText.appendProtection(value, true, out);
            case PROTECTION -> FlagText.appendProtection(value, false, out);
            case MODE -> ModeText.append(number, out);
            case MODE_SHORT -> ModeText.appendShort(number, out);
            case MOUNT -> FlagText.appendMount(value, out);
            case UMOUNT -> FlagText.appendUmount(value, out);
            case OPEN -> FlagText.appendOpen(value, constants, out);
            case PERSONALITY -> SimpleText.appendPersonality(value, out);
            case PRCTL -> SimpleText.appendHexadecimalOrUnknown(PRCTL, "unknown-prctl-option", value, out);
            case PRCTL_ARGUMENT -> {
                return appendPrctlArgument(value, context.argument(0), constants, out);
            }
            case PTRACE -> SimpleText.appendHexadecimalOrUnknown(PTRACE, "unknown-ptrace", value, out);
            case RESOURCE -> SimpleText.appendHexadecimalOrUnknown(constants.resources, "unknown-rlimit",
                    value, out);
            case SCHEDULER -> appendScheduler(value, out);
            case SEEK -> {
                if (!SEEK.append(number & LOW_BYTE, out)) {
                    unknown("unknown-whence(", value, out);
                }
            }
            case SHARED_MEMORY -> FlagText.appendSharedMemory(value, out);
            case SIGNAL -> SimpleText.appendSignal(value, true, constants, out);
            case SOCKET_CALL -> orUnknown(SOCKET_CALLS, "unknown-socketcall(", value, out);
            case SOCKET_FAMILY -> SimpleText.appendHexadecimalOrUnknown(FAMILIES, "unknown-family", value, out);
            case SOCKET_LEVEL -> SocketOptionText.appendLevel(value, constants, out);
            case SOCKET_OPTION -> {
                return SocketOptionText.append(value, context, out);
            }
            case SOCKET_PROTOCOL -> {
                byte[] name = SimpleText.protocol(number);
                if (name == null) {
                    unknown("unknown-proto(", value, out);
                } else {
                    out.append(name);
                }
            }
            case SOCKET_TYPE -> {
                if (!constants.socketTypes.append(number & LOW_BYTE, out)) {
                    unknown("unknown-type(", value, out);
                }
            }
            case XATTR_AT -> FlagText.appendXattrAt(value, out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void unknown(String what, FieldValue value, TextBuffer out) {
        out.append(what).append(value.bytes, value.start, value.length).append(')');
    }

    private static void orUnknown(NameTable table, String what, FieldValue value, TextBuffer out) {
        if (!table.append((int) value.number, out)) {
            unknown(what, value, out);
        }
    }

    private static void orUnknownDecimal(NameTable table, String what, int number, TextBuffer out) {
        if (!table.append(number, out)) {
            out.append(what).appendDecimal(number).append(')');
        }
    }

    private static void appendExitStatus(FieldValue value, TextBuffer out) {
        out.append(value.is('0') ? "EXIT_SUCCESS" : value.is('1') ? "EXIT_FAILURE" : "UNKNOWN");
    }

    private boolean appendFcntlArgument(int number, byte @Nullable [] command, TextBuffer out) {
        if (Arrays.equals(command, SET_OWNER)) {
            identities.appendUser(number, number, out);
            return true;
        }
        if (Arrays.equals(command, SET_CLOSE_ON_EXEC) && number == 1) {
            out.append("FD_CLOEXEC");
            return true;
        }
        return false;
    }

    private static boolean appendPrctlArgument(FieldValue value, long option, ArchitectureConstants constants,
            TextBuffer out) {
        if (option == CAPABILITY_READ || option == CAPABILITY_DROP) {
            SimpleText.appendCapability(value, true, out);
        } else if (option == PARENT_DEATH_SIGNAL) {
            SimpleText.appendSignal(value, true, constants, out);
        } else {
            return false;
        }
        return true;
    }

    private static void appendScheduler(FieldValue value, TextBuffer out) {
        int policy = (int) value.number;
        if (!SCHEDULERS.append(policy & POLICY_MASK, out)) {
            value.appendHexadecimalTo(out.append("unknown-scheduler-policy(")).append(')');
        } else if ((policy & RESET_ON_FORK) != 0) {
            out.append("|SCHED_RESET_ON_FORK");
        }
    }
}
