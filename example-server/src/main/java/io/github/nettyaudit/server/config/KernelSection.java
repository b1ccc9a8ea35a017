package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the source {@code kernel}.
 *
 * @param mode            whether to be the audit daemon
 * @param enable          whether to turn auditing on while the server runs
 * @param backlogLimit    the number of records that the kernel may queue; {@code null} = unchanged
 * @param backlogWaitTime the longest time, in jiffies, that an audited process waits; {@code null} = unchanged
 * @param reregister      whether to register again when the kernel has ended the registration
 * @param receiveBuffer   the size of the socket's receive buffer in bytes
 */
public record KernelSection(Mode mode, boolean enable, @Nullable Integer backlogLimit, @Nullable Integer backlogWaitTime,
        boolean reregister, int receiveBuffer) {
    /** Whether to be the audit daemon. */
    public enum Mode {
        /** If there is none; else read beside it. */
        AUTO,
        /** Be the audit daemon, or fail. */
        UNICAST,
        /** Read beside the audit daemon, and change none of its settings. */
        MULTICAST
    }

    private static final SettingKey<Mode> MODE = SettingKey.choice("mode", Mode.class,
            "whether to be the audit daemon").preset(Mode.AUTO);
    private static final SettingKey<Boolean> ENABLE = SettingKey.truth("enable",
            "whether to turn auditing on while the server runs").preset(true);
    private static final SettingKey<Integer> BACKLOG_LIMIT = SettingKey.number("backlog-limit", 0, Integer.MAX_VALUE,
            "how many records the kernel may queue");
    private static final SettingKey<Integer> BACKLOG_WAIT_TIME = SettingKey.number("backlog-wait-time", 0,
            Integer.MAX_VALUE, "how many jiffies an audited process waits at most when that queue is full");
    private static final SettingKey<Boolean> REREGISTER = SettingKey.truth("reregister",
            "whether to register again when the kernel has ended the registration").preset(true);
    private static final SettingKey<Long> RECEIVE_BUFFER = SettingKey.size("receive-buffer", 4096, 1 << 30,
            "the size of the socket's receive buffer").preset(16L << 20);

    static final KernelSection DEFAULT = new KernelSection(Keys.preset(MODE), Keys.preset(ENABLE), null, null,
            Keys.preset(REREGISTER), Keys.preset(RECEIVE_BUFFER).intValue());

    static KernelSection read(YamlMap map) {
        KernelSection section = new KernelSection(map.get(MODE), map.get(ENABLE), map.find(BACKLOG_LIMIT),
                map.find(BACKLOG_WAIT_TIME), map.get(REREGISTER), map.get(RECEIVE_BUFFER).intValue());
        if (section.mode == Mode.MULTICAST) {
            for (SettingKey<Integer> key : List.of(BACKLOG_LIMIT, BACKLOG_WAIT_TIME)) {
                YamlValue value = map.value(key.name());
                if (value != null) {
                    value.problem("is a setting of the kernel's queue to the audit daemon, which this server never is with mode:"
                            + " multicast: remove " + key.name() + ", or write mode: unicast");
                }
            }
        }
        return section;
    }
}
