package io.github.nettyaudit.daemon.name;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * getpwuid_r(3), getgrgid_r(3), getpwnam_r(3) and getgrnam_r(3): names come from the name service switch, as those of
 * ausearch(8) do.
 */
final class NameServiceLibrary {
    private static final int ERANGE = 34;
    private static final int FIRST_BUFFER = 4096;
    private static final int LARGEST_BUFFER = 4 << 20; // a group may have many members
    /** More than {@code struct passwd} or {@code struct group} has, in glibc and musl; the name is their first field. */
    private static final int ENTRY_LENGTH = 256;
    /** Of {@code pw_uid} and {@code gr_gid}, after the pointers to the name and the password. */
    private static final int ID_OFFSET = 2 * Native.POINTER_SIZE;

    static {
        Native.register(NameServiceLibrary.class, NativeLibrary.getProcess());
    }

    private NameServiceLibrary() {
    }

    private static native int getpwuid_r(int uid, long entry, long buffer, long length, long result);

    private static native int getgrgid_r(int gid, long entry, long buffer, long length, long result);

    private static native int getpwnam_r(long name, long entry, long buffer, long length, long result);

    private static native int getgrnam_r(long name, long entry, long buffer, long length, long result);

    /** The name of a user; {@code null} if no user has the id or the look-up failed. */
    static @Nullable String user(int id) {
        return name(id, NameServiceLibrary::getpwuid_r);
    }

    /** The name of a group; {@code null} if no group has the id or the look-up failed. */
    static @Nullable String group(int id) {
        return name(id, NameServiceLibrary::getgrgid_r);
    }

    /** The id of a user, unsigned; {@code null} if no user has the name or the look-up failed. */
    static @Nullable Long userId(String name) {
        return id(name, NameServiceLibrary::getpwnam_r);
    }

    /** The id of a group, unsigned; {@code null} if no group has the name or the look-up failed. */
    static @Nullable Long groupId(String name) {
        return id(name, NameServiceLibrary::getgrnam_r);
    }

    private static @Nullable String name(int id, Call<Integer> call) {
        return find(id, call, entry -> entry.getPointer(0).getString(0, StandardCharsets.UTF_8.name()));
    }

    private static @Nullable Long id(String name, Call<Long> call) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Memory text = new Memory(bytes.length + 1L);
        text.write(0, bytes, 0, bytes.length);
        text.setByte(bytes.length, (byte) 0);
        Long id = find(Pointer.nativeValue(text), call, entry -> Integer.toUnsignedLong(entry.getInt(ID_OFFSET)));
        Reference.reachabilityFence(text);
        return id;
    }

    private static <K, V> @Nullable V find(K key, Call<K> call, Function<Memory, V> read) {
        Memory entry = new Memory(ENTRY_LENGTH);
        Memory result = new Memory(Native.POINTER_SIZE);
        for (int length = FIRST_BUFFER; length <= LARGEST_BUFFER; length *= 4) {
            Memory buffer = new Memory(length);
            result.clear();
            int error = call.call(key, Pointer.nativeValue(entry), Pointer.nativeValue(buffer), length,
                    Pointer.nativeValue(result));
            if (error != ERANGE) {
                boolean found = error == 0 && result.getPointer(0) != null;
                V value = found ? read.apply(entry) : null;
                Reference.reachabilityFence(buffer); // the name is in it
                return value;
            }
        }
        return null;
    }

    private interface Call<K> {
        int call(K key, long entry, long buffer, long length, long result);
    }
}
