package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** Duplicates of file descriptors, as another process would pass them. */
final class TestDescriptors {
    static {
        Native.register(TestDescriptors.class, NativeLibrary.getProcess());
    }

    private TestDescriptors() {
    }

    private static native int dup(int fd);

    static int duplicate(int fd) {
        return dup(fd);
    }
}
