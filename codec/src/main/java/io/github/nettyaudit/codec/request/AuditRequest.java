package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.ReplyMatcher.NO_REPLY_TYPE;
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
 * A request to the kernel, and the reply that completes it. Immutable and without buffers, so it may be sent any number
 * of times, from any thread, by {@link AuditClient#send}.
 *
 * <p>The message is created when the request is sent, on the channel's event loop, by a function of the header that the
 * {@link AuditRequestHandler} has chosen (type, flags, sequence). Functions that convert replies run there too; the
 * reply that they receive is released when they return, so they must copy what they keep of a buffer. If a function
 * throws an exception, its request fails.
 *
 * @param <T> the type of the result
 */
public final class AuditRequest<T> {
    private final ReplyMatcher replyMatcher;
    private final String operation;
    private final Function<NetlinkHeader, ? extends AuditMessage> message;
    private final Function<? super AuditMessage, ?> value;
    private final @Nullable Duration timeout;

    private AuditRequest(ReplyMatcher replyMatcher, String operation,
                         Function<NetlinkHeader, ? extends AuditMessage> message,
                         Function<? super AuditMessage, ?> value, @Nullable Duration timeout) {
        this.replyMatcher = replyMatcher;
        this.operation = requireNonNull(operation, "operation");
        this.message = requireNonNull(message, "message");
        this.value = requireNonNull(value, "value");
        this.timeout = timeout;
    }

    private static <T> AuditRequest<T> of(int type, ReplyMode mode, int replyType,
                                          Function<NetlinkHeader, ? extends AuditMessage> message,
                                          Function<? super AuditMessage, ?> value) {
        return new AuditRequest<>(new ReplyMatcher(type, mode, replyType), AuditMessageType.name(type), message, value,
                null);
    }

    /**
     * Returns a request that completes with its acknowledgement.
     *
     * @param type    the message type, see {@link AuditMessageType}
     * @param message creates the message to send from its header
     * @return the request
     */
    public static AuditRequest<AuditAcknowledgement> acknowledged(
            int type, Function<NetlinkHeader, ? extends AuditMessage> message) {
        return acknowledged(type, message, Function.identity());
    }

    /**
     * Returns a request that completes with its acknowledgement.
     *
     * @param message the message to send, a value without a buffer; its sequence and flags are replaced
     * @return the request
     * @throws IllegalArgumentException if the message holds a buffer
     */
    public static AuditRequest<AuditAcknowledgement> acknowledged(AuditMessage message) {
        if (message instanceof ReferenceCounted) {
            throw new IllegalArgumentException("message: " + message + " (expected: a message without a buffer; a"
                    + " message with a buffer has to be created by a function of the header)");
        }
        return acknowledged(message.type(), message::withHeader);
    }

    /**
     * Returns a request that completes with its acknowledgement, from which the result is taken.
     *
     * @param type    the message type, see {@link AuditMessageType}
     * @param message creates the message to send from its header
     * @param value   takes the result from the acknowledgement
     * @param <T>     the type of the result
     * @return the request
     */
    public static <T> AuditRequest<T> acknowledged(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                                   Function<? super AuditAcknowledgement, ? extends T> value) {
        requireNonNull(value, "value");
        return of(type, ReplyMode.ACKNOWLEDGEMENT, NO_REPLY_TYPE, message,
                reply -> value.apply((AuditAcknowledgement) reply));
    }

    /**
     * Returns a request that completes with one message of a type.
     *
     * @param type      the message type, see {@link AuditMessageType}
     * @param message   creates the message to send from its header
     * @param replyType the type of the reply, usually the same type
     * @param value     takes the result from the reply
     * @param <T>       the type of the result
     * @return the request
     */
    public static <T> AuditRequest<T> replied(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                              int replyType, Function<? super AuditMessage, ? extends T> value) {
        return of(type, ReplyMode.SINGLE, replyType, message, value);
    }

    /**
     * Returns a request whose reply consists of any number of messages of a type and {@code NLMSG_DONE}.
     *
     * @param type      the message type, see {@link AuditMessageType}
     * @param message   creates the message to send from its header; called again if the listing is started again
     * @param replyType the type of the parts
     * @param value     takes one element of the resulting list from one part
     * @param <T>       the type of an element
     * @return the request; its result is a new list
     */
    public static <T> AuditRequest<List<T>> listed(int type, Function<NetlinkHeader, ? extends AuditMessage> message,
                                                   int replyType, Function<? super AuditMessage, ? extends T> value) {
        return of(type, ReplyMode.LIST, replyType, message, value);
    }

    /**
     * Returns a request of any type and payload that completes with its acknowledgement.
     *
     * @param type    the message type, 0 to 65,535
     * @param payload the bytes after the header; not copied, so they must not be changed afterwards
     * @return the request
     */
    public static AuditRequest<AuditAcknowledgement> raw(int type, byte[] payload) {
        requireNonNull(payload, "payload");
        return acknowledged(type, header ->
                new AuditRecordMessage(new NetlinkMessage(header.type(), header.flags(), header.sequence(),
                        header.portId(), Unpooled.wrappedBuffer(payload))));
    }

    /**
     * Returns the same request with a description that error messages contain.
     *
     * @param operation a few words for people, such as {@code set backlog_limit}
     * @return a new request
     */
    public AuditRequest<T> named(String operation) {
        return new AuditRequest<>(replyMatcher, operation, message, value, timeout);
    }

    /**
     * Returns the same request with its own timeout instead of the client's. The timeout starts when the request was
     * handed to the kernel; in a listing it starts again with each part.
     *
     * @param timeout how long to wait for the reply
     * @return a new request
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public AuditRequest<T> withTimeout(Duration timeout) {
        return new AuditRequest<>(replyMatcher, operation, message, value, positive(timeout));
    }

    /**
     * Returns the same request without {@code NLM_F_ACK}: it completes with {@code null} when it was sent. An error
     * that the kernel sends nevertheless becomes a user event, {@link AuditLateReply}. A request that completes with
     * another reply than its acknowledgement is returned unchanged.
     *
     * @return a new request, or this one
     */
    public AuditRequest<T> withoutAck() {
        return replyMatcher.mode() != ReplyMode.ACKNOWLEDGEMENT ? this : new AuditRequest<>(
                new ReplyMatcher(type(), ReplyMode.NONE, NO_REPLY_TYPE), operation, message, value, timeout);
    }

    /**
     * Returns the message type.
     *
     * @return 0 to 65,535, see {@link AuditMessageType}
     */
    public int type() {
        return replyMatcher.requestType();
    }

    /**
     * Returns the description for people.
     *
     * @return the text given to {@link #named}, or the name of the type
     */
    public String operation() {
        return operation;
    }

    /**
     * Returns the timeout of this request.
     *
     * @return the timeout, or {@code null} for the client's
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    ReplyMatcher replyMatcher() {
        return replyMatcher;
    }

    AuditMessage message(int sequence) {
        int flags = replyMatcher.mode() == ReplyMode.NONE ? NetlinkFlags.REQUEST
                : NetlinkFlags.REQUEST | NetlinkFlags.ACK;
        return message.apply(new NetlinkHeader(0, type(), flags, sequence, 0));
    }

    @Nullable Object value(AuditMessage reply) {
        return value.apply(reply);
    }

    static Duration positive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        return timeout;
    }

    @Override
    public String toString() {
        return "AuditRequest(" + operation + ", type: " + type() + ", reply: " + replyMatcher.mode() + ')';
    }
}
