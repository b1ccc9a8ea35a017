package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import org.jspecify.annotations.Nullable;

/** Kinds that one look into a table answers. What the table does not know is said so, with the value. */
final class SimpleText {
    private static final int PERSONALITY_MASK = 0xff;
    private static final int NO_RANDOM_ADDRESSES = 0x40000;
    private static final int SECCOMP_ACTION = 0xffff0000;
    private static final int ETHERNET_IP = 0x0800;
    private static final int ETHERNET_ARP = 0x0806;
    private static final int NETFILTER_ARP = 3;
    private static final int READLOG_GROUP = 1;

    private static final NameTable LISTS = NameTable.of(RuleTables.FILTERS);
    private static final NameTable PERSONALITIES = NameTable.set("personalities");
    private static final NameTable SECCOMP = NameTable.set("seccomp-actions");
    private static final NameTable NETFILTER_PROTOCOLS = NameTable.set("netfilter-protocols");
    private static final NameTable ICMP_TYPES = NameTable.set("icmp-types");
    private static final NameTable PROTOCOLS = NameTable.set("ip-protocols");
    private static final NameTable ACTIONS = NameTable.set("netfilter-actions");
    private static final NameTable INET_HOOKS = NameTable.set("inet-hooks");
    private static final NameTable ARP_HOOKS = NameTable.set("arp-hooks");

    private SimpleText() {
    }

    private static void unknown(String what, boolean isHexadecimal, FieldValue value, TextBuffer out) {
        out.append(what).append('(');
        if (isHexadecimal) {
            value.appendHexadecimalTo(out).append(')');
        } else {
            out.append(value.bytes, value.start, value.length).append(')');
        }
    }

    private static void orUnknown(NameTable table, String what, FieldValue value, TextBuffer out) {
        if (!table.append((int) value.number, out)) {
            unknown(what, false, value, out);
        }
    }

    static void appendHexadecimalOrUnknown(NameTable table, String what, FieldValue value, TextBuffer out) {
        if (!table.append((int) value.number, out)) {
            unknown(what, true, value, out);
        }
    }

    static void appendSignal(FieldValue value, boolean isHexadecimal, ArchitectureConstants constants,
            TextBuffer out) {
        if (!constants.signals.append((int) value.number, out)) {
            unknown("unknown-signal", isHexadecimal, value, out);
        }
    }

    static void appendCapability(FieldValue value, boolean isHexadecimal, TextBuffer out) {
        if (!CapabilityText.append((int) value.number, out)) {
            unknown("unknown-capability", isHexadecimal, value, out);
        }
    }

    static void appendList(FieldValue value, TextBuffer out) {
        orUnknown(LISTS, "unknown-list", value, out);
    }

    static void appendNetfilterProtocol(FieldValue value, TextBuffer out) {
        orUnknown(NETFILTER_PROTOCOLS, "unknown-netfilter-protocol", value, out);
    }

    static void appendIcmpType(FieldValue value, TextBuffer out) {
        orUnknown(ICMP_TYPES, "unknown-icmp-type", value, out);
    }

    static void appendNetfilterAction(FieldValue value, TextBuffer out) {
        orUnknown(ACTIONS, "unknown-action", value, out);
    }

    /** Hooks are numbered by the family that the same record names. */
    static void appendHook(FieldValue value, int family, TextBuffer out) {
        orUnknown(family == NETFILTER_ARP ? ARP_HOOKS : INET_HOOKS, "unknown-hook", value, out);
    }

    static void appendProtocol(FieldValue value, TextBuffer out) {
        if (!PROTOCOLS.append((int) value.number, out)) {
            out.append("undefined protocol");
        }
    }

    static byte @Nullable [] protocol(int number) {
        return PROTOCOLS.name(number);
    }

    static void appendEthernetProtocol(FieldValue value, TextBuffer out) {
        switch ((int) value.number) {
            case ETHERNET_IP -> out.append("IP");
            case ETHERNET_ARP -> out.append("ARP");
            default -> out.append("UNKNOWN");
        }
    }

    static void appendIoctl(FieldValue value, ArchitectureConstants constants, TextBuffer out) {
        if (!constants.ioctlRequests.append((int) value.number, out)) {
            out.append("0x").appendHexadecimal(Integer.toUnsignedLong((int) value.number));
        }
    }

    static void appendPersonality(FieldValue value, TextBuffer out) {
        int personality = (int) value.number;
        if (!PERSONALITIES.append(personality & PERSONALITY_MASK, out)) {
            unknown("unknown-personality", true, value, out);
        } else if ((personality & NO_RANDOM_ADDRESSES) != 0) {
            out.append("|~ADDR_NO_RANDOMIZE");
        }
    }

    static void appendSeccomp(FieldValue value, TextBuffer out) {
        if (!SECCOMP.append((int) value.number & SECCOMP_ACTION, out)) {
            unknown("unknown-seccomp-code", false, value, out);
        }
    }

    static void appendMulticastGroup(FieldValue value, TextBuffer out) {
        out.append(value.number == READLOG_GROUP ? "audit-netlink-multicast" : "audit-none");
    }

    /** Whether it succeeded, where a number says it. */
    static void appendSuccess(FieldValue value, TextBuffer out) {
        out.append(value.number == 0 ? "no" : value.number == 1 ? "yes" : "unset");
    }

    static void appendFanotifyResponse(FieldValue value, TextBuffer out) {
        out.append(value.number == 1 ? "allow" : value.number == 2 ? "deny" : "unknown");
    }

    static void appendTrust(FieldValue value, TextBuffer out) {
        out.append(value.is('0') ? "no" : value.is('1') ? "yes" : "unknown");
    }

    static void appendFanotifyType(FieldValue value, TextBuffer out) {
        out.append(value.is('0') ? "none" : value.is('1') ? "rule_info" : "unknown");
    }
}
