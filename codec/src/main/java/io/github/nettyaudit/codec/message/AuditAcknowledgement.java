package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * NLMSG_ERROR, {@code struct nlmsgerr} of {@code linux/netlink.h}: the result of a request. The number is 0 for
 * success, a negated errno for an error, and an old value for the two requests whose acknowledgement returns one (the
 * resets of {@code lost} and of {@code backlog_wait_time_actual}). The request's payload, which the kernel repeats with
 * most errors, is not kept. Immutable.
 *
 * @param header        a header of type {@link NetlinkControlType#ERROR} with the sequence of the request
 * @param error         the number on the wire: 0, a negated errno, or an old value
 * @param requestHeader the header of the request, as the kernel received it
 * @param explanation   the kernel's explanation of the error (NETLINK_EXT_ACK), or {@code null} if it gave none
 */
public record AuditAcknowledgement(NetlinkHeader header, int error, NetlinkHeader requestHeader,
                                   @Nullable String explanation) implements AuditMessage {
    /**
     * Creates an acknowledgement.
     *
     * @param header        a header of type {@link NetlinkControlType#ERROR} with the sequence of the request
     * @param error         the number on the wire: 0, a negated errno, or an old value
     * @param requestHeader the header of the request, as the kernel received it
     * @param explanation   the kernel's explanation of the error (NETLINK_EXT_ACK), or {@code null} if it gave none
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditAcknowledgement {
        header = AuditHeaders.check(header, NetlinkControlType.ERROR);
        requestHeader = requestHeader.toHeader();
    }

    /**
     * Creates the acknowledgement that the kernel sends for a request, for a program that acts as the kernel.
     *
     * @param request the header of the request
     * @param portId  the port id of the requesting socket
     * @param error   0, a negated errno, or an old value
     * @return the acknowledgement
     */
    public static AuditAcknowledgement of(NetlinkHeader request, int portId, int error) {
        NetlinkHeader header = new NetlinkHeader(
                NetlinkHeaderDescriptor.HEADER_LENGTH + AuditAcknowledgementDescriptor.FIXED_LENGTH,
                NetlinkControlType.ERROR, NetlinkFlags.CAPPED, request.sequence(), portId);
        return new AuditAcknowledgement(header, error, request, null);
    }

    /**
     * Returns the error number.
     *
     * @return 1 to 4095, see {@link NetlinkErrno}; 0 for success
     */
    public int errno() {
        // an old value of 2³¹ or more is a negative number on the wire, but below any errno
        return error < 0 && error >= -NetlinkErrno.MAX_ERRNO ? -error : 0;
    }

    /**
     * Returns whether the request succeeded.
     *
     * @return whether {@link #errno()} is 0
     */
    public boolean isSuccess() {
        return errno() == 0;
    }

    /**
     * Returns the old value that the acknowledgement of a reset contains.
     *
     * @return 0 to 2³² − 1; 0 for errors and for all other requests
     */
    public long value() {
        return isSuccess() ? Integer.toUnsignedLong(error) : 0;
    }

    /**
     * Returns whether the kernel repeated only the header of the request, as it does for success.
     *
     * @return whether {@link NetlinkFlags#CAPPED} is set
     */
    public boolean isCapped() {
        return header.hasFlag(NetlinkFlags.CAPPED);
    }

    @Override
    public AuditAcknowledgement withHeader(NetlinkHeader header) {
        return new AuditAcknowledgement(header, error, requestHeader, explanation);
    }
}
