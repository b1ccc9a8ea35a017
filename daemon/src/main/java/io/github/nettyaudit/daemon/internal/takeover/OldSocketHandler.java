package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.daemon.source.TransportLosses;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Passes on what an old socket receives, into the pipeline of the new one, on the event loop of both. */
final class OldSocketHandler extends ChannelInboundHandlerAdapter {
    private final SwitchHandler target;

    OldSocketHandler(SwitchHandler target) {
        this.target = target;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf datagram) {
            AuditRecordMessage record = Datagrams.record(datagram);
            if (record != null) {
                target.old(record);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        target.oldRead();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        NetlinkLoss loss = TransportLosses.translate(event);
        if (loss != null) {
            target.oldLost(loss);
        }
    }
}
