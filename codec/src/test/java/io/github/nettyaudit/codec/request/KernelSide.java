package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageEncoder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusCodec;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Both ends of a channel for tests: the channel under test, with the whole pipeline down to datagrams and its time
 * standing still, and the kernel that the test plays.
 */
final class KernelSide {
    final EmbeddedChannel channel;
    final List<Object> events = new ArrayList<>();
    private boolean held;
    /** Translates between the channel's datagrams and the messages that the test reads and answers. */
    private final EmbeddedChannel codec = new EmbeddedChannel(codecHandlers());

    /** @param handlers what comes after the codec */
    KernelSide(ChannelHandler... handlers) {
        this(new EmbeddedChannel(), handlers);
    }

    /** @param channel a channel without handlers */
    KernelSide(EmbeddedChannel channel, ChannelHandler... handlers) {
        this.channel = channel;
        channel.freezeTime();
        channel.pipeline().addLast(codecHandlers());
        channel.pipeline().addLast(handlers);
        channel.pipeline().addLast(new ChannelDuplexHandler() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                events.add(event);
                context.fireUserEventTriggered(event);
            }
        });
    }

    private static ChannelHandler[] codecHandlers() {
        return new ChannelHandler[] {new NetlinkFrameDecoder(), new NetlinkFrameEncoder(), new AuditStatusCodec(),
                new AuditMessageDecoder(), new AuditMessageEncoder()};
    }

    AuditClient client() {
        return new AuditClient(channel);
    }

    /** The next request that was sent, or {@code null}. Buffers in it are on the heap and need no release. */
    AuditMessage nextRequest() {
        ByteBuf datagram = channel.readOutbound();
        if (datagram == null) {
            return null;
        }
        codec.writeInbound(datagram);
        AuditMessage request = codec.readInbound();
        if (request instanceof AuditRuleMessage rule) {
            AuditMessage copy = rule.replace(Unpooled.copiedBuffer(rule.content()));
            rule.release();
            return copy;
        }
        return request;
    }

    /** All requests that were sent and not read yet. */
    List<AuditMessage> requests() {
        List<AuditMessage> requests = new ArrayList<>();
        for (AuditMessage request = nextRequest(); request != null; request = nextRequest()) {
            requests.add(request);
        }
        return requests;
    }

    /** Sends each message as a datagram of its own, in a read loop of its own or, after {@link #hold}, in one. */
    void send(AuditMessage... messages) {
        for (AuditMessage message : messages) {
            codec.writeOutbound(message);
            if (held) {
                channel.pipeline().fireChannelRead(codec.<ByteBuf>readOutbound());
            } else {
                channel.writeInbound(codec.<ByteBuf>readOutbound());
            }
        }
    }

    /** All that is sent from now on arrives in one read loop. */
    void hold() {
        held = true;
    }

    /** The read loop that began with {@link #hold} is over. */
    void endReadLoop() {
        held = false;
        channel.pipeline().fireChannelReadComplete();
    }

    /** Lets time pass and runs what is due. */
    void pass(long milliseconds) {
        channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }

    /** Closes everything; whatever has not been read is released and listed. */
    List<Object> finish() {
        List<Object> left = new ArrayList<>();
        channel.finish();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            left.add(message);
        }
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            left.add(message);
        }
        left.forEach(ReferenceCountUtil::release);
        codec.finishAndReleaseAll();
        return left;
    }

    static AuditAcknowledgement acknowledge(AuditMessage request) {
        return answer(request, 0);
    }

    static AuditAcknowledgement refuse(AuditMessage request, int errno) {
        return answer(request, -errno);
    }

    /** @param error as on the wire: 0, an errno negated, or an old value */
    static AuditAcknowledgement answer(AuditMessage request, int error) {
        return AuditAcknowledgement.of(request.header(), 4711, error);
    }

    static AuditStatusMessage status(AuditMessage request, AuditStatus status) {
        return new AuditStatusMessage(header(AuditMessageType.GET, 0, request.sequence()), status);
    }

    static AuditStatusMessage status(AuditMessage request, int pid) {
        return status(request, AuditStatus.builder().pid(pid).mask(0).build());
    }

    static AuditRuleMessage part(AuditMessage request, byte[] rule) {
        return AuditRuleMessage.part(request.sequence(), Unpooled.wrappedBuffer(rule));
    }

    static AuditDoneMessage done(AuditMessage request) {
        return new AuditDoneMessage(header(NetlinkControlType.DONE, NetlinkFlags.MULTI, request.sequence()));
    }

    static AuditRecordMessage record(int serial) {
        return new AuditRecordMessage(new NetlinkMessage(AuditMessageType.SYSCALL, 0, 0, 0, Unpooled.copiedBuffer(
                "audit(1.000:" + serial + "): arch=c000003e syscall=110", StandardCharsets.US_ASCII)));
    }

    static NetlinkHeader header(int type, int flags, int sequence) {
        return new NetlinkHeader(16, type, flags, sequence, 0);
    }

    /** Stands nearest to the socket and keeps what is written until the test says how the write ended. */
    static final class HeldWrites extends ChannelDuplexHandler {
        private final List<Runnable> sends = new ArrayList<>();
        private final List<Runnable> failures = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            sends.add(() -> context.writeAndFlush(message, promise));
            failures.add(() -> {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("no route"));
            });
        }

        void send() {
            failures.clear();
            sends.forEach(Runnable::run);
            sends.clear();
        }

        void fail() {
            sends.clear();
            failures.forEach(Runnable::run);
            failures.clear();
        }
    }
}
