package io.github.nettyaudit.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * A channel's registration with an event loop, and what epoll is to report. Confined to the event loop.
 *
 * <p>Registering is not arming: the descriptor enters epoll at the first {@link #read}. Epoll always reports errors, so
 * EPOLLERR is the quiet state; taking the descriptor out of epoll and in again does not work with Netty's registration.
 */
final class EpollInterest {
    private @Nullable IoRegistration registration;
    private @Nullable EpollIoOps ops;
    private boolean eventsPossible;

    static boolean isCompatible(EventLoop loop, Class<? extends IoHandle> handleType) {
        return loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(handleType);
    }

    /** Refuses a loop that cannot take the handle, in words that say which one can. */
    static void checkLoop(EventLoop loop, Class<? extends IoHandle> handleType) {
        if (!isCompatible(loop, handleType)) {
            throw new IllegalStateException("incompatible event loop type: " + loop.getClass().getName()
                    + " does not run on epoll; AuditNetlinkChannel needs a loop of "
                    + "new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()), and NIO, io_uring or local loops "
                    + "do not suit it");
        }
    }

    void registered(IoRegistration registration) {
        this.registration = registration;
        ops = null;
        eventsPossible = true;
    }

    /** Has epoll report datagrams, or errors alone. */
    void read(boolean wanted) {
        IoRegistration registration = this.registration;
        EpollIoOps wantedOps = wanted ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLERR;
        if (registration != null && ops != wantedOps) {
            ops = wantedOps;
            registration.submit(wantedOps);
        }
    }

    /** Whether datagrams are to be reported; an event that is older than the last change may say so all the same. */
    boolean isRead() {
        return ops == EpollIoOps.EPOLLIN;
    }

    void cancel() {
        IoRegistration registered = registration;
        if (registered != null) {
            registration = null;
            ops = null;
            registered.cancel();
        }
    }

    /** The event loop has ended: it reports nothing any more, and there is nothing to cancel. */
    void loopEnded() {
        registration = null;
        ops = null;
        eventsPossible = false;
    }

    /** The event loop has let go of the descriptor. */
    void unregistered() {
        eventsPossible = false;
    }

    /** Whether events may still arrive, also after {@link #cancel()}. */
    boolean eventsPossible() {
        return eventsPossible;
    }
}
