package io.github.nettyaudit.testkit;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lock that keeps programs apart which change the kernel's audit state: there is one set of rules, one status and
 * one daemon slot per machine.
 *
 * <p>{@code flock(2)} on {@code /run/lock/kernel-audit.lock}, so it also excludes the {@code flock} command of shell
 * scripts. (Java's own {@code FileChannel.lock} does not: it is {@code fcntl(2)}.) The kernel gives the lock back when
 * the process ends, however it ends, and serves those who wait in turn. Two threads of one process exclude each other
 * like two processes.
 */
public final class KernelAuditLock implements AutoCloseable {
    /** Where the lock lies. */
    public static final Path PATH = Path.of("/run/lock/kernel-audit.lock");

    private static final int EVERYBODY_MAY_READ_AND_WRITE = 0666;
    private static final int CLOSED = -1;

    private final AtomicInteger fileDescriptor;

    private KernelAuditLock(int fileDescriptor) {
        this.fileDescriptor = new AtomicInteger(fileDescriptor);
    }

    /**
     * Waits for the lock and takes it.
     *
     * @param patience how long to wait at most
     * @return the lock, held until {@link #close()} or the end of the process
     * @throws IOException if it cannot be had in that time (the message says who might have it), the thread is
     *                     interrupted ({@link InterruptedIOException}), or the file cannot be opened
     */
    public static KernelAuditLock acquire(Duration patience) throws IOException {
        return acquire(PATH, patience);
    }

    static KernelAuditLock acquire(Path path, Duration patience) throws IOException {
        int fileDescriptor = open(path);
        try {
            if (lock(fileDescriptor, LibC.LOCK_EX | LibC.LOCK_NB)) {
                return new KernelAuditLock(fileDescriptor);
            }
        } catch (IOException exception) {
            LibC.close(fileDescriptor);
            throw exception;
        }
        // Polling would starve: the kernel serves blocked waiters first.
        CompletableFuture<KernelAuditLock> turn = new CompletableFuture<>();
        Thread waiter = new Thread(() -> waitInKernel(fileDescriptor, turn), "kernel-audit-lock");
        waiter.setDaemon(true);
        waiter.start();
        try {
            return turn.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException exception) {
            return giveUp(turn, new IOException(path + " was held by another program for " + patience + "; `fuser -v "
                    + path + "` names it"));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return giveUp(turn, new InterruptedIOException("interrupted while waiting for " + path));
        } catch (ExecutionException exception) {
            throw new IOException("flock on " + path + " failed", exception.getCause());
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

    private static void waitInKernel(int fileDescriptor, CompletableFuture<KernelAuditLock> turn) {
        try {
            while (!lock(fileDescriptor, LibC.LOCK_EX)) {
                // a signal; wait on
            }
            if (!turn.complete(new KernelAuditLock(fileDescriptor))) {
                LibC.close(fileDescriptor); // nobody waits any more
            }
        } catch (IOException | RuntimeException exception) {
            LibC.close(fileDescriptor);
            turn.completeExceptionally(exception);
        }
    }

    private static KernelAuditLock giveUp(CompletableFuture<KernelAuditLock> turn, IOException reason)
            throws IOException {
        if (turn.cancel(false)) {
            throw reason;
        }
        return turn.join(); // it came in the last moment
    }

    /** {@code false} if another program has it and this is not to wait, or if a signal ended the waiting. */
    private static boolean lock(int fileDescriptor, int operation) throws IOException {
        try {
            LibC.flock(fileDescriptor, operation);
            return true;
        } catch (LastErrorException exception) {
            if (exception.getErrorCode() == LibC.EAGAIN || exception.getErrorCode() == LibC.EINTR) {
                return false;
            }
            throw new IOException("flock: errno " + exception.getErrorCode(), exception);
        }
    }
}
