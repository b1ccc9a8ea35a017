package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code source}: where records come from. {@code source: kernel} is short for
 * {@code source: { type: kernel }}.
 *
 * @param type   which source
 * @param kernel the settings of {@link Type#KERNEL}
 * @param demo   the settings of {@link Type#DEMO}
 * @param socket the socket of auditd's plugin {@code af_unix}; {@code null} for standard input
 * @param files  the settings of {@link Type#FILES}
 */
public record SourceSection(Type type, KernelSection kernel, DemoSection demo, @Nullable Path socket,
        FilesSection files) {
    /** The sources. */
    public enum Type {
        /** The live kernel. */
        KERNEL,
        /** Events of a made-up host. */
        DEMO,
        /** The plugin interface of auditd. */
        AUDITD,
        /** Log files of auditd. */
        FILES
    }

    /**
     * The settings of the demo.
     *
     * @param rate  records per second
     * @param count the number of records after which the server ends; 0 = never
     */
    public record DemoSection(int rate, long count) {
        private static final SettingKey<Integer> RATE = SettingKey.number("rate", 1, 1_000_000,
                "how many records the demo sends in a second").preset(10);
        private static final SettingKey<Long> COUNT = SettingKey.of("count", "a number from 0 on", value ->
                value instanceof String text && COUNT_FORM.matcher(text).matches() ? Long.valueOf(text) : null,
                "the number of records after which the server ends").preset(0L);

        static final DemoSection DEFAULT = new DemoSection(Keys.preset(RATE), Keys.preset(COUNT));

        static DemoSection read(YamlMap map) {
            return new DemoSection(map.get(RATE), map.get(COUNT));
        }
    }

    private static final SettingKey<Type> TYPE = SettingKey.choice("type", Type.class, "the source").required();
    private static final SettingKey<Path> SOCKET = Keys.file("socket", "the socket of auditd's plugin af_unix");
    private static final Pattern COUNT_FORM = Pattern.compile("[0-9]{1,18}");

    static SourceSection read(@Nullable YamlValue value) {
        if (value == null) {
            return of(Type.KERNEL);
        }
        if (!value.isMap()) {
            Type type = value.read(TYPE);
            if (type == Type.FILES) {
                value.problem("needs the names of the files: { type: files, paths: [/var/log/audit/audit.log] }");
            }
            return of(type == null ? Type.KERNEL : type);
        }
        YamlMap map = Objects.requireNonNull(value.map());
        Type type = map.find(TYPE);
        if (type == null) {
            return of(Type.KERNEL);
        }
        SourceSection section = read(type, map);
        map.end();
        return section;
    }

    private static SourceSection of(Type type) {
        return new SourceSection(type, KernelSection.DEFAULT, DemoSection.DEFAULT, null, FilesSection.NONE);
    }

    private static SourceSection read(Type type, YamlMap map) {
        SourceSection preset = of(type);
        return switch (type) {
            case KERNEL -> new SourceSection(type, KernelSection.read(map), preset.demo, null, preset.files);
            case DEMO -> new SourceSection(type, preset.kernel, DemoSection.read(map), null, preset.files);
            case AUDITD -> new SourceSection(type, preset.kernel, preset.demo, map.find(SOCKET), preset.files);
            case FILES -> new SourceSection(type, preset.kernel, preset.demo, null, FilesSection.read(map));
        };
    }

    /**
     * Returns whether records come as lines of text, from auditd, so that nothing in the kernel is changed.
     *
     * @return whether the source is auditd or files
     */
    public boolean isOfLines() {
        return type == Type.AUDITD || type == Type.FILES;
    }
}
