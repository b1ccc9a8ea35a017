package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to ask of the kernel and which answer ends it. Immutable and free of buffers, so it may be sent any number of
 * times, from any thread, by {@link AuditClient#send}.
 *
 * <p>The message is made at the moment of sending, by a function that is handed the header with the sequence and the
 * flags that the {@link AuditRequestHandler} has chosen, on the channel's event loop. Converters of answers run there
 * too; the answer that they are given is released when they return, so they copy what they keep of a buffer.
 *
 * @param <T> what the request's future holds in the end
 */
public final class AuditRequest<T> {
    private static final int NO_TYPE = -1;

    private final ReplyMatcher answerRule;
    private final String operation;
    private final Function<NetlinkHeader, ? extends AuditMessage> message;
    private final Function<? super AuditMessage, ?> value;
    private final @Nullable Duration timeout;

    private AuditRequest(ReplyMatcher answerRule, String operation,
                         Function<NetlinkHeader, ? extends AuditMessage> message,
                         Function<? super AuditMessage, ?> value, @Nullable Duration timeout) {
        this.answerRule = answerRule;
        this.operation = requireNonNull(operation, "operation");
        this.message = requireNonNull(message, "message");
        this.value = requireNonNull(value, "value");
        this.timeout = timeout;
    }

    /** Which answer ends a request. An error from the kernel ends every kind. */
    enum ReplyMode {
        /** None: the request ends when it has been sent. */
        NOTHING,
        /** The acknowledgement. */
        ACKNOWLEDGEMENT,
        /** One message of the reply type; the acknowledgement may come before or after it. */
        REPLY,
        /** Messages of the reply type until {@code NLMSG_DONE}. */
        LIST
    }

    /**
     * A request that ends with its acknowledgement.
     *
     * @param type    the message type, see {@link AuditMessageType}
     * @param message makes the message to send from its header
     */
    public static AuditRequest<AuditAcknowledgement> acknowledged(
            int type, Function<NetlinkHeader, ? extends AuditMessage> message) {
        return acknowledged(type, message, Function.identity());
    }

    /**
     * A request that ends with its acknowledgement.
     *
     * @param message what to send, a value that holds no buffer; its sequence and flags do not count
     */
    public static AuditRequest<AuditAcknowledgement> acknowledged(AuditMessage message) {
        if (message instanceof ReferenceCounted) {
            throw new IllegalArgumentException("message: " + message + " (expected: one without a buffer;"
                    + " make one with a buffer in a function of the header)");
        }
        return acknowledged(message.type(), message::withHeader);
    }

    /**
     * A request that ends with its acknowledgement, from which {@code value} takes the result.
     *
     * @param type    the message type, see {@link AuditMessageType}
     * @param message makes the message to send from its header
     */
    public static <T> AuditRequest<T> acknowledged(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                                   Function<? super AuditAcknowledgement, ? extends T> value) {
        requireNonNull(value, "value");
        return new AuditRequest<>(new ReplyMatcher(type, ReplyMode.ACKNOWLEDGEMENT, NO_TYPE), AuditMessageType.name(type),
                message, answer -> value.apply((AuditAcknowledgement) answer), null);
    }

    /**
     * A request that ends with one message of {@code replyType}.
     *
     * @param type      the message type, see {@link AuditMessageType}
     * @param message   makes the message to send from its header
     * @param replyType the type of the message that answers it, often the same
     * @param value     takes the result from the reply
     */
    public static <T> AuditRequest<T> replied(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                              int replyType, Function<? super AuditMessage, ? extends T> value) {
        return new AuditRequest<>(new ReplyMatcher(type, ReplyMode.REPLY, replyType), AuditMessageType.name(type), message,
                value, null);
    }

    /**
     * A request that is answered by any number of messages of {@code replyType} and then {@code NLMSG_DONE}.
     *
     * @param type      the message type, see {@link AuditMessageType}
     * @param message   makes the message to send from its header; called again when the listing is started again
     * @param replyType the type of the messages that answer it
     * @param value     takes one element of the resulting list from one message
     */
    public static <T> AuditRequest<List<T>> listed(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                                   int replyType, Function<? super AuditMessage, ? extends T> value) {
        return new AuditRequest<>(new ReplyMatcher(type, ReplyMode.LIST, replyType), AuditMessageType.name(type), message,
                value, null);
    }

    /**
     * A request of any type and payload, user messages for example, that ends with its acknowledgement.
     *
     * @param payload what follows the header; not copied, so not to be changed afterwards
     */
    public static AuditRequest<AuditAcknowledgement> raw(int type, byte[] payload) {
        requireNonNull(payload, "payload");
        return acknowledged(type, header ->
                new AuditRecordMessage(new NetlinkMessage(header.type(), header.flags(), header.sequence(),
                        header.portId(), Unpooled.wrappedBuffer(payload))));
    }

    /** The same request under a name for people, such as {@code set backlog_limit}, that error messages quote. */
    public AuditRequest<T> named(String operation) {
        return new AuditRequest<>(answerRule, operation, message, value, timeout);
    }

    /**
     * The same request with a timeout of its own instead of the client's. It runs from the moment at which the request
     * has been handed to the kernel, in a listing anew from each part.
     */
    public AuditRequest<T> withTimeout(Duration timeout) {
        return new AuditRequest<>(answerRule, operation, message, value, positive(timeout));
    }

    /**
     * The same request without {@code NLM_F_ACK}: it ends, with {@code null}, once it has been sent. An error that the
     * kernel sends all the same becomes a user event, {@link AuditLateReply}. A request that is answered by more than
     * its acknowledgement is returned as it is.
     */
    public AuditRequest<T> withoutAck() {
        return awaited() != ReplyMode.ACKNOWLEDGEMENT ? this : new AuditRequest<>(
                new ReplyMatcher(type(), ReplyMode.NOTHING, NO_TYPE), operation, message, value, timeout);
    }

    /** The message type, 0 to 65,535. */
    public int type() {
        return answerRule.requestType();
    }

    /** The name for people; that of the type unless {@link #named} gave another. */
    public String operation() {
        return operation;
    }

    /** The timeout of this request alone; {@code null}: the client's. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    ReplyMode awaited() {
        return answerRule.awaited();
    }

    ReplyMatcher answerRule() {
        return answerRule;
    }

    AuditMessage message(int sequence) {
        int flags = awaited() == ReplyMode.NOTHING ? NetlinkFlags.REQUEST : NetlinkFlags.REQUEST | NetlinkFlags.ACK;
        return message.apply(new NetlinkHeader(0, type(), flags, sequence, 0));
    }

    @Nullable Object value(AuditMessage answer) {
        return value.apply(answer);
    }

    static Duration positive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        return timeout;
    }

    @Override
    public String toString() {
        return "AuditRequest(" + operation + ", type: " + type() + ", awaits: " + awaited() + ')';
    }
}
