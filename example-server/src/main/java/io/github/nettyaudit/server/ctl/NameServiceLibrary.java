package io.github.nettyaudit.server.ctl;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Calls of libc that Java does not offer. Names are resolved by the name service switch, as auditctl resolves them. */
final class NameServiceLibrary {
    /** {@code pw_uid} and {@code gr_gid} come after two pointers, {@code pwd.h} and {@code grp.h} of glibc and musl. */
    private static final long ID_OFFSET = 2L * Native.POINTER_SIZE;
    private static final int EXISTS = 0;

    static {
        Native.register(NameServiceLibrary.class, "c");
    }

    private NameServiceLibrary() {
    }

    private static native @Nullable Pointer getpwnam(byte[] name);

    private static native @Nullable Pointer getgrnam(byte[] name);

    private static native int access(byte[] path, int mode);

    // both return memory that the next call overwrites
    static synchronized OptionalInt userId(String name) {
        return id(getpwnam(terminated(name.getBytes(StandardCharsets.UTF_8))));
    }

    static synchronized OptionalInt groupId(String name) {
        return id(getgrnam(terminated(name.getBytes(StandardCharsets.UTF_8))));
    }

    private static OptionalInt id(@Nullable Pointer entry) {
        return entry == null ? OptionalInt.empty() : OptionalInt.of(entry.getInt(ID_OFFSET));
    }

    /** Returns whether there is a directory of this name, following links; Java's own paths depend on the locale. */
    static boolean isDirectory(byte[] path) {
        byte[] inside = Arrays.copyOf(path, path.length + 3);
        inside[path.length] = '/';
        inside[path.length + 1] = '.';
        return access(inside, EXISTS) == 0;
    }

    private static byte[] terminated(byte[] text) {
        return Arrays.copyOf(text, text.length + 1);
    }
}
