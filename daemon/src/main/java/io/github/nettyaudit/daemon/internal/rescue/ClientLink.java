package io.github.nettyaudit.daemon.internal.rescue;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Requests through the control channel, as long as its event loop runs. */
public final class ClientLink implements KernelLink {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AuditClient client;
    private final long deadlineNanos;

    /** @param deadlineNanos when to give up ({@link System#nanoTime()}); each request waits 2 s at most */
    public ClientLink(AuditClient client, long deadlineNanos) {
        this.client = client;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public AuditStatus status() throws KernelRefusalException, KernelLinkException, InterruptedException {
        return answer(limited().status());
    }

    @Override
    public void set(AuditStatus changes) throws KernelRefusalException, KernelLinkException, InterruptedException {
        answer(limited().set(changes));
    }

    private AuditClient limited() throws KernelLinkException {
        long nanos = Math.min(LONGEST_WAIT_NANOS, deadlineNanos - System.nanoTime());
        if (nanos <= 0) {
            throw new KernelLinkException("the time for the close is over", null);
        }
        requireLoop();
        return client.withTimeout(Duration.ofNanos(nanos));
    }

    /** A loop that has ended completes no future and runs no timeout, so it is looked at now and then. */
    private <T> T answer(Future<T> future) throws KernelRefusalException, KernelLinkException, InterruptedException {
        long end = Math.min(deadlineNanos, System.nanoTime() + LONGEST_WAIT_NANOS) + GRACE_NANOS;
        while (!future.await(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
            requireLoop();
            if (System.nanoTime() > end) {
                throw new KernelLinkException("the control channel's event loop does not answer", null);
            }
        }
        if (future.isSuccess()) {
            return future.getNow();
        }
        Throwable cause = future.cause();
        if (cause instanceof AuditErrnoException) {
            throw new KernelRefusalException(String.valueOf(cause.getMessage()), cause);
        }
        throw new KernelLinkException(String.valueOf(cause), cause);
    }

    private void requireLoop() throws KernelLinkException {
        Channel channel = client.channel();
        if (!channel.isOpen() || channel.eventLoop().isShuttingDown()) {
            throw new KernelLinkException("the control channel or its event loop has ended", null);
        }
    }
}
