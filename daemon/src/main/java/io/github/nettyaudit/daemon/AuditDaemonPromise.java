package io.github.nettyaudit.daemon;

import io.netty.util.concurrent.BlockingOperationException;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * A promise whose listeners run on the thread that completes it, because the event loops may have ended then. Waiting
 * on one of those loops throws, since the result may depend on that loop.
 */
final class AuditDaemonPromise<T> extends DefaultPromise<T> {
    private final Iterable<? extends EventExecutor> loops;

    AuditDaemonPromise(Iterable<? extends EventExecutor> loops) {
        super(ImmediateEventExecutor.INSTANCE);
        this.loops = loops;
    }

    @Override
    protected void checkDeadLock() {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
                throw new BlockingOperationException("waiting on " + loop + " would block the audit daemon itself: add"
                        + " a listener instead");
            }
        }
    }
}
