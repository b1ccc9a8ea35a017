package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * NLMSG_ERROR: how a request ended; layout in {@link AuditAcknowledgementDescriptor}. Success is an error of 0, or
 * above 0 where the kernel returns an old value that way (reset of {@code lost} and of
 * {@code backlog_wait_time_actual}). The request's payload, which the kernel repeats with most errors, is not kept.
 * Immutable.
 *
 * @param header        a header of type {@link NetlinkControlType#ERROR}; its sequence is the request's
 * @param error         the number on the wire: an errno negated, 0, or an old value
 * @param requestHeader the header of the request, as the kernel received it
 * @param explanation   the kernel's own words on the error, where it gives any (NETLINK_EXT_ACK), else null
 */
public record AuditAcknowledgement(NetlinkHeader header, int error, NetlinkHeader requestHeader,
                                   @Nullable String explanation) implements AuditMessage {
    /** @throws IllegalArgumentException when the header is of another type */
    public AuditAcknowledgement {
        header = AuditHeaders.check(header, NetlinkControlType.ERROR);
        requestHeader = requestHeader.toHeader();
    }

    /** What the kernel answers to the request: 0, an errno negated, or an old value. */
    public static AuditAcknowledgement of(NetlinkHeader request, int portId, int error) {
        NetlinkHeader header = new NetlinkHeader(
                NetlinkHeaderDescriptor.HEADER_LENGTH + AuditAcknowledgementDescriptor.FIXED_LENGTH,
                NetlinkControlType.ERROR, NetlinkFlags.CAPPED, request.sequence(), portId);
        return new AuditAcknowledgement(header, error, request, null);
    }

    /** The errno, 1 to 4095; 0 for success. See {@link NetlinkErrno}. */
    public int errno() {
        // as the kernel tells pointers from errors: an old value of 2³¹ and more is negative, but not an errno
        return error < 0 && error >= -NetlinkErrno.MAX_ERRNO ? -error : 0;
    }

    /** Whether the request succeeded. */
    public boolean isSuccess() {
        return errno() == 0;
    }

    /** The old value that a reset returns, 0 to 2³² − 1; 0 for errors and for every other success. */
    public long value() {
        return isSuccess() ? Integer.toUnsignedLong(error) : 0;
    }

    /** Whether the kernel repeated only the request's header, because all went well or because it was asked to. */
    public boolean isCapped() {
        return header.hasFlag(NetlinkFlags.CAPPED);
    }

    @Override
    public AuditAcknowledgement withHeader(NetlinkHeader header) {
        return new AuditAcknowledgement(header, error, requestHeader, explanation);
    }
}
