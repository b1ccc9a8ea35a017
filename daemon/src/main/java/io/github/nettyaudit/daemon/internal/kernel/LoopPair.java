package io.github.nettyaudit.daemon.internal.kernel;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Two different event loops of one group. A group hands out its loops in turn, to all who ask, so two channels that are
 * bound one after the other may share a loop; a request that sleeps inside the kernel would then stop the reading.
 *
 * @param data    reads records and sends nothing
 * @param control sends requests
 */
public record LoopPair(EventLoop data, EventLoop control) {
    private static final String REASON = "AuditDaemon needs two, because a request can put the thread of its loop to"
            + " sleep inside the kernel, and records must be read meanwhile: use new MultiThreadIoEventLoopGroup(2,"
            + " EpollIoHandler.newFactory())";

    /**
     * Chooses the next loop of the group, and another one.
     *
     * @throws IllegalArgumentException if the group does not have two running loops on epoll
     */
    public static LoopPair choose(EventLoopGroup group) {
        if (group.isShuttingDown()) {
            throw new IllegalArgumentException("the event loop group is shut down or is shutting down");
        }
        int all = 0;
        List<EventLoop> usable = new ArrayList<>();
        for (EventExecutor executor : group) {
            all++;
            if (executor instanceof IoEventLoop loop && loop.isIoType(EpollIoHandler.class)
                    && !loop.isShuttingDown()) {
                usable.add(loop);
            }
        }
        if (usable.size() < 2) {
            throw new IllegalArgumentException("the event loop group has " + count(all) + ", of which " + usable.size()
                    + (usable.size() == 1 ? " runs" : " run") + " on epoll; " + REASON);
        }
        EventLoop data = next(group, usable);
        EventLoop control = next(group, usable);
        if (control == data) { // others take loops from the same group
            control = usable.get((usable.indexOf(data) + 1) % usable.size());
        }
        return new LoopPair(data, control);
    }

    private static EventLoop next(EventLoopGroup group, List<EventLoop> usable) {
        EventLoop next = group.next();
        return usable.contains(next) ? next : usable.get(0);
    }

    private static String count(int loops) {
        return loops == 1 ? "1 event loop" : loops + " event loops";
    }
}
