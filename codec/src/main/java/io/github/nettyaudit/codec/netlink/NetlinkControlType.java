package io.github.nettyaudit.codec.netlink;

/** The message types below {@code NLMSG_MIN_TYPE}, which all netlink families share ({@code linux/netlink.h}). */
public final class NetlinkControlType {
    /** {@code NLMSG_NOOP}: the message is to be ignored. */
    public static final int NOOP = 1;
    /** {@code NLMSG_ERROR}: an acknowledgement, or an error if its number is negative. */
    public static final int ERROR = 2;
    /** {@code NLMSG_DONE}: the end of a reply in several parts. */
    public static final int DONE = 3;
    /** {@code NLMSG_OVERRUN}: data was lost. */
    public static final int OVERRUN = 4;
    /** {@code NLMSG_MIN_TYPE}: this type and all higher ones belong to the netlink family. */
    public static final int FIRST_FAMILY_TYPE = 16;

    private NetlinkControlType() {
    }
}
