package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import java.util.OptionalInt;

/** The users, groups and directories of the host that this process runs on. */
final class ThisHost implements AuditRuleHost {
    private final int features;

    /** A host whose kernel has all features that rules can need, or will say what it lacks. */
    ThisHost() {
        this(ALL_FEATURES);
    }

    /** @param features what the kernel said that it can do */
    ThisHost(int features) {
        this.features = features;
    }

    @Override
    public OptionalInt userId(String name) {
        return HostLibrary.userId(name);
    }

    @Override
    public OptionalInt groupId(String name) {
        return HostLibrary.groupId(name);
    }

    @Override
    public boolean isDirectory(String path) {
        return HostLibrary.isDirectory(AuditRuleParser.bytes(path));
    }

    @Override
    public int features() {
        return features;
    }
}
