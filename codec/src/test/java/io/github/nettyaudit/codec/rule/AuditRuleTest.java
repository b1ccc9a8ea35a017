package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditFeatureBitmap;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules as values and as bytes, and why a kernel may refuse them. */
class AuditRuleTest {
    private static final AuditRule RULE =
            AuditRule.parse("-A always,exit -F arch=b64 -S 0,63,2031 -F path=/etc/x -F uid>=7 -k one -k two");

    private static ByteBuffer bytes(AuditRule rule) {
        return ByteBuffer.wrap(rule.encode()).order(ByteOrder.nativeOrder());
    }

    @Test
    void partsAreAsParsed() {
        assertThat(RULE.filter()).isEqualTo(4);
        assertThat(RULE.action()).isEqualTo(2);
        assertThat(RULE.isPrepend()).isTrue();
        assertThat(RULE.prepended()).isEqualTo(RULE);
        assertThat(RULE.appended()).isNotEqualTo(RULE);
        assertThat(RULE.systemCalls()).containsExactly(0, 63, 2031);
        assertThat(RULE.hasSystemCall(63)).isTrue();
        assertThat(RULE.hasSystemCall(62)).isFalse();
        assertThat(RULE.hasSystemCall(-1)).isFalse();
        assertThat(RULE.hasSystemCall(2048)).isFalse();
        assertThat(RULE.isForAllSystemCalls()).isFalse();
        assertThat(RULE.keys()).containsExactly("one", "two");
        assertThat(RULE.field(AuditRuleFieldType.UID)).isEqualTo(
                AuditRuleField.of(AuditRuleFieldType.UID, AuditRuleOperator.GREATER_OR_EQUAL, 7));
        assertThat(RULE.field(AuditRuleFieldType.GID)).isNull();
        assertThat(AuditRule.parse("-a never,user").keys()).isEmpty();
    }

    @Test
    void bytesAreThoseOfTheStruct() {
        ByteBuffer bytes = bytes(RULE);

        assertThat(bytes.capacity()).isEqualTo(1040 + 6 + 7);
        assertThat(bytes.getInt(0)).isEqualTo(4 | 0x10);
        assertThat(bytes.getInt(4)).isEqualTo(2);
        assertThat(bytes.getInt(8)).isEqualTo(4);
        assertThat(bytes.getInt(12)).isEqualTo(1);
        assertThat(bytes.getInt(16)).isEqualTo(0x80000000);
        assertThat(bytes.getInt(12 + 63 * 4)).isEqualTo(0x8000);
        assertThat(List.of(bytes.getInt(268), bytes.getInt(272), bytes.getInt(276), bytes.getInt(280)))
                .containsExactly(11, 105, 1, 210);
        assertThat(List.of(bytes.getInt(524), bytes.getInt(528), bytes.getInt(532), bytes.getInt(536)))
                .containsExactly(0xc000003e, 6, 7, 7);
        assertThat(List.of(bytes.getInt(780), bytes.getInt(784), bytes.getInt(788), bytes.getInt(792)))
                .containsExactly(0x40000000, 0x40000000, 0x60000000, 0x40000000);
        assertThat(bytes.getInt(1036)).isEqualTo(13);
        assertThat(HexFormat.of().formatHex(RULE.encode(), 1040, 1053)).isEqualTo("2f6574632f786f6e650174776f");
        assertThat(AuditRule.decode(RULE.encode())).isEqualTo(RULE).hasSameHashCodeAs(RULE);
    }

