package io.github.nettyaudit.codec.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditMessageTypeTest {
    private static final Path LIBAUDIT_TABLES = Path.of("../../shared/corpus/libaudit-tables.json");
    private static final Path KERNEL_HEADER = Path.of("/usr/include/linux/audit.h");
    /** Constants that bound a range; the types at the bounds have, or lack, names of their own. */
    private static final Set<String> BOUNDS =
            Set.of("FIRST_USER_MSG", "LAST_USER_MSG", "FIRST_USER_MSG2", "LAST_USER_MSG2");
    /** {@code #define}s of the header in the types' range that are no types: bounds of the kernel's anomalies. */
    private static final Set<String> NO_TYPES = Set.of("FIRST_KERN_ANOM_MSG", "LAST_KERN_ANOM_MSG");
    /**
     * {@code include/uapi/linux/audit.h} of Linux 6.18, blocks of consecutive numbers: the first, then the names;
     * {@code -} for a number without one.
     */
    private static final Map<Integer, String> LINUX_6_18 = new TreeMap<>(Map.of(
            1000, "GET SET LIST ADD DEL USER LOGIN WATCH_INS WATCH_REM WATCH_LIST SIGNAL_INFO ADD_RULE DEL_RULE "
                    + "LIST_RULES TRIM MAKE_EQUIV TTY_GET TTY_SET SET_FEATURE GET_FEATURE",
            1107, "USER_AVC",
            1124, "USER_TTY",
            1200, "DAEMON_START DAEMON_END DAEMON_ABORT DAEMON_CONFIG",
            1300, "SYSCALL - PATH IPC SOCKETCALL CONFIG_CHANGE SOCKADDR CWD - EXECVE - IPC_SET_PERM MQ_OPEN "
                    + "MQ_SENDRECV MQ_NOTIFY MQ_GETSETATTR KERNEL_OTHER FD_PAIR OBJ_PID TTY EOE BPRM_FCAPS CAPSET "
                    + "MMAP NETFILTER_PKT NETFILTER_CFG SECCOMP PROCTITLE FEATURE_CHANGE REPLACE KERN_MODULE FANOTIFY "
                    + "TIME_INJOFFSET TIME_ADJNTPVAL BPF EVENT_LISTENER URINGOP OPENAT2 DM_CTRL DM_EVENT",
            1400, "AVC SELINUX_ERR AVC_PATH MAC_POLICY_LOAD MAC_STATUS MAC_CONFIG_CHANGE MAC_UNLBL_ALLOW "
                    + "MAC_CIPSOV4_ADD MAC_CIPSOV4_DEL MAC_MAP_ADD MAC_MAP_DEL MAC_IPSEC_ADDSA MAC_IPSEC_DELSA "
                    + "MAC_IPSEC_ADDSPD MAC_IPSEC_DELSPD MAC_IPSEC_EVENT MAC_UNLBL_STCADD MAC_UNLBL_STCDEL "
                    + "MAC_CALIPSO_ADD MAC_CALIPSO_DEL IPE_ACCESS IPE_CONFIG_CHANGE IPE_POLICY_LOAD LANDLOCK_ACCESS "
                    + "LANDLOCK_DOMAIN MAC_TASK_CONTEXTS MAC_OBJ_CONTEXTS",
            1700, "ANOM_PROMISCUOUS ANOM_ABEND ANOM_LINK ANOM_CREAT",
            1800, "INTEGRITY_DATA INTEGRITY_METADATA INTEGRITY_STATUS INTEGRITY_HASH INTEGRITY_PCR INTEGRITY_RULE "
                    + "INTEGRITY_EVM_XATTR INTEGRITY_POLICY_RULE",
            2000, "KERNEL"));

    private static Map<String, Integer> constants() throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : AuditMessageType.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                constants.put(field.getName(), field.getInt(null));
            }
        }
        return constants;
    }

    @Test
    void constantsAreExactlyTheTypesOfLinuxAndTheMostFrequentOfApplications() throws IllegalAccessException {
        Map<String, Integer> expected = new TreeMap<>(Map.of(
                "FIRST_USER_MSG", 1100, "LAST_USER_MSG", 1199, "FIRST_USER_MSG2", 2100, "LAST_USER_MSG2", 2999));
        // audit-records.h of audit-userspace
        expected.putAll(Map.of("USER_AUTH", 1100, "USER_ACCT", 1101, "USER_MGMT", 1102, "USER_START", 1105, "USER_END",
                1106, "USER_CHAUTHTOK", 1108, "USER_ERR", 1109, "USER_LOGIN", 1112, "USER_LOGOUT", 1113));
        expected.putAll(Map.of("ADD_USER", 1114, "DEL_USER", 1115, "TRUSTED_APP", 1121, "USER_CMD", 1123));
        LINUX_6_18.forEach((first, names) -> {
            int type = first;
            for (String name : names.split(" ")) {
                if (!name.equals("-")) {
                    expected.put(name, type);
                }
                type++;
            }
        });
        assertThat(constants()).isEqualTo(expected);
    }

    @Test
    void everyConstantIsNamedAndFoundByItsName() throws IllegalAccessException {
        constants().forEach((name, type) -> {
            if (!BOUNDS.contains(name)) {
                assertThat(AuditMessageType.name(type)).isEqualTo(name);
                assertThat(AuditMessageType.of(name)).isEqualTo(type);
            }
        });
    }

    @Test
    void everyNumberHasANameThatLeadsBackToIt() {
        for (int type = 0; type <= 0xffff; type++) {
            assertThat(AuditMessageType.of(AuditMessageType.name(type))).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @CsvSource({"1999,UNKNOWN[1999]", "0,UNKNOWN[0]", "65535,UNKNOWN[65535]", "-1,UNKNOWN[-1]",
            "1100,USER_AUTH", "2507,VIRT_MIGRATE_OUT", "1503,APPARMOR_DENIED", "2999,UNKNOWN[2999]"})
    void namesNeverFail(int type, String name) {
        assertThat(AuditMessageType.name(type)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "syscall", "NO_SUCH_TYPE", "UNKNOWN[", "UNKNOWN[]", "UNKNOWN[x]", "UNKNOWN[-1]",
            "UNKNOWN[65536]", "UNKNOWN[4294967295]", "UNKNOWN[99999999999]", "UNKNOWN[1]x"})
    void otherTextIsNoType(String name) {
        assertThat(AuditMessageType.of(name)).isEqualTo(-1);
    }

    @Test
    void recordsAreWhatKernelAndUserSpaceReport() {
        for (int type = 0; type <= 0xffff; type++) {
            boolean record = type >= 1100 && type <= 2999 || type == 1005 || type == 1006;
            assertThat(AuditMessageType.isRecord(type)).as("%d", type).isEqualTo(record);
        }
    }

    @Test
    void namesAreThoseOfLibaudit() throws IOException {
        Assumptions.assumeTrue(Files.exists(LIBAUDIT_TABLES), () -> "not here: " + LIBAUDIT_TABLES.toAbsolutePath());
        JsonNode types = new ObjectMapper().readTree(LIBAUDIT_TABLES.toFile()).get("message_types");
        assertThat(types.size()).isGreaterThan(190);
        types.properties().forEach(type -> assertThat(AuditMessageType.name(Integer.parseInt(type.getKey())))
                .isEqualTo(type.getValue().textValue()));
    }

    @Test
    void nothingOfThisMachinesKernelHeaderIsMissing() throws IOException, IllegalAccessException {
        Assumptions.assumeTrue(Files.exists(KERNEL_HEADER), () -> "not here: " + KERNEL_HEADER);
        Map<String, Integer> constants = constants();
        Matcher matcher = Pattern.compile("(?m)^#define AUDIT_(\\w+)\\s+([12]\\d{3})\\b")
                .matcher(Files.readString(KERNEL_HEADER));
        int found = 0;
        while (matcher.find()) {
            if (!NO_TYPES.contains(matcher.group(1))) {
                assertThat(constants).containsEntry(matcher.group(1), Integer.parseInt(matcher.group(2)));
                found++;
            }
        }
        assertThat(found).isGreaterThan(80);
    }
}
