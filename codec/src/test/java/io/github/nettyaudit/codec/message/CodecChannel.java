package io.github.nettyaudit.codec.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.netlink.Datagrams;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** All handlers of the codec in their order, around an {@link EmbeddedChannel}. */
final class CodecChannel {
    private final EmbeddedChannel channel = new EmbeddedChannel(new NetlinkFrameDecoder(), new NetlinkFrameEncoder(),
            new AuditStatusCodec(), new AuditMessageDecoder(), new AuditMessageEncoder());

    /**
     * A channel whose buffers the leak detector does not follow, for tests of many thousands of messages: paranoid
     * tracking would make them take minutes. Such tests check reference counts themselves.
     */
    static CodecChannel untracked() {
        CodecChannel codec = new CodecChannel();
        codec.channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
        return codec;
    }

    /** Every message of a datagram, in order; the caller releases them. */
    List<AuditMessage> decode(ByteBuf datagram) {
        channel.writeInbound(datagram);
        List<AuditMessage> messages = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            messages.add((AuditMessage) message);
        }
        return messages;
    }

    /** The only message of a datagram from the pool; the caller releases it. */
    <M extends AuditMessage> M decode(Class<M> type, byte... datagram) {
        List<AuditMessage> messages = decode(Datagrams.datagram(datagram));
        assertThat(messages).singleElement().isExactlyInstanceOf(type);
        return type.cast(messages.get(0));
    }

    /** The only message of a datagram that needs no release, which is checked. */
    <M extends AuditMessage> M decodeValue(Class<M> type, byte... datagram) {
        ByteBuf buffer = Datagrams.datagram(datagram);
        List<AuditMessage> messages = decode(buffer);
        assertThat(messages).singleElement().isExactlyInstanceOf(type);
        assertThat(buffer.refCnt()).isZero();
        return type.cast(messages.get(0));
    }

    /** The bytes on the wire, padding included; takes over the message. */
    byte[] encode(AuditMessage message) {
        int references = references(message);
        channel.writeOutbound(message);
        ByteBuf datagram = channel.readOutbound();
        byte[] bytes = Datagrams.bytes(datagram);
        assertThat(datagram.release()).isTrue();
        assertThat(references(message)).isEqualTo(Math.max(0, references - 1));
        assertThat(channel.<Object>readOutbound()).isNull();
        return bytes;
    }

    /** The bytes of all messages, one behind the other. */
    byte[] encode(List<AuditMessage> messages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        messages.forEach(message -> bytes.writeBytes(encode(message)));
        return bytes.toByteArray();
    }

    /** Writes a message and reads it back; both are the caller's. */
    AuditMessage encodeAndDecode(AuditMessage message) {
        ReferenceCountUtil.retain(message);
        int references = references(message);
        channel.writeOutbound(message);
        assertThat(references(message)).isEqualTo(Math.max(0, references - 1));
        List<AuditMessage> messages = decode((ByteBuf) channel.readOutbound());
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    /** References to the message's buffer; 0 where there is none, or only the empty one that is never released. */
    private static int references(AuditMessage message) {
        return message instanceof ByteBufHolder holder && holder.content() != Unpooled.EMPTY_BUFFER
                ? holder.refCnt() : 0;
    }

    /** To be called at the end: nothing is left in the channel. */
    void finish() {
        assertThat(channel.finish()).isFalse();
    }
}
