package io.github.nettyaudit.codec;

import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageEncoder;
import io.github.nettyaudit.codec.message.AuditStatusCodec;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.github.nettyaudit.codec.netlink.NetlinkLossTranslator;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;

/**
 * Adds the handlers of the audit protocol to a channel's pipeline, in this order:
 * <pre>
 * {@value #LOSS_TRANSLATOR}                only with a loss translator, see {@link AuditPipelineBuilder#lossTranslator}
 * {@value #FRAME_DECODER}, {@value #FRAME_ENCODER}      datagrams ↔ netlink messages
 * {@value #STATUS_CODEC}                          AUDIT_GET replies, AUDIT_SET ↔ AuditStatus
 * {@value #MESSAGE_DECODER}, {@value #MESSAGE_ENCODER}  netlink messages ↔ typed audit messages
 * {@value #REQUEST_HANDLER}                       matches replies with requests, see AuditClient
 * {@value #DAEMON_HANDLER}                        only for a daemon: registers the channel with the kernel
 * your handlers                             receive AuditRecordMessages and all other messages and user events
 * </pre>
 * {@link #requests} creates the pipeline of a control channel; {@link #daemon} and {@link #records} create that of a
 * data channel. {@link #builder()} creates a pipeline with other settings.
 *
 * <p>The control channel and the data channel belong on different event loops, because a request can put its thread to
 * sleep inside the kernel. With the channel of netty-audit-transport:
 * <pre>{@code
 * EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
 * Bootstrap bootstrap = new Bootstrap().group(loops).channel(AuditNetlinkChannel.class);
 * Channel control = bootstrap.clone().handler(AuditPipeline.requests()).bind(NetlinkAddress.AUTO).sync().channel();
 * AuditClient client = new AuditClient(control);
 * AuditDaemonHandlerBuilder daemon = AuditDaemonHandler.builder(client).enableWhileRegistered();
 * Channel data = bootstrap.clone().option(AuditNetlinkChannelOption.SEND_EXECUTOR, control.eventLoop())
 *         .handler(AuditPipeline.builder().daemon(daemon).handlers(new YourHandler()).build())
 *         .bind(NetlinkAddress.AUTO).sync().channel();
 * data.pipeline().get(AuditDaemonHandler.class).registered().sync();
 * // ...
 * data.close().sync();      // ends the registration and restores the enabled flag
 * control.close().sync();   // after the data channel
 * loops.shutdownGracefully();
 * }</pre>
 *
 * <p>Immutable. It is {@linkplain #isSharable() sharable}, so that one instance initialises any number of channels, if
 * all of your handlers are; otherwise it initialises one channel, and adding it to a second one fails.
 */
public final class AuditPipeline extends ChannelInitializer<Channel> {
    /** Name of the {@link NetlinkLossTranslator}. */
    public static final String LOSS_TRANSLATOR = "netlinkLossTranslator";
    /** Name of the {@link NetlinkFrameDecoder}. */
    public static final String FRAME_DECODER = "netlinkFrameDecoder";
    /** Name of the {@link NetlinkFrameEncoder}. */
    public static final String FRAME_ENCODER = "netlinkFrameEncoder";
    /** Name of the {@link AuditStatusCodec}. */
    public static final String STATUS_CODEC = "auditStatusCodec";
    /** Name of the {@link AuditMessageDecoder}. */
    public static final String MESSAGE_DECODER = "auditMessageDecoder";
    /** Name of the {@link AuditMessageEncoder}. */
    public static final String MESSAGE_ENCODER = "auditMessageEncoder";
    /** Name of the {@link AuditRequestHandler}. */
    public static final String REQUEST_HANDLER = "auditRequestHandler";
    /** Name of the {@link AuditDaemonHandler}. */
    public static final String DAEMON_HANDLER = "auditDaemonHandler";

    private final AuditPipelineBuilder settings;
    private final ChannelHandler[] handlers;

    AuditPipeline(AuditPipelineBuilder settings) {
        this.settings = settings;
        this.handlers = settings.handlers.toArray(new ChannelHandler[0]);
    }

    /**
     * Returns a builder for a pipeline with other settings than the defaults.
     *
     * @return a builder whose pipeline has no daemon handler, no loss translator and no handlers of yours
     */
    public static AuditPipelineBuilder builder() {
        return new AuditPipelineBuilder();
    }

    /**
     * Returns the pipeline of a channel that only receives: a member of the multicast group, or a replay.
     *
     * @param handlers your handlers, in the order of the pipeline
     * @return the initializer
     */
    public static AuditPipeline records(ChannelHandler... handlers) {
        return builder().handlers(handlers).build();
    }

    /**
     * Returns the pipeline of a control channel, for an {@link AuditClient}. The channel belongs on an event loop that
     * does not receive records.
     *
     * @param handlers your handlers, in the order of the pipeline
     * @return the initializer
     */
    public static AuditPipeline requests(ChannelHandler... handlers) {
        return builder().handlers(handlers).build();
    }

    /**
     * Returns the pipeline of a data channel that becomes the registered audit daemon when it is active, and ends the
     * registration before it closes. The handler has default settings; in particular it does not turn auditing on, see
     * {@link io.github.nettyaudit.codec.request.AuditDaemonHandlerBuilder#enableWhileRegistered()}.
     *
     * @param control  a client on a control channel, which is closed after the data channel
     * @param handlers your handlers, in the order of the pipeline
     * @return the initializer
     */
    public static AuditPipeline daemon(AuditClient control, ChannelHandler... handlers) {
        return builder().daemon(AuditDaemonHandler.builder(control)).handlers(handlers).build();
    }

    /** Returns whether one instance may initialise several channels, which is so if all of your handlers may. */
    @Override
    public boolean isSharable() {
        for (ChannelHandler handler : handlers) {
            boolean sharable = handler instanceof ChannelHandlerAdapter adapter ? adapter.isSharable()
                    : handler.getClass().isAnnotationPresent(Sharable.class);
            if (!sharable) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (settings.lossTranslator != null) {
            pipeline.addLast(LOSS_TRANSLATOR, new NetlinkLossTranslator(settings.lossTranslator));
        }
        pipeline.addLast(FRAME_DECODER, new NetlinkFrameDecoder());
        pipeline.addLast(FRAME_ENCODER, new NetlinkFrameEncoder());
        pipeline.addLast(STATUS_CODEC, new AuditStatusCodec());
        pipeline.addLast(MESSAGE_DECODER, new AuditMessageDecoder());
        pipeline.addLast(MESSAGE_ENCODER, new AuditMessageEncoder());
        pipeline.addLast(REQUEST_HANDLER, new AuditRequestHandler(settings.maxInFlight));
        if (settings.daemon != null) {
            pipeline.addLast(DAEMON_HANDLER, settings.daemon.build());
        }
        pipeline.addLast(handlers);
    }
}
