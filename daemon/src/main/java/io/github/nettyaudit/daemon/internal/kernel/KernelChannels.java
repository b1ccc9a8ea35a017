package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.AuditPipelineBuilder;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditDaemonHandlerBuilder;
import io.github.nettyaudit.daemon.internal.takeover.TakeOver;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.ChannelRole;
import io.github.nettyaudit.daemon.source.TransportLosses;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the control channel and the data channel, each on its own event loop. Blocks: not for an event loop. */
public final class KernelChannels {
    /** The kernel's default size; a listing that does not fit starts again, and no privilege is needed. */
    private static final int CONTROL_RECEIVE_BUFFER = 212_992;

    private final AuditEndpoint endpoint;
    private final LoopPair loops;
    private final BiConsumer<Channel, ChannelRole> initializer;
    private final OpenTimeout timeout;

    /**
     * @param initializer   called for each channel before the protocol's handlers are added
     * @param timeout       when to give up
     */
    public KernelChannels(AuditEndpoint endpoint, LoopPair loops, BiConsumer<Channel, ChannelRole> initializer,
                          OpenTimeout timeout) {
        this.endpoint = endpoint;
        this.loops = loops;
        this.initializer = initializer;
        this.timeout = timeout;
    }

    /** Opens the control channel. */
    public AuditClient openControl() throws Exception {
        Bootstrap bootstrap = bootstrap(loops.control(), ChannelRole.CONTROL, AuditPipeline.builder(), pipeline -> { })
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, CONTROL_RECEIVE_BUFFER)
                .option(AuditNetlinkChannelOption.NO_ENOBUFS, false) // an overrun must not go unnoticed until the next
                .option(AuditNetlinkChannelOption.COALESCE_NANOS, 0L);
        return new AuditClient(open(bootstrap, NetlinkAddress.AUTO));
    }

    /**
     * Opens a data channel and makes it the registered daemon.
     *
     * @param takeOver what an earlier process has left, and where the new socket is stored; {@code null} for nothing
     */
    public DataChannel openDaemon(AuditDaemonHandlerBuilder daemon, DataChannelOptions options, @Nullable TakeOver takeOver,
            ChannelHandler... handlers) throws Exception {
        Promise<Void> opened = ImmediateEventExecutor.INSTANCE.newPromise();
        HandlerGate gate = new HandlerGate(true, handlers, opened);
        Channel channel = openData(AuditPipeline.builder().daemon(daemon).handlers(gate), options,
                NetlinkAddress.AUTO, takeOver, takeOver == null ? pipeline -> { }
                        : pipeline -> takeOver.prepare(pipeline, gate, AuditPipeline.DAEMON_HANDLER));
        try {
            if (takeOver != null) {
                takeOver.carryOut((AuditNetlinkChannel) channel, gate::openEarly, opened, waiter());
            }
            timeout.get(channel.pipeline().get(AuditDaemonHandler.class).registered(), "the registration");
            timeout.get(opened, "adding the handlers");
        } catch (Throwable e) {
            channel.close().await(timeout.remainingNanos(), TimeUnit.NANOSECONDS);
            throw e;
        }
        return new DataChannel((AuditNetlinkChannel) channel, gate);
    }

    /** Opens a data channel that is a member of the kernel's multicast group. */
    public DataChannel openMulticast(DataChannelOptions options, @Nullable TakeOver takeOver, ChannelHandler... handlers)
            throws Exception {
        Promise<Void> opened = ImmediateEventExecutor.INSTANCE.newPromise();
        HandlerGate gate = new HandlerGate(false, handlers, opened);
        Channel channel = openData(AuditPipeline.builder().handlers(gate), options,
                NetlinkAddress.multicast(NetlinkAddress.AUDIT_READLOG), takeOver, pipeline -> { });
        try {
            timeout.get(opened, "adding the handlers");
            if (takeOver != null && takeOver.isNeeded()) {
                takeOver.finish(channel, gate, waiter());
            }
        } catch (Throwable e) {
            channel.close().await(timeout.remainingNanos(), TimeUnit.NANOSECONDS);
            throw e;
        }
        return new DataChannel((AuditNetlinkChannel) channel, gate);
    }

    private TakeOver.Waiter waiter() {
        return new TakeOver.Waiter() {
            @Override
            public void await(Future<?> step, String what) throws Exception {
                timeout.get(step, what);
            }

            @Override
            public void restart() {
                timeout.begin();
            }
        };
    }

    private Channel openData(AuditPipelineBuilder pipeline, DataChannelOptions options, NetlinkAddress local,
            @Nullable TakeOver takeOver, Consumer<ChannelPipeline> preparation) throws Exception {
        return open(bootstrap(loops.data(), ChannelRole.DATA, pipeline, preparation)
                .option(AuditNetlinkChannelOption.RECEIVE_FILE, takeOver == null ? null : takeOver.receiveFile())
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, options.receiveBuffer())
                .option(AuditNetlinkChannelOption.COALESCE_NANOS, options.readDelay().toNanos())
                .option(AuditNetlinkChannelOption.COALESCE_RATE, options.readDelayRate())
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, loops.control()), local);
    }

    private Bootstrap bootstrap(EventLoop loop, ChannelRole role, AuditPipelineBuilder builder,
            Consumer<ChannelPipeline> preparation) {
        AuditPipeline pipeline = builder.lossTranslator(TransportLosses::translate).build();
        return new Bootstrap().group(loop)
                .channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, endpoint.protocol())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        initializer.accept(channel, role);
                        channel.pipeline().addLast(pipeline);
                        preparation.accept(channel.pipeline());
                    }
                });
    }

    private Channel open(Bootstrap bootstrap, NetlinkAddress local) throws Exception {
        ChannelFuture opening = endpoint.isLive() ? bootstrap.bind(local) : bootstrap.connect(endpoint.kernel(), local);
        try {
            timeout.get(opening, "opening a channel");
        } catch (Throwable e) {
            opening.channel().close();
            throw e;
        }
        return opening.channel();
    }
}