    @Test
    void lengthsThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> AuditRule.decode(new byte[1039])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a rule of 1039 bytes (expected: at least 1040)");
        assertThat(AuditRule.decode(new byte[1040]).fields()).isEmpty();
        ByteBuffer tooMany = bytes(RULE);
        tooMany.putInt(8, 65);
        assertThatThrownBy(() -> AuditRule.decode(tooMany.array())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a rule of 65 fields (expected: at most 64)");
        tooMany.putInt(8, -1);
        assertThatThrownBy(() -> AuditRule.decode(tooMany.array())).hasMessageContaining("4294967295 fields");
        ByteBuffer tooLong = bytes(RULE);
        tooLong.putInt(528, 14);
        assertThatThrownBy(() -> AuditRule.decode(tooLong.array())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text of 14 bytes in field 1, of which 13 are there");
        tooLong.putInt(528, -1);
        assertThatThrownBy(() -> AuditRule.decode(tooLong.array())).hasMessageContaining("a text of 4294967295 bytes");
    }

    @Test
    void asManyFieldsAsTheStructHoldsAndEmptyTextsAreRead() {
        ByteBuffer full = ByteBuffer.allocate(1040).order(ByteOrder.nativeOrder());
        full.putInt(8, 64);
        assertThat(AuditRule.decode(full.array()).fields()).hasSize(64);
        full.putInt(8, 1).putInt(268, AuditRuleFieldType.KEY);
        assertThat(AuditRule.decode(full.array()).fields()).singleElement().extracting(AuditRuleField::text)
                .isEqualTo("");
        assertThat(AuditRule.decode(full.array()).keys()).isEmpty();
    }

    @Test
    void everyPartCountsForEquality() {
        assertThat(AuditRule.parse("-a always,exit -S 1 -F uid=1 -F gid=1"))
                .isEqualTo(AuditRule.parse("-a always,exit -S 1 -F uid=1 -F gid=1"))
                .isNotEqualTo(AuditRule.parse("-a always,exit -S 1 -F gid=1 -F uid=1"))
                .isNotEqualTo(AuditRule.parse("-a never,exit -S 1 -F uid=1 -F gid=1"))
                .isNotEqualTo(AuditRule.parse("-a always,exit -S 2 -F uid=1 -F gid=1"))
                .isNotEqualTo(AuditRule.parse("-a always,user -F uid=1 -F gid=1")).isNotEqualTo("a rule");
    }

    @Test
    void hashCodesDifferWhereRulesDo() {
        assertThat(List.of("-a always,exit -S 1 -F uid=1", "-a always,exit -S 2 -F uid=1",
                "-a never,exit -S 1 -F uid=1", "-a always,exit -S 1 -F uid=2", "-a always,exit -S 1",
                "-a always,user -F uid=1", "-a always,task -F uid=1", "-a never,task -F uid=1", "-a never,user"))
                .extracting(line -> AuditRule.parse(line).hashCode()).doesNotHaveDuplicates();
    }

    @Test
    void emptyPartsOfAKeyAreNoKeys() {
        byte[] bytes = AuditRule.parse("-a always,exit -S 1 -k 1a22b3").encode();
        for (int index : new int[] {0, 2, 3, 5}) {
            bytes[1040 + index] = 1; // the separator
        }
        assertThat(AuditRule.decode(bytes).keys()).containsExactly("a", "b");
        assertThat(AuditRule.decode(bytes).toString()).endsWith(" -F key=a -F key=b");
    }

    @Test
    void aListedRuleHasNeitherThePrependFlagNorClasses() {
        AuditRule all = AuditRule.parse("-a always,exit -S all -k x");
        AuditRule listed = all.asLoaded();

        assertThat(listed).isNotEqualTo(all).isSameAs(listed.asLoaded());
        assertThat(listed.systemCalls()).hasSize(2032);
        assertThat(all.isForAllSystemCalls()).isTrue();
        assertThat(listed.isForAllSystemCalls()).isTrue();
        assertThat(RULE.asLoaded()).isEqualTo(RULE.appended());
    }

    @Test
    void fieldsHoldANumberOrAText() {
        assertThatThrownBy(() -> AuditRuleField.of(AuditRuleFieldType.PATH, AuditRuleOperator.EQUAL, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("type: 105 (expected: a field with a number)");
        assertThatThrownBy(() -> AuditRuleField.of(AuditRuleFieldType.PID, AuditRuleOperator.EQUAL, "x"))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("type: 0 (expected: a field with a text)");
        assertThat(AuditRuleField.of(AuditRuleFieldType.KEY, AuditRuleOperator.EQUAL, "\u00e4").value()).isEqualTo(2);
    }

    @Test
    void numbersOfEnumsAreTheKernels() {
        assertThat(AuditRuleFilter.of(3)).isNull();
        assertThat(AuditRuleAction.of(1)).isNull();
        assertThat(AuditRuleAction.of(0)).isSameAs(AuditRuleAction.NEVER);
        assertThat(AuditRuleOperator.of(0)).isNull();
        assertThat(AuditRuleOperator.of(0x40000001)).isSameAs(AuditRuleOperator.EQUAL);
        assertThat(AuditRuleFieldType.name(AuditRuleFieldType.LOGIN_UID_SET)).isNull();
        assertThat(AuditRuleFieldType.of("loginuid")).isEqualTo(AuditRuleFieldType.LOGIN_UID);
    }

    private static String refusal(boolean adding, int errno, String line) {
        return RuleRefusal.explain(adding, AuditRule.parse(line), errno);
    }

    @Test
    void refusalsOfTheKernelAreExplained() {
        assertThat(refusal(true, NetlinkErrno.EEXIST, "-w /x")).startsWith("an equal rule is loaded already; ");
        assertThat(refusal(false, NetlinkErrno.ENOENT, "-w /x")).startsWith("no such rule is loaded; ");
        assertThat(refusal(true, NetlinkErrno.ENOENT, "-w /a/b/c")).isEqualTo("there is no directory /a/b");
        assertThat(refusal(true, NetlinkErrno.ENOENT, "-w /a")).isEqualTo("there is no directory /");
        assertThat(refusal(true, NetlinkErrno.ENOENT, "-a always,exit -F dir=/a/b"))
                .isEqualTo("there is no directory /a/b");
        assertThat(refusal(true, NetlinkErrno.ENOENT, "-a always,exit -F exe=/bin/x -F uid=0"))
                .isEqualTo("there is no directory /bin");
        assertThat(refusal(true, NetlinkErrno.ENOENT, "-a always,exit -F uid=0"))
                .isEqualTo("there is no file that the rule refers to");
        assertThat(refusal(true, 20, "-w /a/b/c")).isEqualTo("a part of the path to directory /a/b is not a directory");
        assertThat(refusal(true, 36, "-w /a")).isEqualTo("a path is too long for the kernel");
        assertThat(refusal(true, NetlinkErrno.EPERM, "-w /a")).contains("CAP_AUDIT_CONTROL").contains("-e 2");
        assertThat(refusal(true, NetlinkErrno.ECONNREFUSED, "-w /a")).contains("user namespaces");
        assertThat(refusal(true, 12, "-w /a")).isEqualTo(NetlinkErrno.description(12));
    }

    @Test
    void theNewestPartOfARuleIsTheLikeliestToBeUnknown() {
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a always,io_uring -S openat"))
                .isEqualTo("the kernel does not accept the list io_uring, which exists since Linux 5.16");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a never,filesystem -F fstype=tracefs"))
                .endsWith("the list filesystem, which older kernels do not have");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a always,exit -F uid=0 -F saddr_fam=2"))
                .endsWith("the field saddr_fam, which older kernels do not have");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a always,exit -F uid=0 -F obj_type=x_t"))
                .endsWith("the label obj_type=x_t, which the security module may not know");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a always,exclude -F msgtype=CWD"))
                .endsWith("one of the fields in the list exclude; older kernels accept fewer of them there");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a never,user")).endsWith("the list or the action");
        assertThat(refusal(true, NetlinkErrno.EINVAL, "-a never,user -F uid=0")).contains("a field, or an operator or");
    }

    @Test
    void featuresThatAKernelLacksAreRefused() {
        for (String[] row : new String[][] {
            {"-a always,exit -F exe=/x", "this kernel has no field exe"},
            {"-a always,exit -F sessionid=1", "this kernel has no field sessionid"},
            {"-a never,filesystem -F fstype=tracefs", "this kernel has no list filesystem"},
            {"-a never,exclude -F ppid=1", "this kernel excludes by fewer fields"}}) {
            assertThatThrownBy(() -> new AuditRuleParser(withFeatures(0)).parse(row[0]))
                    .isInstanceOf(AuditRuleException.class).hasMessageContaining(row[1]);
        }
        AuditRuleParser old = new AuditRuleParser(withFeatures(AuditFeatureBitmap.EXECUTABLE_PATH));
        for (String field : List.of("pid=1", "uid=0", "gid=0", "auid=0", "msgtype=CWD", "subj_user=x", "subj_role=x",
                "subj_type=x", "subj_sen=x", "subj_clr=x", "exe=/x")) {
            assertThat(old.parse("-a never,exclude -F " + field).commands()).hasSize(1);
        }
        assertThat(old.parse("-a always,exit -F exe=/x").commands()).hasSize(1);
    }

    private static AuditRuleHost withFeatures(int features) {
        return new AuditRuleHost() {
            @Override
            public int features() {
                return features;
            }
        };
    }
}
