package io.github.nettyaudit.codec.netlink;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a transport's own user events for lost datagrams by {@link NetlinkLoss} events. Events that the function
 * does not recognise are passed on unchanged; if the function throws an exception, so is the event, and the exception
 * is passed to {@code exceptionCaught}. The handler is the first one in the pipeline.
 *
 * <p>Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class NetlinkLossTranslator extends ChannelInboundHandlerAdapter {
    private final Function<Object, @Nullable NetlinkLoss> translation;

    /**
     * Creates a handler.
     *
     * @param translation returns the loss that a user event reports, or {@code null} if the event reports none; called
     *                    on the channel's event loop
     */
    public NetlinkLossTranslator(Function<Object, @Nullable NetlinkLoss> translation) {
        this.translation = requireNonNull(translation, "translation");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        NetlinkLoss loss;
        try {
            loss = translation.apply(event);
        } catch (Throwable e) {
            ctx.fireExceptionCaught(e);
            ctx.fireUserEventTriggered(event);
            return;
        }
        ctx.fireUserEventTriggered(loss == null ? event : loss);
    }
}
