package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.log.LogFormat;
import io.github.nettyaudit.server.log.LogLevel;
import io.github.nettyaudit.server.log.LogSettings;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/** The section {@code log}: which messages are written, and how. */
final class LogSection {
    /** Where messages go. Other places are the matter of the service manager. */
    private enum Target {
        STDERR
    }

    private static final SettingKey<LogLevel> LEVEL = SettingKey.choice("level", LogLevel.class,
            "which messages are written").preset(LogSettings.PRESET.level());
    private static final SettingKey<LogFormat> FORMAT = SettingKey.choice("format", LogFormat.class,
            "the form of the messages").preset(LogSettings.PRESET.format());
    private static final SettingKey<Target> TARGET = SettingKey.choice("target", Target.class,
            "where messages are written").preset(Target.STDERR);

    private LogSection() {
    }

    static LogSettings read(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map();
        if (map == null) {
            return LogSettings.PRESET;
        }
        LogSettings settings = new LogSettings(map.get(LEVEL), map.get(FORMAT));
        map.get(TARGET);
        map.end();
        return settings;
    }
}
