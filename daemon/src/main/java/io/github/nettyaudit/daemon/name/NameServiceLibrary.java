package io.github.nettyaudit.daemon.name;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** getpwuid_r(3) and getgrgid_r(3): names come from the name service switch, as those of ausearch(8) do. */
final class NameServiceLibrary {
    private static final int ERANGE = 34;
    private static final int FIRST_BUFFER = 4096;
    private static final int LARGEST_BUFFER = 4 << 20; // a group may have many members
    /** More than {@code struct passwd} or {@code struct group} has, in glibc and musl; the name is their first field. */
    private static final int ENTRY_LENGTH = 256;

    static {
        Native.register(NameServiceLibrary.class, NativeLibrary.getProcess());
    }

    private NameServiceLibrary() {
    }

    private static native int getpwuid_r(int uid, long entry, long buffer, long length, long result);

    private static native int getgrgid_r(int gid, long entry, long buffer, long length, long result);

    /** The name of a user; {@code null} if no user has the id or the look-up failed. */
    static @Nullable String user(int id) {
        return name(id, NameServiceLibrary::getpwuid_r);
    }

    /** The name of a group; {@code null} if no group has the id or the look-up failed. */
    static @Nullable String group(int id) {
        return name(id, NameServiceLibrary::getgrgid_r);
    }

    private static @Nullable String name(int id, Call call) {
        Memory entry = new Memory(ENTRY_LENGTH);
        Memory result = new Memory(Native.POINTER_SIZE);
        for (int length = FIRST_BUFFER; length <= LARGEST_BUFFER; length *= 4) {
            Memory buffer = new Memory(length);
            result.clear();
            int error = call.call(id, Pointer.nativeValue(entry), Pointer.nativeValue(buffer), length,
                    Pointer.nativeValue(result));
            if (error != ERANGE) {
                boolean found = error == 0 && result.getPointer(0) != null;
                return found ? entry.getPointer(0).getString(0, StandardCharsets.UTF_8.name()) : null;
            }
        }
        return null;
    }

    private interface Call {
        int call(int id, long entry, long buffer, long length, long result);
    }
}
