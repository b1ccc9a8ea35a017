package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Decodes each {@link NetlinkMessage} into exactly one {@link AuditMessage}. Anything else is passed on unchanged,
 * including messages already decoded by the preceding {@link AuditStatusCodec}.
 *
 * <p>Records and all messages of unknown types become {@link AuditRecordMessage}s; their payload is not examined. If a
 * payload is longer than the struct of its type, the trailing bytes are ignored, because newer kernels extend their
 * structs; if it is too short, the message becomes an {@link InvalidAuditMessage} that holds its bytes. The decoder
 * throws no exception.
 *
 * <p>Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class AuditMessageDecoder extends ChannelInboundHandlerAdapter {
    /** Creates a decoder. */
    public AuditMessageDecoder() {
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof NetlinkMessage message) {
            ctx.fireChannelRead(decode(message));
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    private static AuditMessage decode(NetlinkMessage message) {
        if (message instanceof InvalidNetlinkMessage invalid) {
            return new InvalidAuditMessage(invalid);
        }
        int type = message.type();
        if (type > AuditMessageType.GET_FEATURE && type != AuditMessageType.REPLACE) {
            return new AuditRecordMessage(message);
        }
        try {
            return decodeTyped(type, message);
        } catch (AuditMessageException e) {
            return new InvalidAuditMessage(message, e);
        }
    }

    private static AuditMessage decodeTyped(int type, NetlinkMessage message) {
        if (!message.content().isReadable() && AuditEmptyRequest.needsNoPayload(type)) {
            return released(message, new AuditEmptyRequest(message));
        }
        return switch (type) {
            case AuditMessageType.ADD_RULE, AuditMessageType.DEL_RULE, AuditMessageType.LIST_RULES ->
                    AuditRuleMessage.read(message);
            case AuditMessageType.MAKE_EQUIV -> AuditMakeEquivalentMessage.read(message);
            case AuditMessageType.TTY_GET, AuditMessageType.TTY_SET ->
                    released(message, new AuditTtyMessage(message, AuditTtyStatusDescriptor.read(message.content())));
            case AuditMessageType.GET_FEATURE, AuditMessageType.SET_FEATURE -> released(message,
                    new AuditFeaturesMessage(message, AuditFeaturesDescriptor.read(message.content())));
            case AuditMessageType.SIGNAL_INFO ->
                    released(message, AuditSignalInfoDescriptor.read(message, message.content()));
            case AuditMessageType.REPLACE -> released(message, AuditReplaceDescriptor.read(message, message.content()));
            case NetlinkControlType.ERROR ->
                    released(message, AuditAcknowledgementDescriptor.read(message, message.content()));
            case NetlinkControlType.DONE -> released(message, new AuditDoneMessage(message));
            case NetlinkControlType.OVERRUN -> released(message, new AuditOverrunMessage(message));
            case NetlinkControlType.NOOP -> released(message, new AuditNoopMessage(message));
            default -> new AuditRecordMessage(message);
        };
    }

    /** Returns the value that was read from the message; the value does not refer to the message's buffer. */
    private static AuditMessage released(NetlinkMessage message, AuditMessage value) {
        message.release();
        return value;
    }
}
