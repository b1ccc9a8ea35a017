package io.github.nettyaudit.codec;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageEncoder;
import io.github.nettyaudit.codec.message.AuditStatusCodec;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Puts the handlers of the audit protocol into a channel's pipeline, in their order:
 * <pre>
 * {@value #FRAME_DECODER}, {@value #FRAME_ENCODER}      datagrams ↔ netlink messages
 * {@value #STATUS_CODEC}                          AUDIT_GET replies, AUDIT_SET ↔ AuditStatus
 * {@value #MESSAGE_DECODER}, {@value #MESSAGE_ENCODER}  netlink messages ↔ typed audit messages
 * {@value #REQUEST_HANDLER}                       takes what answers a request, see AuditClient
 * {@value #DAEMON_HANDLER}                        only with {@link #daemon}: registers the channel with the kernel
 * your handlers                        get AuditRecordMessages and whatever else comes
 * </pre>
 * With the channel of netty-audit-transport, a daemon that keeps requests off the loop that drains:
 * <pre>{@code
 * EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
 * Bootstrap bootstrap = new Bootstrap().group(loops).channel(AuditNetlinkChannel.class);
 * Channel control = bootstrap.clone().handler(AuditPipeline.requests().lossEvent(NetlinkOverrun.class))
 *         .bind(NetlinkAddress.AUTO).sync().channel();
 * AuditClient client = new AuditClient(control);
 * client.setEnabled(AuditEnabled.ON).sync();
 * Channel data = bootstrap.clone().option(AuditNetlinkChannelOption.SEND_EXECUTOR, control.eventLoop())
 *         .handler(AuditPipeline.daemon(client, new YourHandler())).bind(NetlinkAddress.AUTO).sync().channel();
 * data.pipeline().get(AuditDaemonHandler.class).registered().sync();
 * }</pre>
 * {@link #requests} makes the pipeline of a control channel, {@link #daemon} or {@link #records} that of a data
 * channel. To do more, extend the class and override {@link #initChannel}.
 *
 * <p>May serve any number of channels if your handlers are {@code @Sharable}, otherwise one.
 */
@Sharable
public class AuditPipeline extends ChannelInitializer<Channel> {
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

    private final @Nullable AuditClient control;
    private final ChannelHandler[] handlers;
    private int maxInFlight = AuditRequestHandler.DEFAULT_MAX_IN_FLIGHT;
    private @Nullable Class<?> lossEvent;

    /** @param handlers yours, behind those of the protocol */
    protected AuditPipeline(ChannelHandler... handlers) {
        this(null, handlers);
    }

    private AuditPipeline(@Nullable AuditClient control, ChannelHandler... handlers) {
        this.control = control;
        this.handlers = handlers.clone();
    }

    /** The pipeline of a channel that only receives: a member of the multicast group, or a replay. */
    public static AuditPipeline records(ChannelHandler... handlers) {
        return new AuditPipeline(handlers);
    }

    /** The pipeline of a control channel, for an {@link AuditClient}. Give it a loop of its own. */
    public static AuditPipeline requests(ChannelHandler... handlers) {
        return new AuditPipeline(handlers);
    }

    /**
     * The pipeline of a data channel that becomes the registered audit daemon when it is active, and stops being it
     * before it closes.
     *
     * @param control a client on a control channel, which must be closed after the data channel
     */
    public static AuditPipeline daemon(AuditClient control, ChannelHandler... handlers) {
        return new AuditPipeline(requireNonNull(control, "control"), handlers);
    }

    /** How many requests may be in flight on one channel, see {@link AuditRequestHandler}. Before it is used. */
    public AuditPipeline maxInFlight(int requests) {
        maxInFlight = requests;
        return this;
    }

    /**
     * The class of the user event by which the transport reports lost datagrams ({@code NetlinkOverrun} of
     * netty-audit-transport), so that a listing which was under way starts again. Before it is used.
     */
    public AuditPipeline lossEvent(Class<?> event) {
        lossEvent = event;
        return this;
    }

    @Override
    protected void initChannel(Channel channel) throws Exception {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(FRAME_DECODER, new NetlinkFrameDecoder());
        pipeline.addLast(FRAME_ENCODER, new NetlinkFrameEncoder());
        pipeline.addLast(STATUS_CODEC, new AuditStatusCodec());
        pipeline.addLast(MESSAGE_DECODER, new AuditMessageDecoder());
        pipeline.addLast(MESSAGE_ENCODER, new AuditMessageEncoder());
        pipeline.addLast(REQUEST_HANDLER, new AuditRequestHandler(maxInFlight, lossEvent));
        if (control != null) {
            pipeline.addLast(DAEMON_HANDLER, new AuditDaemonHandler(control));
        }
        pipeline.addLast(handlers);
    }
}
