package io.github.nettyaudit.codec.interpret;

/**
 * Arguments that are sets of bits, each by its table: {@code O_WRONLY|O_CREAT}. When none of the bits has a name the
 * value follows as it was, behind {@code 0x}.
 */
final class FlagText {
    private static final int ACCESS_MODE = 3;
    private static final int PROTECTIONS = 7;
    private static final int SHARING = 0xf;
    private static final int SIGNAL_MASK = 0xff;
    private static final int IPC_MASK = 03000;
    private static final int SHM_MASK = 014000;
    private static final int PERMISSIONS = 0777;

    private static final FlagTable CLONE = FlagTable.set("clone-flags");
    private static final FlagTable MMAP_PROTECTION = FlagTable.set("protection-flags", 4);
    private static final FlagTable PROTECTION = FlagTable.set("protection-flags", 3);
    private static final FlagTable MOUNT = FlagTable.set("mount-flags");
    private static final FlagTable UMOUNT = FlagTable.set("umount-flags");
    private static final FlagTable MESSAGE = FlagTable.set("message-flags");
    private static final FlagTable ACCESS = FlagTable.set("access-modes");
    private static final FlagTable ACCESS_AT = FlagTable.set("access-flags");
    private static final FlagTable XATTR_AT = FlagTable.set("xattr-at-flags");
    private static final FlagTable RESOLVE = FlagTable.set("resolve-flags");
    private static final FlagTable IPC = FlagTable.set("ipc-flags");
    private static final FlagTable SHM = FlagTable.set("shm-flags");

    private FlagText() {
    }

    static void appendOpen(FieldValue value, ArchitectureConstants constants, TextBuffer out) {
        int flags = (int) value.number;
        int start = out.length();
        if ((flags & ACCESS_MODE) == 0) {
            out.append("O_RDONLY");
        }
        append(constants.openFlags, flags, value, out, start);
    }

    static void appendMap(FieldValue value, ArchitectureConstants constants, TextBuffer out) {
        int flags = (int) value.number;
        int start = out.length();
        if ((flags & SHARING) == 0) {
            out.append("MAP_FILE");
        }
        append(constants.mapFlags, flags, value, out, start);
    }

    static void appendProtection(FieldValue value, boolean forMapping, TextBuffer out) {
        int flags = (int) value.number;
        if ((flags & PROTECTIONS) == 0) {
            out.append("PROT_NONE");
        } else {
            append(forMapping ? MMAP_PROTECTION : PROTECTION, flags, value, out, out.length());
        }
    }

    static void appendAccess(FieldValue value, TextBuffer out) {
        int mode = (int) value.number;
        if ((mode & SHARING) == 0) {
            out.append("F_OK");
        } else {
            append(ACCESS, mode, value, out, out.length());
        }
    }

    static void appendMount(FieldValue value, TextBuffer out) {
        append(MOUNT, (int) value.number, value, out, out.length());
    }

    static void appendUmount(FieldValue value, TextBuffer out) {
        append(UMOUNT, (int) value.number, value, out, out.length());
    }

    static void appendMessage(FieldValue value, TextBuffer out) {
        append(MESSAGE, (int) value.number, value, out, out.length());
    }

    static void appendAccessAt(FieldValue value, TextBuffer out) {
        append(ACCESS_AT, (int) value.number, value, out, out.length());
    }

    static void appendXattrAt(FieldValue value, TextBuffer out) {
        append(XATTR_AT, (int) value.number, value, out, out.length());
    }

    /** Flags of path resolution; the value stays as it is (it brings its own {@code 0x}) when none has a name. */
    static void appendResolve(FieldValue value, TextBuffer out) {
        int start = out.length();
        RESOLVE.append((int) value.number, out, start);
        if (out.length() == start) {
            value.appendTo(out);
        }
    }

    /** Flags of clone(2), and in the lowest byte the signal that the child's end sends. */
    static void appendClone(FieldValue value, ArchitectureConstants constants, TextBuffer out) {
        int flags = (int) value.number;
        int start = out.length();
        CLONE.append(flags, out, start);
        int signal = flags & SIGNAL_MASK;
        byte[] name = signal == 0 ? null : constants.signals.name(signal);
        if (name != null) {
            if (out.length() > start) {
                out.append('|');
            }
            out.append(name);
        }
        if (out.length() == start) {
            out.append("0x").appendHexadecimal(Integer.toUnsignedLong(flags));
        }
    }

    /** Flags of shmget(2), and the permissions of the new segment. */
    static void appendSharedMemory(FieldValue value, TextBuffer out) {
        int flags = (int) value.number;
        int start = out.length();
        IPC.append(flags & IPC_MASK, out, start);
        SHM.append(flags & SHM_MASK, out, start);
        if (out.length() > start) {
            out.append('|');
        }
        ModeText.appendShort(flags & PERMISSIONS, out);
    }

    private static void append(FlagTable table, int flags, FieldValue value, TextBuffer out, int start) {
        table.append(flags, out, start);
        if (out.length() == start) {
            value.appendHexadecimalTo(out);
        }
    }
}
