package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatureBitmap;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.netty.util.internal.UnstableApi;
import java.util.OptionalInt;

/**
 * The facts about a host that are needed to read a rule as auditctl on that host would: its architecture, users, groups
 * and directories, and the features of its kernel. The default methods describe a host of which nothing is known.
 *
 * <p>The parser calls the methods on its own thread, so an implementation that asks a name service blocks that thread.
 */
@UnstableApi
public interface AuditRuleHost {
    /** All features that rules can depend on, bits of {@link AuditFeatureBitmap}. */
    int ALL_FEATURES = AuditFeatureBitmap.EXECUTABLE_PATH | AuditFeatureBitmap.EXCLUDE_EXTEND
            | AuditFeatureBitmap.SESSIONID_FILTER | AuditFeatureBitmap.FILTER_FS;

    /**
     * Returns a host of the architecture of this Java virtual machine, with a current kernel. Of its users and groups
     * only root is known, and of its directories only {@code /}.
     *
     * @return the host
     */
    static AuditRuleHost unknown() {
        return UnknownHost.INSTANCE;
    }

    /**
     * Returns the architecture that {@code b64}, {@code b32} and rules without {@code arch} refer to.
     *
     * @return the architecture
     */
    default AuditArchitecture architecture() {
        return AuditArchitecture.host();
    }

    /**
     * Returns the id of a user.
     *
     * @param name the user name
     * @return the id; empty if there is no such user
     */
    default OptionalInt userId(String name) {
        return name.equals("root") ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /**
     * Returns the id of a group.
     *
     * @param name the group name
     * @return the id; empty if there is no such group
     */
    default OptionalInt groupId(String name) {
        return name.equals("root") ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /**
     * Returns whether a path is a directory: {@code -w} watches a directory with everything below it, and anything else
     * as a single file.
     *
     * @param path an absolute path; symbolic links are followed. Its bytes are {@link AuditRuleParser#bytes}
     * @return true if there is a directory of this name
     */
    default boolean isDirectory(String path) {
        return path.equals("/");
    }

    /**
     * Returns the features of the kernel.
     *
     * @return bits of {@link AuditFeatureBitmap}
     */
    default int features() {
        return ALL_FEATURES;
    }
}
