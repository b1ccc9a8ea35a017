package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys {@code rules} and {@code keep-rules}.
 *
 * @param path a rule file, a directory of rule files, or {@code @starter}; {@code null} to leave the rules unchanged
 * @param keep whether the rules of {@code @starter} are added if other rules are loaded
 */
public record RulesSection(@Nullable Path path, boolean keep) {
    private static final Path STARTER = Path.of("@starter");
    /** In YAML, @ cannot begin a word without quotation marks. */
    private static final Set<String> STARTER_WORDS = Set.of("starter", "@starter");

    private static final SettingKey<Path> RULES = SettingKey.of("rules",
            "a file or a directory of files *.rules, with a leading /, or starter",
            value -> STARTER_WORDS.contains(String.valueOf(value)) ? STARTER : Keys.absolute(value), "the rules to load");
    private static final SettingKey<Boolean> KEEP = SettingKey.truth("keep-rules",
            "whether the rules of starter are added to those that are loaded").preset(false);

    static RulesSection read(YamlMap top, SourceSection.Type source) {
        RulesSection section = new RulesSection(top.find(RULES), top.get(KEEP));
        if (section.path != null && source != SourceSection.Type.KERNEL) {
            Objects.requireNonNull(top.value(RULES.name())).problem("needs source: kernel, whose rules it changes: remove rules,"
                    + " or change source" + (source == SourceSection.Type.DEMO ? ""
                            : "; where auditd is the audit daemon, load rules by augenrules(8) or auditctl(8)"));
        }
        if (top.isSet(KEEP) && !STARTER.equals(section.path)) {
            Objects.requireNonNull(top.value(KEEP.name())).problem("goes with rules: starter: write that, or remove keep-rules");
        }
        return section;
    }
}
