package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code spool}: where events are kept until every sink has them.
 *
 * @param directory the directory; {@code null} to keep events in memory
 * @param size      bytes of events that are kept at most
 * @param whenFull  what happens when there is no space for more
 * @param sync      how often files are written through to the disk; zero = after each block
 */
public record SpoolSection(@Nullable Path directory, long size, WhenFull whenFull, Duration sync) {
    private static final SettingKey<Path> DIRECTORY = Keys.directory("directory", "the directory of the spool");
    private static final SettingKey<Long> SIZE = SettingKey.size("size", 1 << 20, 1L << 44,
            "how many bytes of events are kept at most").preset(1L << 30);
    private static final SettingKey<Long> MEMORY = SettingKey.size("size", 1 << 20, 1 << 30,
            "how many bytes of events are kept in memory at most").preset(64L << 20);
    private static final SettingKey<WhenFull> WHEN_FULL = SettingKey.choice("when-full", WhenFull.class,
            "what happens when there is no space for more").preset(WhenFull.DROP_OLDEST);
    private static final SettingKey<Duration> SYNC = SettingKey.duration("sync", Duration.ZERO, Duration.ofSeconds(10),
            "how often files are written through to the disk").preset(Duration.ofMillis(500));

    /** Events in memory, with the default bound. */
    static final SpoolSection IN_MEMORY =
            new SpoolSection(null, Keys.preset(MEMORY), Keys.preset(WHEN_FULL), Keys.preset(SYNC));

    static SpoolSection read(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map();
        if (map == null) {
            return IN_MEMORY;
        }
        Path directory = map.find(DIRECTORY);
        SpoolSection section = new SpoolSection(directory, map.get(directory == null ? MEMORY : SIZE), map.get(WHEN_FULL),
                map.get(SYNC));
        if (directory == null && map.isSet(SYNC)) {
            map.problem("has the key sync, which is of a spool on a disk, and no key directory");
        } else if (directory == null && !map.has(DIRECTORY.name())) {
            value.warn("has no directory: events are kept in memory, and those that a sink does not have yet are lost when the"
                    + " process ends; set directory, for example /var/lib/netty-audit/spool");
        }
        map.end();
        return section;
    }
}
