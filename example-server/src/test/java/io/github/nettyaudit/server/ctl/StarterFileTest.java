package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@code @starter}, as hosts of several kinds read them. */
class StarterFileTest {
    private static AuditRuleHost host(String architecture, Predicate<String> directories) {
        AuditArchitecture known = AuditArchitecture.of(architecture);
        assertThat(known).isNotNull();
        return new AuditRuleHost() {
            @Override
            public AuditArchitecture architecture() {
                return known;
            }

            @Override
            public boolean isDirectory(String path) {
                return directories.test(path);
            }
        };
    }

    private static List<AuditRule> rules(StarterFile file, AuditRuleHost host) {
        RuleFiles files = RuleFiles.parse(StarterFile.NAME, List.of(file.content()), host);
        assertThat(files.errors()).isEmpty();
        assertThat(files.warnings()).isEmpty();
        return AuditRuleSet.of(List.of(), files.commands()).rules();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void everyLineIsUsableWhereAllDirectoriesExist(String architecture) {
        AuditRuleHost host = host(architecture, path -> true);
        StarterFile file = StarterFile.read(host);

        assertThat(file.leftOut()).isEmpty();
        List<AuditRule> rules = rules(file, host);
        assertThat(rules).hasSize(31).allSatisfy(rule -> assertThat(rule.keys()).hasSize(1));
        assertThat(rules.stream().flatMap(rule -> rule.keys().stream()).distinct()).containsExactly("privileges",
                "program-start", "accounts", "audit-config", "kernel-module", "mount", "time-change");
    }

    @Test
    void whatAHostDoesNotHaveIsLeftOutAndNamed() {
        AuditRuleHost host = host("x86_64", "/etc"::equals);
        StarterFile file = StarterFile.read(host);

        assertThat(file.leftOut().stream().distinct()).containsExactly("there is no directory /etc/sudoers.d",
                "there is no directory /etc/pam.d", "there is no directory /etc/audit");
        assertThat(rules(file, host)).hasSize(25)
                .anyMatch(rule -> rule.toString().contains("path=/etc/sudoers"))
                .noneMatch(rule -> rule.toString().contains("dir="));
    }

    @Test
    void aMachineWithoutASystemCallIsToldWhichLineIsLeftOut() {
        AuditRuleHost host = host("i386", path -> true);
        StarterFile file = StarterFile.read(host);

        assertThat(file.leftOut()).isNotEmpty().allMatch(reason -> reason.contains("no architecture b64"));
        assertThat(rules(file, host)).hasSize(16);
    }
}
