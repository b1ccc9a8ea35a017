package io.github.nettyaudit.testkit;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lock that keeps programs apart which change the kernel's audit state: there is one set of rules, one status and
 * one daemon slot per machine.
 *
 * <p>{@code flock(2)} on {@code /run/lock/kernel-audit.lock}, so it also excludes the {@code flock} command of shell
 * scripts. (Java's own {@code FileChannel.lock} does not: it is {@code fcntl(2)}.) The kernel gives the lock back when
 * the process ends, however it ends. Two threads of one process exclude each other like two processes.
 */
public final class KernelAuditLock implements AutoCloseable {
    /** Where the lock lies. */
    public static final Path PATH = Path.of("/run/lock/kernel-audit.lock");

    private static final int EVERYBODY_MAY_READ_AND_WRITE = 0666;
    private static final long RETRY_MILLIS = 20;
    private static final int CLOSED = -1;

    private final AtomicInteger fileDescriptor;

    private KernelAuditLock(int fileDescriptor) {
        this.fileDescriptor = new AtomicInteger(fileDescriptor);
    }

    /**
     * Waits for the lock and takes it.
     *
     * @param patience how long to wait at most
     * @throws IOException if it cannot be had in that time (the message says who might have it), the thread is
     *                     interrupted ({@link InterruptedIOException}), or the file cannot be opened
     */
    public static KernelAuditLock acquire(Duration patience) throws IOException {
        return acquire(PATH, patience);
    }

    static KernelAuditLock acquire(Path path, Duration patience) throws IOException {
        int fileDescriptor = open(path);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!tryLock(fileDescriptor)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new IOException(path + " was held by another program for " + patience
                            + "; `fuser -v " + path + "` names it");
                }
                Thread.sleep(RETRY_MILLIS);
            }
            return new KernelAuditLock(fileDescriptor);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            LibC.close(fileDescriptor);
            throw new InterruptedIOException("interrupted while waiting for " + path);
        } catch (IOException | RuntimeException exception) {
            LibC.close(fileDescriptor);
            throw exception;
        }
    }

    /** Gives the lock back. Does nothing the second time. */
    @Override
    public void close() {
        int held = fileDescriptor.getAndSet(CLOSED);
        if (held != CLOSED) {
            LibC.close(held);
        }
    }

    private static int open(Path path) throws IOException {
        try {
            return open(path, LibC.O_RDONLY);
        } catch (LastErrorException missing) {
            try {
                // not at once: fs.protected_regular forbids O_CREAT on what another user made in a sticky directory
                return open(path, LibC.O_RDONLY | LibC.O_CREAT);
            } catch (LastErrorException exception) {
                throw new IOException("cannot open " + path + ": errno " + exception.getErrorCode(), exception);
            }
        }
    }

    private static int open(Path path, int flags) {
        return LibC.open(path.toString(), flags | LibC.O_CLOEXEC, EVERYBODY_MAY_READ_AND_WRITE);
    }

    private static boolean tryLock(int fileDescriptor) throws IOException {
        try {
            LibC.flock(fileDescriptor, LibC.LOCK_EX | LibC.LOCK_NB);
            return true;
        } catch (LastErrorException exception) {
            if (exception.getErrorCode() == LibC.EAGAIN || exception.getErrorCode() == LibC.EINTR) {
                return false;
            }
            throw new IOException("flock: errno " + exception.getErrorCode(), exception);
        }
    }
}
