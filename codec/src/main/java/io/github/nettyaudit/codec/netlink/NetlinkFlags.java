package io.github.nettyaudit.codec.netlink;

/** The bits of {@code nlmsg_flags} ({@code linux/netlink.h}) that the audit protocol uses. */
public final class NetlinkFlags {
    /** {@code NLM_F_REQUEST}: a request; without it the kernel ignores the message. */
    public static final int REQUEST = 0x1;
    /** {@code NLM_F_MULTI}: one part of several, the last of which is {@link NetlinkControlType#DONE}. */
    public static final int MULTI = 0x2;
    /** {@code NLM_F_ACK}: asks for an acknowledgement, success included. */
    public static final int ACK = 0x4;
    /** {@code NLM_F_DUMP} ({@code NLM_F_ROOT | NLM_F_MATCH}), on requests: asks for a whole table. */
    public static final int DUMP = 0x300;
    /** {@code NLM_F_CAPPED}, on acknowledgements: of the request only the header is repeated. */
    public static final int CAPPED = 0x100;
    /** {@code NLM_F_ACK_TLVS}, on acknowledgements: attributes that explain the error follow. */
    public static final int ACK_ATTRIBUTES = 0x200;

    private NetlinkFlags() {
    }

    /** The names of the bits, joined by {@code |}, and whatever has no name in hex; {@code 0} for none. */
    public static String toString(int flags) {
        if (flags == 0) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        int rest = flags;
        rest = append(text, rest, REQUEST, "REQUEST");
        rest = append(text, rest, MULTI, "MULTI");
        rest = append(text, rest, ACK, "ACK");
        if (rest != 0) {
            text.append(text.length() == 0 ? "" : "|").append("0x").append(Integer.toHexString(rest));
        }
        return text.toString();
    }

    private static int append(StringBuilder text, int flags, int flag, String name) {
        if ((flags & flag) == 0) {
            return flags;
        }
        text.append(text.length() == 0 ? "" : "|").append(name);
        return flags & ~flag;
    }
}
