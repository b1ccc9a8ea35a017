package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values that {@code -F arch=} accepts, and the system calls of each architecture by the names that auditctl knows.
 *
 * <p>auditctl accepts the names of its own table ({@code machinetab.h} of audit-userspace), which lacks some
 * architectures that Linux runs on. RISC-V and LoongArch, which auditctl does not know, are accepted on hosts of that
 * architecture; on other hosts such a rule could never match.
 */
final class RuleArchitectures {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("i386", "i386"), Map.entry("i486", "i386"), Map.entry("i586", "i386"), Map.entry("i686", "i386"),
            Map.entry("x86_64", "x86_64"),
            Map.entry("ppc64", "ppc64"), Map.entry("ppc64le", "ppc64le"), Map.entry("ppc", "ppc"),
            Map.entry("s390x", "s390x"), Map.entry("s390", "s390"),
            Map.entry("armeb", "armeb"), Map.entry("arm", "armeb"), Map.entry("armv5tejl", "armeb"),
            Map.entry("armv5tel", "armeb"), Map.entry("armv6l", "armeb"), Map.entry("armv7l", "armeb"),
            Map.entry("aarch64", "aarch64"), Map.entry("armv8l", "aarch64"));
    private static final int I386_MADVISE = 219;
    private static final String MADVISE_OF_I386 = "madvise1";

    private RuleArchitectures() {
    }

    /** Returns the architecture that a value of {@code -F arch=} denotes. */
    static AuditArchitecture parse(String text, AuditArchitecture host) {
        AuditArchitecture architecture = RuleText.startsWithDigit(text) ? ofNumber(CNumber.unsigned(text), host)
                : ofName(RuleText.lowerCase(text), host);
        if (architecture == null) {
            throw AuditRuleException.of("no architecture " + text + " on a host of " + host.name(), allowed(host));
        }
        return architecture;
    }

    private static @Nullable AuditArchitecture ofName(String name, AuditArchitecture host) {
        if (name.equals("b64")) {
            return host.is64Bit() ? host : null;
        }
        if (name.equals("b32")) {
            return host.is64Bit() ? host.compatible32() : host;
        }
        String known = NAMES.get(name);
        if (known != null) {
            return AuditArchitecture.of(known);
        }
        AuditArchitecture own = AuditArchitecture.of(name);
        return own != null && own.name().equals(name) && isOfHost(own, host) ? own
                : ofNumber(CNumber.unsigned(name, 16), host);
    }

    private static @Nullable AuditArchitecture ofNumber(CNumber number, AuditArchitecture host) {
        AuditArchitecture architecture = number.overflow() ? null : AuditArchitecture.of((int) number.value());
        return architecture != null && isKnown(architecture, host) ? architecture : null;
    }

    private static boolean isKnown(AuditArchitecture architecture, AuditArchitecture host) {
        return NAMES.containsValue(architecture.name()) || isOfHost(architecture, host);
    }

    /**
     * Returns whether auditctl has a name for it, so that a listing shows {@code b64} or {@code b32} and not the
     * number.
     */
    static boolean isKnown(@Nullable AuditArchitecture architecture) {
        return architecture != null && isKnown(architecture, AuditArchitecture.host());
    }

    private static boolean isOfHost(AuditArchitecture architecture, AuditArchitecture host) {
        return architecture.equals(host) || architecture.equals(host.compatible32());
    }

    private static String allowed(AuditArchitecture host) {
        AuditArchitecture compatible = host.compatible32();
        return (host.is64Bit() ? "b64, " : "") + (compatible != null || !host.is64Bit() ? "b32, " : "")
                + Stream.concat(NAMES.keySet().stream(), Stream.of(host.name())).distinct().sorted()
                .collect(Collectors.joining(", ")) + ", or an AUDIT_ARCH number such as 0xc000003e";
    }

    /** Returns the number of a system call, whose name may be in upper case; -1 if auditctl has no such name. */
    static int systemCall(AuditArchitecture architecture, String name) {
        String lower = RuleText.lowerCase(name);
        if (lower.equals(MADVISE_OF_I386) && architecture.name().equals("i386")) {
            return I386_MADVISE;
        }
        int number = AuditSyscalls.number(architecture, lower);
        return number >= 0 && lower.equals(AuditSyscalls.name(architecture, number)) ? number : -1;
    }

    /** Returns auditctl's name of the system call that the kernel calls {@code name}; null if it does not know it. */
    static @Nullable String auditctlsName(AuditArchitecture architecture, String name) {
        int number = AuditSyscalls.number(architecture, RuleText.lowerCase(name));
        return number < 0 ? null : AuditSyscalls.name(architecture, number);
    }
}
