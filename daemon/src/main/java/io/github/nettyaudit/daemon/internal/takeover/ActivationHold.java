package io.github.nettyaudit.daemon.internal.takeover;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before the handler that registers the channel, and holds back that the channel is active, so that nothing is
 * registered until {@link #release}. Confined to the event loop.
 */
final class ActivationHold extends ChannelInboundHandlerAdapter {
    private boolean active;
    private boolean released;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        active = true;
        pass(context);
    }

    void release(ChannelHandlerContext context) {
        released = true;
        pass(context);
    }

    private void pass(ChannelHandlerContext context) {
        if (active && released) {
            context.fireChannelActive();
            context.pipeline().remove(this);
        }
    }
}
