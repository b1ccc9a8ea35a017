package io.github.nettyaudit.server.systemd;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the service manager has read all that was sent before, as sd_notify_barrier(3) does: it gets one end of a
 * pipe, and closes it when it comes to that message.
 */
final class Barrier {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private Barrier() {
    }

    /** @throws IOException if the service manager does not answer within five seconds */
    static void await(ServiceManager.Sender sender) throws IOException {
        try (Memory ends = new Memory(2L * Integer.BYTES)) {
            if (LibC.pipe2(Memory.nativeValue(ends), LibC.O_CLOEXEC) < 0) {
                throw NotifySocket.failure("pipe2");
            }
            int read = ends.getInt(0);
            try {
                try {
                    sender.send("BARRIER=1", ends.getInt(Integer.BYTES));
                } finally {
                    LibC.close(ends.getInt(Integer.BYTES));
                }
                // the end of the pipe is reported as POLLHUP
                if (!NotifySocket.poll(read, LibC.POLLIN, System.nanoTime() + PATIENCE_NANOS)) {
                    throw new IOException("the service manager does not answer BARRIER=1");
                }
            } finally {
                LibC.close(read);
            }
        }
    }
}
