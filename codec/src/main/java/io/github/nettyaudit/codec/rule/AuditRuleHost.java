package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatureBitmap;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.OptionalInt;

/**
 * What has to be known of the host to read a rule as auditctl on that host would: its architecture, users, groups,
 * directories, and what its kernel can do. Every method has an answer for a host of which nothing is known.
 *
 * <p>Asked on the thread that parses, so an implementation that asks a name service blocks that thread.
 */
public interface AuditRuleHost {
    /** Every feature that rules can depend on. */
    int ALL_FEATURES = AuditFeatureBitmap.EXECUTABLE_PATH | AuditFeatureBitmap.EXCLUDE_EXTEND
            | AuditFeatureBitmap.SESSIONID_FILTER | AuditFeatureBitmap.FILTER_FS;

    /** A host of the architecture this Java runs on, with a current kernel, of whose users only root is known. */
    static AuditRuleHost unknown() {
        return UnknownHost.INSTANCE;
    }

    /** What {@code b64}, {@code b32} and rules without {@code arch} mean. */
    default AuditArchitecture architecture() {
        return AuditArchitecture.host();
    }

    /** The number of a user; empty if there is no such user. */
    default OptionalInt userId(String name) {
        return name.equals("root") ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /** The number of a group; empty if there is no such group. */
    default OptionalInt groupId(String name) {
        return name.equals("root") ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /**
     * Whether there is a directory of this name, links followed: {@code -w} watches a directory with all below it, and
     * a single file otherwise.
     */
    default boolean isDirectory(String path) {
        return path.equals("/");
    }

    /** What the kernel can do, bits of {@link AuditFeatureBitmap}. */
    default int features() {
        return ALL_FEATURES;
    }
}
