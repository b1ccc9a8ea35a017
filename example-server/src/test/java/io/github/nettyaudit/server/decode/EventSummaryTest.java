package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.interpret.NameService;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the headline of the human view says about what happened and how it ended. */
class EventSummaryTest {
    private static final String USER_PART = "user pid=1169 uid=0 auid=4294967295 ses=4294967295 msg='";
    private static final String CONTEXTS = " scontext=a:b:c:s0 tcontext=a:b:d:s0 tclass=service";
    private static final String FAILED_OPEN = "SYSCALL: arch=c000003e syscall=2 success=no exit=-13 pid=5 comm=\"cat\"";
    private static final String OPEN = "SYSCALL: arch=c000003e syscall=2 success=yes exit=3 pid=5 comm=\"cat\"";
    private static final String OPEN_FAILED = "open failed: EACCES(Permission denied)";
    private static final String GRANTED = "AVC: avc:  granted  { getattr } for  pid=5 comm=\"cat\"";
    private static final String DENIED = "AVC: avc:  denied  { read } for  pid=5 comm=\"cat\" name=\"shadow\"";

    private static String userAvc(String message) throws IOException {
        return headline("USER_AVC: " + USER_PART + message + '\'');
    }

    /** @param records each a type, a colon, and what follows the event's id */
    private static String text(String... records) throws IOException {
        StringBuilder log = new StringBuilder();
        for (String record : records) {
            log.append("type=").append(record.replaceFirst(":", " msg=audit(1700000000.123:7):")).append('\n');
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordPrinter printer = new InterpretedPrinter(out, new EventText(new FieldInterpreter(NameService.NONE), false,
                ZoneOffset.UTC, 0));
        new RecordInput(printer).read(new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.UTF_8)));
        printer.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String headline(String... records) throws IOException {
        String text = text(records);
        String start = "2023-11-14 22:13:20.123 +00:00  #7  ";
        assertThat(text).startsWith(start).containsOnlyOnce(start);
        return text.substring(start.length(), text.indexOf('\n'));
    }

    /** dbus and systemd pass on what a client has chosen; libselinux adds the contexts after it. */
    @Test
    void theVerdictOfAUserAvcIsNotThatOfItsText() throws IOException {
        String denied = "avc:  denied  { read } for request=X comm=evil ";
        assertThat(userAvc(denied + "res=success" + CONTEXTS)).isEqualTo("user avc: read denied");
        assertThat(userAvc(denied + "seresult=granted apparmor=\"ALLOWED\"" + CONTEXTS))
                .isEqualTo("user avc: read denied");
        assertThat(userAvc(denied + "avc:  granted  { x } for" + CONTEXTS)).isEqualTo("user avc: read denied");
        assertThat(userAvc(denied + "tclass=x permissive=1" + CONTEXTS)).isEqualTo("user avc: read denied");
        assertThat(userAvc(denied + "permissive=0" + CONTEXTS + " permissive=1 exe=\"/x\""))
                .isEqualTo("user avc: read denied (permissive)");
        assertThat(userAvc("avc:  received policyload notice (seqno=2) res=success")).isEqualTo("user avc ok");
    }

    @ParameterizedTest
    @CsvSource({
        "hello res=failed exe=\"/sbin/auditctl\" hostname=? res=success, user ok",
        "hello res=success exe=\"/sbin/auditctl\" hostname=? res=failed, user failed",
        "hello' res=success msg='x exe=\"/x\" res=failed, user failed",
        "hello result=failed exe=\"/x\" res=success, user ok",
        "hello res=failed exe=\"/x\" result=Success, user ok",
        "hello avc:  denied  { x } for res=success, user: x ok",
        "hello apparmor=\"DENIED\" exe=\"/x\" res=success, user ok"})
    void theLastResultOfAUsersMessageCounts(String message, String headline) throws IOException {
        assertThat(headline("USER: " + USER_PART + message + '\'')).isEqualTo(headline);
    }

    @Test
    void aRecordOfItsOwnIsNamedWhereverItStands() throws IOException {
        assertThat(headline(DENIED, FAILED_OPEN)).isEqualTo("avc: read denied by " + OPEN_FAILED);
        assertThat(headline(FAILED_OPEN, DENIED)).isEqualTo("avc: read denied by " + OPEN_FAILED);
        assertThat(text(FAILED_OPEN, DENIED)).contains("\n  what     shadow\n");
        assertThat(headline(FAILED_OPEN, "CWD: cwd=\"/\"", "SELINUX_ERR: op=x seresult=denied",
                "PROCTITLE: proctitle=78"))
                .isEqualTo("selinux err: x denied by " + OPEN_FAILED);
        assertThat(headline(OPEN, "SECCOMP: pid=5 comm=\"cat\" sig=0 arch=c000003e syscall=2 code=0x7ffc0000"))
                .isEqualTo("seccomp: open log by open ok");
        assertThat(headline(FAILED_OPEN, "APPARMOR_DENIED: apparmor=\"DENIED\" operation=\"open\" pid=5"))
                .isEqualTo("apparmor: open denied by " + OPEN_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"CWD: cwd=\"/\"", "KERN_MODULE: name=\"x\"", "AVC_PATH: path=\"/x\"", "MAC_TASK_CONTEXTS: subj_a=x",
        "MAC_OBJ_CONTEXTS: obj_a=x", "UNKNOWN[1420]: subj_apparmor=unconfined", "UNKNOWN[1421]: obj_a=x",
        "TIME_INJOFFSET: sec=1 nsec=0"})
    void whatOnlySaysMoreAboutACallIsNot(String record) throws IOException {
        assertThat(headline(OPEN, record)).isEqualTo("open ok");
    }

