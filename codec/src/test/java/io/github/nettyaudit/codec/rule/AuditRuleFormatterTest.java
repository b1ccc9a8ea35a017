package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that no line of ours makes, but a kernel may list: other programs and newer kernels write what they like. */
class AuditRuleFormatterTest {
    private static final int MASK = 12;
    private static final int FIELDS = 268;
    private static final int VALUES = 524;
    private static final int OPERATORS = 780;

    private static ByteBuffer bytes(int filter, int action) {
        ByteBuffer bytes = ByteBuffer.allocate(1040).order(ByteOrder.nativeOrder());
        return bytes.putInt(0, filter).putInt(4, action);
    }

    private static void field(ByteBuffer bytes, int type, int operator, int value) {
        int count = bytes.getInt(8);
        bytes.putInt(8, count + 1).putInt(FIELDS + 4 * count, type).putInt(VALUES + 4 * count, value)
                .putInt(OPERATORS + 4 * count, operator);
    }

    private static AuditRule rule(ByteBuffer bytes) {
        return AuditRule.decode(bytes.array());
    }

    @Test
    void listsActionsAndOperatorsWithoutANameAreShownAsAuditctlDoes() {
        assertThat(rule(bytes(0, 1))).hasToString("-a possible,user");
        assertThat(rule(bytes(0, 3))).hasToString("-a (null),user");
        assertThat(rule(bytes(0x10, 0))).hasToString("-A never,user");
        assertThat(rule(bytes(9, 2))).hasToString("-a always,(null)");
        ByteBuffer unknown = bytes(0, 2);
        field(unknown, 1, 0, 7);
        field(unknown, 99, 0x40000000, -7);
        assertThat(rule(unknown)).hasToString("-a always,user -F uid(null)7 f99=-7");
    }

    @Test
    void aListWithoutANameMayNameSystemCalls() {
        ByteBuffer all = bytes(9, 2);
        for (int word = 0; word < 63; word++) {
            all.putInt(MASK + 4 * word, -1);
        }
        assertThat(rule(all)).hasToString("-a always,(null) -S all");
        assertThat(rule(all.putInt(0, 0))).hasToString("-a always,user");
        assertThat(rule(all.putInt(0, 4).putInt(MASK + 4 * 62, -2)).toString()).startsWith("-a always,exit -S ")
                .doesNotContain("-S all").contains("1983,1985");
    }

    @Test
    void numbersWithoutANameStayNumbers() {
        ByteBuffer bytes = bytes(4, 2);
        field(bytes, 11, 0x40000000, 0x4000abcd);
        bytes.putInt(MASK, 1);
        field(bytes, 103, 0x40000000, -4000);
        field(bytes, 103, 0x40000000, 13);
        field(bytes, 103, 0x40000000, 0);
        field(bytes, 102, 0x40000000, -1);
        field(bytes, 111, 0x40000000, 99);
        assertThat(rule(bytes)).hasToString("-a always,exit -F arch=0x4000ABCD -S 0 -F exit=-4000 -F exit=13 -F exit=0"
                + " -F inode=4294967295");
        ByteBuffer mips = bytes(4, 2);
        field(mips, 11, 0x30000000, 8);
        mips.putInt(MASK, 1);
        assertThat(rule(mips)).as("an architecture that auditctl does not know")
                .hasToString("-a always,exit -F arch!=0x8 -S 0");
        ByteBuffer types = bytes(5, 0);
        field(types, 12, 0x40000000, 1329);
        field(types, 12, 0x40000000, 1307);
        field(types, 12, 0x40000000, 5000);
        assertThat(rule(types)).hasToString("-a never,exclude -F msgtype=1329 -F msgtype=CWD -F msgtype=5000");
    }

    @Test
    void theInterpretedFormNamesArchitectureAndUnsetIds() {
        ByteBuffer bytes = bytes(4, 2);
        field(bytes, 11, 0x40000000, 0xc000003e);
        field(bytes, 9, 0x30000000, -1);
        field(bytes, 25, 0x30000000, -1);
        field(bytes, 9, 0x30000000, 1);
        field(bytes, 1, 0x40000000, -1);
        bytes.putInt(MASK, 4);
        assertThat(AuditRuleFormatter.interpreted().format(rule(bytes))).isEqualTo(
                "-a always,exit -F arch=x86_64 -S open -F auid!=unset -F sessionid!=unset -F auid!=1 -F uid=-1");
        assertThat(AuditRuleFormatter.auditctl().format(rule(bytes))).isEqualTo(
                "-a always,exit -F arch=b64 -S open -F auid!=-1 -F sessionid!=-1 -F auid!=1 -F uid=-1");
    }

    /** A watch is shown as one only where -w would make the same rule. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -w /x -p wa -k y                              | -w /x -p wa -k y
            -W /x -p wa -k y                              | -w /x -p wa -k y
            -A always,exit -F path=/x -F perm=wa -F key=y | -A always,exit -S all -F path=/x -F perm=wa -F key=y
            -a always,exit -F dir=/x -F perm=wa           | -w /x -p wa
            -a always,exit -F path=/x                     | -a always,exit -S all -F path=/x
            -a always,exit -F path=/x -F perm=wa -F uid=0 | -a always,exit -S all -F path=/x -F perm=wa -F uid=0
            -a always,exit -S 2000 -F path=/x -p wa       | -a always,exit -S 2000 -F path=/x -F perm=wa
            """)
    void watches(String line, String shown) {
        assertThat(AuditRule.parse(line)).hasToString(shown);
    }
}
