package io.github.nettyaudit.daemon;

import io.github.nettyaudit.daemon.internal.kernel.DataChannel;
import io.github.nettyaudit.daemon.internal.kernel.KernelUndo;
import io.github.nettyaudit.daemon.internal.kernel.Session;
import io.github.nettyaudit.daemon.internal.kernel.Undone;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The end of an {@link AuditDaemon}, whatever brings it about: a call, the end of a channel or of an event loop, the end
 * of the JVM. Happens once, on threads of its own, within a bound: the kernel can put a thread to sleep that makes a
 * request, so the thread that waits is not the one that works.
 */
final class AuditDaemonClosing {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonClosing.class);

    private final AuditDaemon daemon;
    private final AuditDaemonOptions options;
    private final Session session;
    private final AuditDaemonPromise<AuditCloseReport> closed;
    private final EventLoop dataLoop;
    private final EventLoop controlLoop;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final GenericFutureListener<Future<Object>> dataLoopEnded =
            because("the data channel's event loop has ended");
    private final GenericFutureListener<Future<Object>> controlLoopEnded =
            because("the control channel's event loop has ended");
    private final Thread hook = new Thread(() -> close().awaitUninterruptibly(), "audit-daemon-exit");

    AuditDaemonClosing(AuditDaemon daemon, AuditDaemonOptions options, Session session, DataChannel data) {
        this.daemon = daemon;
        this.options = options;
        this.session = session;
        dataLoop = data.channel().eventLoop();
        controlLoop = session.client().channel().eventLoop();
        closed = new AuditDaemonPromise<>(List.of(dataLoop, controlLoop));
        closed.setUncancellable();
    }

    /** From now on the end of a channel, a loop or the JVM closes the daemon. */
    void arm() {
        if (options.shutdownHook) {
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                begin(new IllegalStateException("the JVM is shutting down"));
            }
        }
        addTo(daemon.dataChannel().closeFuture(), because("the data channel was closed"));
        addTo(session.client().channel().closeFuture(), because("the control channel was closed"));
        addTo(dataLoop.terminationFuture(), dataLoopEnded);
        addTo(controlLoop.terminationFuture(), controlLoopEnded);
    }

    private GenericFutureListener<Future<Object>> because(String reason) {
        return ended -> begin(new IllegalStateException(reason));
    }

    @SuppressWarnings("unchecked") // a listener that does not look at the value
    private static void addTo(Future<?> future, GenericFutureListener<Future<Object>> listener) {
        ((Future<Object>) future).addListener(listener);
    }

    @SuppressWarnings("unchecked")
    private static void removeFrom(Future<?> future, GenericFutureListener<Future<Object>> listener) {
        ((Future<Object>) future).removeListener(listener);
    }

    Future<AuditCloseReport> close() {
        begin(null);
        return closed;
    }

    Future<AuditCloseReport> handOver() {
        begin(null, true);
        return closed;
    }

    Future<AuditCloseReport> closed() {
        return closed;
    }

    private void begin(@Nullable Throwable cause) {
        begin(cause, false);
    }

    private void begin(@Nullable Throwable cause, boolean handsOver) {
        if (begun.compareAndSet(false, true)) {
            // no daemon thread: the JVM must not end in the middle of this
            Thread thread = new Thread(() -> finish(cause, handsOver), "audit-daemon-close");
            thread.setDaemon(false);
            try {
                thread.start();
            } catch (OutOfMemoryError e) { // no thread: the end of the next loop, or of the JVM, tries again
                begun.set(false);
                throw e;
            }
        }
    }

    private void finish(@Nullable Throwable cause, boolean handsOver) {
        Undone[] result = new Undone[1];
        Thread worker = new Thread(() -> {
            try {
                daemon.stopWatching();
                KernelUndo undo = new KernelUndo(session, System.nanoTime() + options.closeTimeout.toNanos());
                result[0] = handsOver ? undo.handOver() : undo.run();
            } catch (Throwable e) {
                LOGGER.warn("unexpected while closing", e);
                result[0] = Undone.failed("unexpected while closing: " + e);
            }
        }, "audit-daemon-undo");
        worker.setDaemon(true);
        Undone undone = null;
        try {
            worker.start();
            worker.join(options.closeTimeout.plus(AuditDaemonOptionsBuilder.LONGEST_RESCUE).toMillis());
            undone = worker.isAlive() ? null : result[0];
        } catch (InterruptedException | OutOfMemoryError e) {
            LOGGER.warn("the close was not completed", e);
        }
        if (undone == null) {
            undone = Undone.failed("the close was not completed in time: the kernel may not be as it was found");
        }
        try {
            undone.problems().forEach(options.notices);
            removeHook();
            removeFrom(dataLoop.terminationFuture(), dataLoopEnded); // the group may outlive many daemons
            removeFrom(controlLoop.terminationFuture(), controlLoopEnded);
        } finally { // whatever fails here, the close has ended
            closed.trySuccess(new AuditCloseReport(undone.restored(), undone.left(), undone.problems(), cause));
        }
    }

    private void removeHook() {
        if (options.shutdownHook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the JVM is shutting down, and the hook waits for this
            }
        }
    }
}
