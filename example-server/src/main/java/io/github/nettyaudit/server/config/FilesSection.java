package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.source.log.LogFilesOptions;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code source: { type: files }}.
 *
 * @param paths    the logs, without their rotations
 * @param start    where a log is begun that has no position yet
 * @param follow   whether to go on with what is appended
 * @param position the file of positions; {@code null} for one in the spool's directory
 */
public record FilesSection(List<Path> paths, Start start, boolean follow, @Nullable Path position) {
    /** Where a log is begun. */
    public enum Start {
        /** With its oldest rotation. */
        OLDEST,
        /** At its end. */
        NEWEST
    }

    static final FilesSection NONE = new FilesSection(List.of(), Start.OLDEST, true, null);

    private static final SettingKey<Path> PATH = Keys.file("paths", "a log of auditd, without its rotations");
    private static final SettingKey<Start> START = SettingKey.choice("start", Start.class,
            "where a log is begun that has no position yet").preset(NONE.start);
    private static final SettingKey<Boolean> FOLLOW = SettingKey.truth("follow",
            "whether to go on with what is appended").preset(NONE.follow);
    private static final SettingKey<Path> POSITION = Keys.file("position",
            "the file that keeps up to where the logs are stored");

    static FilesSection read(YamlMap map) {
        List<Path> files = new ArrayList<>();
        YamlValue paths = map.value("paths");
        if (paths == null) {
            map.problem("needs the key paths: the log files, such as [/var/log/audit/audit.log]");
        } else {
            for (YamlValue path : paths.list()) {
                Path file = path.read(PATH);
                if (file != null) {
                    files.add(file.normalize());
                    if (files.indexOf(file.normalize()) < files.size() - 1) {
                        path.problem("names a log for the second time");
                    }
                }
            }
            if (paths.list().isEmpty() || paths.list().size() > LogFilesOptions.MOST_LOGS) {
                paths.problem("needs 1 to " + LogFilesOptions.MOST_LOGS + " logs, such as [/var/log/audit/audit.log]");
            }
        }
        return new FilesSection(List.copyOf(files), map.get(START), map.get(FOLLOW), map.find(POSITION));
    }
}
