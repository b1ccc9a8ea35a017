package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import java.util.OptionalInt;

/** The users, groups and directories of the host that this process runs on. */
final class LocalRuleHost implements AuditRuleHost {
    private final int features;

    /** A host whose kernel has all features that rules can need, or refuses what it lacks. */
    LocalRuleHost() {
        this(ALL_FEATURES);
    }

    /** @param features the features of the kernel, as its status shows them */
    LocalRuleHost(int features) {
        this.features = features;
    }

    @Override
    public OptionalInt userId(String name) {
        return NameServiceLibrary.userId(name);
    }

    @Override
    public OptionalInt groupId(String name) {
        return NameServiceLibrary.groupId(name);
    }

    @Override
    public boolean isDirectory(String path) {
        return NameServiceLibrary.isDirectory(AuditRuleParser.bytes(path));
    }

    @Override
    public int features() {
        return features;
    }
}
