package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code arch=} means on hosts of other architectures than the one that runs the tests. */
class RuleArchitecturesTest {
    private static AuditRuleParser parser(String host) {
        AuditArchitecture architecture = Objects.requireNonNull(AuditArchitecture.of(host));
        return new AuditRuleParser(new AuditRuleHost() {
            @Override
            public AuditArchitecture architecture() {
                return architecture;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, b64, 0xc000003e", "x86_64, b32, 0x40000003", "x86_64, i686, 0x40000003", "x86_64, I386, 0x40000003",
        "x86_64, aarch64, 0xc00000b7", "x86_64, s390x, 0x80000016", "x86_64, 0x1000000c000003e, 0xc000003e",
        "x86_64, C000003E, 0xc000003e", "x86_64, 0x40000003, 0x40000003",
        "aarch64, b64, 0xc00000b7", "aarch64, b32, 0x40000028", "aarch64, armv8l, 0xc00000b7",
        "aarch64, arm, 0x40000028", "aarch64, 0x40000028, 0x40000028", "i386, b32, 0x40000003",
        "i386, x86_64, 0xc000003e", "riscv64, riscv64, 0xc00000f3", "riscv64, 0xc00000f3, 0xc00000f3"})
    void namesAndNumbers(String host, String text, String value) {
        AuditRule rule = parser(host).parseRule("-a always,exit -F arch=" + text);

        assertThat(rule.field(AuditRuleFieldType.ARCHITECTURE)).isNotNull().extracting(AuditRuleField::value)
                .isEqualTo(Long.decode(value).intValue());
    }

    @ParameterizedTest
    @CsvSource({"i386, b64", "loongarch64, b32", "x86_64, riscv64", "x86_64, 0xc00000f3", "x86_64, zz",
        "x86_64, 40000003", "x86_64, 18446744073709551615", "riscv64, 0x12345678"})
    void whatTheHostCannotRunIsRefused(String host, String text) {
        assertThatThrownBy(() -> parser(host).parseRule("-a always,exit -F arch=" + text))
                .isInstanceOf(AuditRuleException.class)
                .hasMessageContaining("no architecture " + text + " on a host of " + host);
    }

    @ParameterizedTest
    @CsvSource({"x86_64, 'b64, b32, aarch64, '", "i386, 'b32, aarch64, '", "riscv64, 'b64, b32, aarch64, '",
        "loongarch64, 'b64, aarch64, '"})
    void theErrorNamesWhatTheHostTakes(String host, String allowed) {
        assertThatThrownBy(() -> parser(host).parseRule("-a always,exit -F arch=nosuch"))
                .isInstanceOfSatisfying(AuditRuleException.class, refused ->
                        assertThat(refused.allowed()).startsWith(allowed).contains(", " + host)
                                .endsWith(", or an AUDIT_ARCH number such as 0xc000003e"));
    }
}
