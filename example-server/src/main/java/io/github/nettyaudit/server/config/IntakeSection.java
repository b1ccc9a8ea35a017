package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code intake}: the ring between the source and the spool, a file in memory that outlives the process.
 *
 * @param directory the directory of the file, on a tmpfs
 * @param size      bytes of records that may wait for the spool
 * @param whenFull  what happens when there is no space for more
 */
public record IntakeSection(Path directory, long size, IntakeFullPolicy whenFull) {
    private static final SettingKey<Path> DIRECTORY = Keys.directory("directory", "the directory of the ring, on a tmpfs")
            .preset(Path.of("/run/netty-audit/intake"));
    private static final SettingKey<Long> SIZE = SettingKey.size("size", 1 << 20, 1 << 30,
            "how many bytes of records may wait for the spool").preset(64L << 20);
    private static final SettingKey<IntakeFullPolicy> WHEN_FULL = SettingKey.choice("when-full", IntakeFullPolicy.class,
            "what happens when there is no space for more").preset(IntakeFullPolicy.DROP);

    static final IntakeSection DEFAULT =
            new IntakeSection(Keys.preset(DIRECTORY), Keys.preset(SIZE), Keys.preset(WHEN_FULL));

    static IntakeSection read(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map();
        if (map == null) {
            return DEFAULT;
        }
        IntakeSection section = new IntakeSection(map.get(DIRECTORY), map.get(SIZE), map.get(WHEN_FULL));
        map.end();
        return section;
    }
}
