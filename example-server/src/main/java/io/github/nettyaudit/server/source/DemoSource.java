package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.DemoOptions;
import io.github.nettyaudit.server.option.KernelOptions;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.server.tap.TapFile;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Records that a real kernel once sent, with fresh serials and times, from a {@link ScriptedKernel} in this process.
 * They take the way that records of the live kernel take, over a netlink socket.
 */
final class DemoSource implements RecordSource {
    private final ScriptedKernel kernel;
    private final UnicastSource unicast;
    private final Future<Long> flood;

    private DemoSource(ScriptedKernel kernel, UnicastSource unicast, Future<Long> flood) {
        this.kernel = kernel;
        this.unicast = unicast;
        this.flood = flood;
    }

    /** @param whenAllSent run when {@link DemoOptions#count()} records are sent, if that is not 0 */
    static DemoSource open(DemoOptions demo, KernelOptions options, StreamHandler handler, StreamCounters counters,
                           @Nullable TapFile tap, OperatorLog notices, Runnable whenAllSent)
            throws ServerException, InterruptedException {
        ScriptedKernel kernel = ScriptedKernel.start();
        KernelEndpoint endpoint = new KernelEndpoint(NetlinkProtocol.USERSOCK, kernel.address(),
                KernelEndpoint.LIVE.pid());
        KernelChannels channels = new KernelChannels(endpoint, tap);
        try {
            AuditClient control = channels.openControl();
            UnicastSource unicast = UnicastSource.open("demo", endpoint, channels, control,
                    KernelReplies.await(control.status()), options, handler, counters, notices);
            Future<Long> flood = kernel.flood().perSecond(demo.rate())
                    .records(demo.count() == 0 ? Long.MAX_VALUE : demo.count()).start();
            flood.addListener(sent -> {
                if (sent.isSuccess()) {
                    whenAllSent.run();
                }
            });
            return new DemoSource(kernel, unicast, flood);
        } catch (ServerException | RuntimeException e) {
            channels.close();
            kernel.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return unicast.name();
    }

    @Override
    public EventLoop loop() {
        return unicast.loop();
    }

    @Override
    public AuditNetlinkCounters counters() {
        return unicast.counters();
    }

    @Override
    public AuditClient control() {
        return unicast.control();
    }

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public boolean stop(Duration patience) throws InterruptedException {
        flood.cancel(false);
        return unicast.stop(patience);
    }

    @Override
    public void close() throws InterruptedException {
        unicast.close();
        kernel.close();
    }
}
