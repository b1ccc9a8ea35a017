package io.github.nettyaudit.codec.netlink;

/** The bits of {@code nlmsg_flags} ({@code linux/netlink.h}) that the audit protocol uses. */
public final class NetlinkFlags {
    /** {@code NLM_F_REQUEST}: a request; the kernel ignores a message without this bit. */
    public static final int REQUEST = 0x1;
    /** {@code NLM_F_MULTI}: one part of several; {@link NetlinkControlType#DONE} follows the last one. */
    public static final int MULTI = 0x2;
    /** {@code NLM_F_ACK}: requests an acknowledgement of success too; errors are always acknowledged. */
    public static final int ACK = 0x4;
    /** {@code NLM_F_DUMP} ({@code NLM_F_ROOT | NLM_F_MATCH}), on requests: requests a whole table. */
    public static final int DUMP = 0x300;
    /** {@code NLM_F_CAPPED}, on acknowledgements: only the header of the request is repeated. */
    public static final int CAPPED = 0x100;
    /** {@code NLM_F_ACK_TLVS}, on acknowledgements: attributes that explain the error follow. */
    public static final int ACK_ATTRIBUTES = 0x200;

    private NetlinkFlags() {
    }

    /**
     * Returns the names of the bits for people. Bits from {@code 0x100} on have different meanings in requests and
     * replies and are written as one hexadecimal number.
     *
     * @param flags any flags
     * @return for example {@code REQUEST|ACK|0x300}; {@code 0} for none
     */
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
