package io.github.nettyaudit.server.source;

import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A scripted kernel in this process that sends the records of {@link DemoStory} over and over, with fresh serials and
 * times, over a netlink socket. Not thread-safe.
 */
final class DemoKernel implements AutoCloseable {
    private final ScriptedKernel kernel = ScriptedKernel.start();
    private @Nullable Future<Long> flood;

    /** The address that a daemon connects to. */
    AuditEndpoint endpoint() {
        return new AuditEndpoint(NetlinkProtocol.USERSOCK, kernel.address());
    }

    /**
     * Starts to send records to the daemon.
     *
     * @param rate        records per second
     * @param count       the number of records to send; 0 = without end
     * @param whenAllSent run when so many records have been sent
     */
    void start(int rate, long count, Runnable whenAllSent) {
        flood = kernel.flood().from(DemoStory.records()).perSecond(rate)
                .records(count == 0 ? Long.MAX_VALUE : count).start();
        flood.addListener(sent -> {
            if (sent.isSuccess()) {
                whenAllSent.run();
            }
        });
    }

    /** Stops sending. */
    void stop() {
        if (flood != null) {
            flood.cancel(false);
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
