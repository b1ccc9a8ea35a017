package io.github.nettyaudit.daemon.sink.syslog;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * Asks the kernel how many bytes of a TCP socket its peer has not acknowledged, sent or not ({@code SIOCOUTQ} of tcp(7)).
 * {@code TCP_INFO} has segments only, and does not count those that a closed window holds back. Not thread-safe.
 */
final class UnacknowledgedBytes {
    /** {@code TIOCOUTQ}, which has this number on the processors that this module supports. */
    private static final long SIOCOUTQ = 0x5411;

    private final Memory answer = new Memory(Integer.BYTES);

    /** ioctl(2); integer arguments of variadic functions are passed as any others on x86-64 and AArch64. */
    private static final class LibC {
        static {
            Native.register(LibC.class, NativeLibrary.getProcess());
        }

        private LibC() {
        }

        static native int ioctl(int fd, long request, long argument);
    }

    /** @throws IOException if the socket cannot be asked */
    int of(int fd) throws IOException {
        if (LibC.ioctl(fd, SIOCOUTQ, Pointer.nativeValue(answer)) < 0) {
            throw new IOException("SIOCOUTQ fails with errno " + Native.getLastError());
        }
        return answer.getInt(0);
    }
}