    @Test
    void aRefusalIsNamedBeforeOtherRecords() throws IOException {
        assertThat(headline(GRANTED, DENIED, FAILED_OPEN)).isEqualTo("avc: read denied by " + OPEN_FAILED);
        assertThat(headline(FAILED_OPEN, GRANTED, DENIED)).isEqualTo("avc: read denied by " + OPEN_FAILED);
        assertThat(headline(GRANTED, DENIED)).isEqualTo("avc: read denied");
        assertThat(headline(GRANTED, DENIED + " permissive=1")).isEqualTo("avc: read denied (permissive)");
        assertThat(headline(DENIED.replace("read", "x") + " permissive=1", DENIED)).isEqualTo("avc: read denied");
        assertThat(headline(GRANTED, OPEN)).isEqualTo("avc: getattr granted by open ok");
    }

    @Test
    void smackSaysActionAndAppArmorOfDBusSpeaksInAUserAvc() throws IOException {
        String smack = "AVC: lsm=SMACK fn=smack_inode_permission action=denied subject=\"a\" object=\"b\""
                + " requested=w pid=5 comm=\"cat\" name=\"f\" dev=\"sda\" ino=1";
        assertThat(headline(smack)).isEqualTo("avc: w denied");
        assertThat(headline(smack, FAILED_OPEN)).isEqualTo("avc: w denied by " + OPEN_FAILED);
        assertThat(userAvc("apparmor=\"DENIED\" operation=\"dbus_method_call\"  bus=\"session\" path=\"/org/x\""
                + " interface=\"org.x\" member=\"Get\" mask=\"send\" pid=7 label=\"snap.x\" res=success"))
                .isEqualTo("user avc: dbus_method_call denied");
        assertThat(headline("CONFIG_CHANGE: action=denied res=1")).isEqualTo("config change ok");
    }

    @ParameterizedTest
    @CsvSource({
        "APPARMOR_DENIED: apparmor=\"DENIED\" operation=\"exec\" pid=5, apparmor: exec denied",
        "APPARMOR_DENIED: apparmor=\"DENIED\" pid=5, apparmor denied",
        "APPARMOR_STATUS: apparmor=\"STATUS\" operation=\"profile_load\" pid=5, apparmor: profile_load status",
        "APPARMOR_DENIED: apparmor=\"ALLOWED\" operation=\"exec\", apparmor denied: exec allowed",
        "AVC: apparmor=\"STATUS\" operation=\"profile_load\" pid=5, avc: profile_load status",
        "DAEMON_START: op=start ver=3.0 res=success, daemon start ok",
        "DAEMON_END: op=terminate res=success, daemon end: terminate ok"})
    void nothingIsSaidTwice(String record, String headline) throws IOException {
        assertThat(headline(record)).isEqualTo(headline);
    }

    /** A log can have any text, and the stack is bounded. */
    @Test
    void longValuesNeedNoDeepStack() throws IOException {
        assertThat(headline("SYSCALL: syscall=2 success=no exit=\"E(" + "a ".repeat(60_000) + "a)\""))
                .startsWith("open failed: E(a a a");
        assertThat(text("SOCKADDR: saddr=0200\u001dSADDR={ saddr_fam=inet" + " a=b".repeat(60_000) + " }"))
                .contains("  what     saddr_fam=inet a=b a=b");
    }

    @Test
    void whatIsDoneToNoFileIsNamed() throws IOException {
        String apparmor = "AVC: apparmor=\"DENIED\" operation=\"x\" profile=\"a\" pid=1 comm=\"ps\" ";
        assertThat(text(apparmor + "requested_mask=\"trace\" denied_mask=\"trace\" peer=\"snap.y\""))
                .contains("  what     snap.y\n");
        assertThat(text(apparmor + "target=\"snap.z\"")).contains("  what     snap.z\n");
        assertThat(text(apparmor + "capability=21  capname=\"sys_admin\"")).contains("  what     sys_admin\n");
        assertThat(text(apparmor + "name=\"/x\" peer=\"b\"")).contains("  what     /x\n");
        assertThat(text("VIRT_CONTROL: pid=1 msg='virt=kvm op=start vm=\"my vm\" res=success'"))
                .contains("  what     \"my vm\"\n");
        assertThat(text("USER_DEVICE: pid=1 msg='op=\"x\" device=\"/devices/x\" res=success'"))
                .contains("  what     /devices/x\n");
        assertThat(text("SOFTWARE_UPDATE: pid=1 msg='op=install sw=\"bash-5\" res=success'"))
                .contains("  what     bash-5\n");
        assertThat(text("SYSCALL: arch=c000003e syscall=62 success=yes exit=0", "OBJ_PID: opid=5 ocomm=\"victim\""))
                .contains("  what     victim\n");
        assertThat(text("CONFIG_CHANGE: op=remove_rule dir=\"/etc\" key=\"a\" list=4 res=1"))
                .contains("  what     /etc\n");
        assertThat(text("AVC: avc:  denied  { read } for  pid=1 comm=\"x\" peer=\"a\"")).doesNotContain("what");
    }

    @Test
    void theAnswerOfFanotifyIsADecision() throws IOException {
        String record = "FANOTIFY: resp=%d fan_type=1 fan_info=3 subj_trust=2 obj_trust=0";
        assertThat(headline(record.formatted(2), FAILED_OPEN)).isEqualTo("fanotify deny by " + OPEN_FAILED);
        assertThat(headline(record.formatted(1), OPEN)).isEqualTo("fanotify allow by open ok");
    }
}
