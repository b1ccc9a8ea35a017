package io.github.nettyaudit.codec.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditArchitectureTest {
    @Test
    void valuesAndNamesStandForEachOther() {
        AuditArchitecture architecture = AuditArchitecture.of(0xc000003e);
        assertThat(architecture).isSameAs(AuditArchitecture.of("x86_64")).isSameAs(AuditArchitecture.of("amd64"));
        assertThat(architecture.is64Bit()).isTrue();
        assertThat(architecture.compatible32()).isSameAs(AuditArchitecture.of("i686"));
        assertThat(AuditArchitecture.of("i386").is64Bit()).isFalse();
        assertThat(AuditArchitecture.of("i386").compatible32()).isNull();
        assertThat(AuditArchitecture.of(0x1234)).isNull();
        assertThat(AuditArchitecture.of("toaster")).isNull();
    }

    @Test
    void theBitsOfEachValueSayItsWidth() {
        assertThat(AuditArchitecture.all()).hasSizeGreaterThan(40).allSatisfy(architecture -> assertThat(
                (architecture.value() & AuditArchitecture.BITS_64) != 0).as(architecture.name())
                .isEqualTo(architecture.is64Bit()));
    }

    @Test
    void everyMachineOfTheMissionHasItsSystemCalls() {
        String[][] expected = {{"x86_64", "2", "open"}, {"i386", "5", "open"}, {"aarch64", "56", "openat"},
            {"arm", "322", "openat"}, {"ppc64le", "286", "openat"}, {"s390x", "288", "openat"},
            {"riscv64", "56", "openat"}, {"loongarch64", "56", "openat"}, {"loongarch64", "469", "file_setattr"},
            {"arm", "983045", "set_tls"}};
        for (String[] row : expected) {
            AuditArchitecture architecture = AuditArchitecture.of(row[0]);
            int number = Integer.parseInt(row[1]);
            assertThat(AuditSyscalls.name(architecture, number)).as(row[0]).isEqualTo(row[2]);
            assertThat(AuditSyscalls.number(architecture, row[2])).as(row[0]).isEqualTo(number);
        }
        assertThat(AuditSyscalls.name(0xc000003e, 467)).isEqualTo("open_tree_attr");
        assertThat(AuditSyscalls.name(0x1234, 2)).isNull();
    }

    @Test
    void theKernelsSpellingIsUnderstoodBesideAuparses() {
        AuditArchitecture architecture = AuditArchitecture.of("x86_64");
        assertThat(AuditSyscalls.number(architecture, "pread64")).isEqualTo(17);
        assertThat(AuditSyscalls.name(architecture, 17)).isEqualTo("pread");
        assertThat(AuditSyscalls.number(architecture, "no_such_call")).isEqualTo(AuditSyscalls.UNKNOWN);
    }

    @Test
    void comparisonsAreFoundInEitherOrder() {
        assertThat(AuditFieldComparison.of("uid", "euid")).isEqualTo(AuditFieldComparison.of("euid", "uid"))
                .isEqualTo(AuditFieldComparison.of(11));
        assertThat(AuditFieldComparison.of("uid", "gid")).isNull();
        assertThat(AuditFieldComparison.of(26)).isNull();
    }
}
