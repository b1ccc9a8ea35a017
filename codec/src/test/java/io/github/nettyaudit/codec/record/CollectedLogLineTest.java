package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.CollectedLogLine.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F3: the forms in which records come that are not lines of audit.log. */
class CollectedLogLineTest {
    private static final String BODY = "audit(1700000000.365:54): apparmor=\"DENIED\" operation=\"open\" pid=19";
    private static final String PRINTK = "type=1400 " + BODY;
    private static final String DAEMON = "type=AVC msg=" + BODY;

    private final CollectedLogLine collected = new CollectedLogLine();

    private Form read(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer("xyz" + text + "zyx", StandardCharsets.ISO_8859_1);
        return collected.read(buffer, 3, buffer.writerIndex() - 3);
    }

    private String record(String text) {
        assertThat(read(text)).as(text).isEqualTo(Form.RECORD);
        AuditLogLine line = new AuditLogLine();
        assertThat(line.read(collected.text())).as(text).isTrue();
        assertThat(line.seconds()).isEqualTo(1_700_000_000);
        return collected.text().toString(StandardCharsets.ISO_8859_1);
    }

    private void assertNone(String text) {
        assertThat(read(text)).as(text).isEqualTo(Form.OTHER);
        assertThat(collected.text().isReadable()).as(text).isFalse();
        assertThat(collected.type()).isZero();
    }

    /** All stamps of rsyslogd, syslog-ng, journalctl -o short-* and dmesg, the host being web1. */
    @ParameterizedTest
    @ValueSource(strings = {"Nov 14 22:13:20 web1 ", "Nov  4 22:13:20 web1 ", "<5>Nov 14 22:13:20 web1 ",
        "2023-11-14T22:13:20.123456+00:00 web1 ", "2023-11-14T22:13:20Z web1 ", "2023-11-14 22:13:20 web1 ",
        "Nov 14 22:13:20.123456 web1 ", "Tue 2023-11-14 22:13:20 UTC web1 ", "2023-11-14T22:13:20+0000 web1 ",
        "1700000000.123456 web1 ", "[   12.345678] web1 ", "2023 Nov 14 22:13:20 web1 ", "Nov 14 2023 22:13:20 web1 ",
        "Nov 14 22:13:20 10.1.2.3 web1 "})
    void theHostOfASyslogHeaderIsTheNode(String stamp) {
        String expected = "node=web1 type=1400 msg=" + BODY;
        for (String program : new String[] {"kernel: [   12.345678] audit: ", "kernel: audit: ", "kernel: ", "audit: ",
            "kernel: [42416.178567][  T19] ", "kernel: [42416.1] [ pid 2] audit:  ", "audit[123]: ", "kernel[0]: "}) {
            assertThat(record(stamp + program + PRINTK)).isEqualTo(expected);
        }
        for (String program : new String[] {"audispd: ", "audispd[712]: ", "audisp-syslog: ", "audisp-syslog[1]: ",
            "tag_audit_log: ", "auditd[1]: "}) {
            assertThat(record(stamp + program + DAEMON)).isEqualTo("node=web1 " + DAEMON);
            // the record's own name counts
            assertThat(record(stamp + program + "node=web2 " + DAEMON)).isEqualTo("node=web2 " + DAEMON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[   12.345678] audit: ", "[   12.345678] ", "audit: ", "[Tue Nov 14 22:13:20 2023] audit: ",
        "[Nov14 22:13] audit: ", "[  +0.000010] audit: ", "<5>[   12.345678] audit: ", "<5>audit: ",
        "kern  :notice: [   12.345678] audit: ", "kern  :notice: audit: ", "2023-11-14T22:13:20,123456+00:00 audit: ",
        "[   12.345678][    T1] audit: ", "kernel: audit: ", "Nov 14 22:13:20 kernel: ", "kernel: [ 1.2] "})
    void withoutAHostThereIsNoNode(String stamp) {
        assertThat(record(stamp + PRINTK)).isEqualTo("type=1400 msg=" + BODY);
    }

    @Test
    void readsRfc5424() {
        String expected = "node=web1 type=1400 msg=" + BODY;
        assertThat(record("<5>1 2023-11-14T22:13:20.123Z web1 kernel - - - [ 12.3] audit: " + PRINTK)).isEqualTo(expected);
        assertThat(record("<5>1 2023-11-14T22:13:20Z web1 audit 12 ID3 [a@1 b=\"]\\\"x\"][c@2] \u00ef\u00bb\u00bf" + PRINTK))
                .isEqualTo(expected);
        assertThat(record("<5>1 - - kernel - - - " + PRINTK)).isEqualTo("type=1400 msg=" + BODY);
        assertNone("<5>1 2023-11-14T22:13:20Z web1 sshd - - - " + PRINTK);
        assertNone("<5>1 2023-11-14T22:13:20Z web1 kernel - - [open=\"x " + PRINTK);
        assertNone("<5>1 2023-11-14T22:13:20Z web1 kernel - - " + PRINTK);
        assertNone("<5>1 ");
    }

    @Test
    void linesOfGrepBeginWithTheFile() {
        assertThat(record("/var/log/audit/audit.log:" + DAEMON)).isEqualTo(DAEMON);
        assertThat(record("audit.log.1:17:" + DAEMON)).isEqualTo(DAEMON);
        assertThat(record("/a/b:node=web1 " + DAEMON)).isEqualTo("node=web1 " + DAEMON);
        assertNone("/var/log/audit/audit.log:17:x " + DAEMON);
        assertNone("/var/log/audit/audit.log:" + PRINTK.substring(1));
        assertThat(record("audit:" + DAEMON)).isEqualTo(DAEMON);
        assertNone("/var/log:");
        assertNone("/var/log");
    }

    @Test
    void hostAndNodesWithBlanksAreNodes() {
        assertThat(record("host=web1 " + DAEMON)).isEqualTo("node=web1 " + DAEMON);
        assertThat(record("audispd: node=My Box 7 " + DAEMON)).isEqualTo("node=My Box 7 " + DAEMON);
        assertThat(record("host=a type=b " + DAEMON)).isEqualTo("node=a type=b " + DAEMON);
        assertNone("host= " + DAEMON);
        assertNone("host=x " + BODY);
    }

    /** Kernels before 2.6.15 printed no type. */
    @Test
    void aRecordMayHaveNoType() {
        assertThat(record("Nov 14 22:13:20 web1 kernel: audit(1700000000.365:54): avc:  denied  { read } for pid=1"))
                .isEqualTo("node=web1 type=AVC msg=audit(1700000000.365:54): avc:  denied  { read } for pid=1");
        assertThat(record("audit(1700000000.365:54): initialized"))
                .isEqualTo("type=UNKNOWN[0] msg=audit(1700000000.365:54): initialized");
    }

    /** Text of one program's message is not the record of another; nor is a sentence about records. */
    @ParameterizedTest
    @ValueSource(strings = {"Nov 14 22:13:20 web1 sshd[1]: Invalid user kernel: " + PRINTK,
        "Nov 14 22:13:20 web1 sshd[1]: " + DAEMON, "Nov 14 22:13:20 web1 myapp: kernel: " + PRINTK,
        "Nov 14 22:13:20 web1 user=x kernel: " + PRINTK, "Nov 14 22:13:20 web1 " + PRINTK,
        "Nov 14 22:13:20 web1 kernel: [1.2] usb: " + PRINTK, "Nov 14 22:13:20 web1 kernel: audit: audit: " + PRINTK,
        "see the audit: " + PRINTK, "a kernel: " + PRINTK, "x :notice: audit: " + PRINTK, "\"x audit: " + PRINTK,
        "Nov 14 22:13:20 web1 kernel: x " + PRINTK, "[ 12.3 audit: " + PRINTK,
        "Nov 14 22:13:20 web1 kernel: [ 1.2", "Nov 14 22:13:20 web1 kernel: [ 1.2] audit: audit_enabled=1",
        "Nov 14 22:13:20 web1 kernel: audit: backlog limit exceeded", "kernel:", "audit: ", "[ 1.2]", "<5>", "<x>audit: x",
        "Nov 14 22:13:20 web1 kernel: type=1400 audit(1700000000.365:54 x", "Nov 14 22:13:20 web1 kernel: type=1400",
        "type=1400", "type=SYSCALL msg=audit(x.1:2):", "kernel: type=1 audit(1.x:2):", "kernel: type=1 audit(1.2:):",
        "a b c d e f g h 22:13:20 i j kernel: " + PRINTK,
        "kernel: type=1400 audit(1700000000.1000:54): a=b", "kernel: type=1400 audit(99999999999999999999.1:54): a=b", "kernel: audit[1]: x", "node=x", "host=", ":", ": x"})
    void otherLinesAreNone(String text) {
        assertNone(text);
    }

    @Test
    void aLineOfAusearchThatIsInterpretedIsRecognised() {
        assertThat(read("type=SYSCALL msg=audit(11/14/2023 22:13:20.100:50) : arch=x86_64")).isEqualTo(Form.INTERPRETED);
        assertThat(read("node=web1 type=SYSCALL msg=audit(14.11.2023 22:13:20.100:50) : arch=x86_64"))
                .isEqualTo(Form.INTERPRETED);
        assertThat(read("audispd: type=SYSCALL msg=audit(11/14/23 10:13:20 PM.100:50) : x")).isEqualTo(Form.INTERPRETED);
        assertThat(read("type=SYSCALL msg=audit(a sentence) : arch=x86_64")).isEqualTo(Form.OTHER);
        assertThat(read("----")).isEqualTo(Form.SEPARATOR);
        assertThat(read("time->Tue Nov 14 22:13:20 2023")).isEqualTo(Form.SEPARATOR);
    }

    @Test
    void theTextOfJournaldHasNoEventId() {
        assertThat(read("Nov 14 22:13:20 web1 audit[1]: SERVICE_START pid=1 uid=0")).isEqualTo(Form.WITHOUT_EVENT_ID);
        assertThat(collected.type()).isEqualTo(AuditMessageType.of("SERVICE_START"));
        assertThat(collected.text().toString(StandardCharsets.US_ASCII)).isEqualTo("pid=1 uid=0");
        assertThat(read("Nov 14 22:13:20 web1 audit[1]: AUDIT1999 pid=1")).isEqualTo(Form.WITHOUT_EVENT_ID);
        assertThat(collected.type()).isEqualTo(1999);
        assertThat(read("Nov 14 22:13:20 web1 audit[9]: <audit-1400> apparmor=\"DENIED\"")).isEqualTo(Form.WITHOUT_EVENT_ID);
        assertThat(collected.type()).isEqualTo(AuditMessageType.AVC);
        for (String text : new String[] {"SERVICE_START", "NONSENSE pid=1", "AUDIT pid=1", "AUDIT19999 x", "AUDIT12 x",
            "<audit-> x", "<audit-x> x", "<audit-99> x", "service_start pid=1", "GET x"}) {
            assertNone("Nov 14 22:13:20 web1 audit[1]: " + text);
        }
        assertNone("Nov 14 22:13:20 web1 audispd: SERVICE_START pid=1 uid=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit.log:", "audit.log:17:", "audit.log-17-", "audit.log-", "17:", "17-", "audit:17:",
        "/var/log/audit/audit.log.1:", "audit.log-20231114.gz:3:", "a=b:3:", "17:4711:", "(standard input):",
        "(standard input):17:", "n\u00e9.log:"})
    void theFileNameOfGrepIsNotPartOfTheRecord(String prefix) {
        assertThat(record(prefix + DAEMON)).isEqualTo(DAEMON);
        assertThat(record(prefix + "node=my box " + DAEMON)).isEqualTo("node=my box " + DAEMON);
        assertThat(record(prefix + PRINTK)).isEqualTo("type=1400 msg=" + BODY);
    }

    @Test
    void otherTextBeforeARecordIsNoFileName() {
        assertNone("my log:17:" + DAEMON);
        assertNone("Nov 14 22:13:20 web1 sshd[1]: 17:" + DAEMON);
        assertNone("17:x" + DAEMON);
        assertThat(read("--")).isEqualTo(Form.SEPARATOR);
        assertNone("--x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nov 14 22:13:20 web1 kernel: [   12.345678] audit: ", "[   12.345678] audit: ",
        "Nov 14 22:13:20 web1 kernel: ", "audit: "})
    void theKernelSaysThatItLostRecords(String header) {
        for (String message : new String[] {"audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64",
            "audit_backlog=65 > audit_backlog_limit=64"}) {
            assertThat(read(header + message)).isEqualTo(Form.LOSS);
            assertThat(collected.text().toString(StandardCharsets.US_ASCII)).isEqualTo(message);
        }
        assertNone(header + "enabling (after boot)");
        assertNone("Nov 14 22:13:20 web1 sshd[1]: audit_lost=12");
        assertNone("Nov 14 22:13:20 web1 audispd: audit_lost=12");
        assertNone("audit_lost=12");
    }

    /** logd has no time, and writes the program's name as the tag. */
    @ParameterizedTest
    @ValueSource(strings = {"11-14 22:13:20.123  1234  1240 W foo     : ",
        "2023-11-14 22:13:20.123  1234  1240 W foo: ",
        "11-14 22:13:20.123  u0_a12  1234  1240 W Binder:12_3: ", "11-14 22:13:20.123 W/foo     ( 1234): ",
        "W/foo     ( 1234): ", "W/kworker/u8:1: ", "I auditd  : ", "11-14 22:13:20.123  1234  1240 I auditd  : ", ""})
    void recordsOfAndroidsLogcatAreRead(String header) {
        String body = ": avc:  denied  { read } for  name=\"x\" scontext=u:r:a:s0 tclass=file permissive=0";
        assertThat(read(header + "type=1400 audit(0.0:22)" + body)).isEqualTo(Form.RECORD);
        assertThat(collected.text().toString(StandardCharsets.US_ASCII))
                .isEqualTo("type=1400 msg=audit(0.000:22)" + body);
        assertThat(record(header + PRINTK)).isEqualTo("type=1400 msg=" + BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11-14 22:13:20.123  1234  1240 W foo     : hello type=1400 ", "X/foo: type=1400 ",
        "11-14 W foo: type=1400 ", "11-14 22:13:20.123  1 2 3 4 W foo: type=1400 ", "W/foo: type=1300 ", "W: type=1400 ",
        "11-14 22:13 1 2 W foo: type=1400 "})
    void otherLinesOfALogcatAreNot(String header) {
        assertNone(header + "audit(0.0:22): avc:  denied  { read }");
        assertNone(header);
    }

    /** audisp-syslog writes a blank for the byte 0x1D, rsyslogd #035. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "#035", "\u001d"})
    void theNamesOfAnEnrichedLineArePutBack(String separator) {
        String user = "type=USER_AUTH msg=audit(1700000000.365:54): pid=1 uid=0 msg='op=X A=b ARCH=q res=success'";
        String names = "UID=\"root\" AUID=\"my name\" SADDR={ saddr_fam=inet laddr=::1 } SYSCALL=openat";
        assertThat(record("Nov 14 22:13:20 web1 audispd: " + user + separator + names))
                .isEqualTo("node=web1 " + user + '\u001d' + names);
        assertThat(record("audispd: " + DAEMON + separator + "ARCH=x86_64")).isEqualTo(DAEMON + "\u001dARCH=x86_64");
    }

    @ParameterizedTest
    @ValueSource(strings = {" UID=\"root", " UID=root'", " UID=root x", " uid=root", " UID=", "#035", "#035x=y",
        " UID={ x", " =x", " A=\"b\"c"})
    void otherWordsAreNotTakenForNames(String end) {
        String line = "type=USER_AUTH msg=audit(1700000000.365:54): pid=1 msg='op=X'";
        assertThat(record("audispd: " + line + end)).isEqualTo(line + end);
    }

    @Test
    void aLineOfAuditLogIsUnchanged() {
        assertThat(record(DAEMON)).isEqualTo(DAEMON);
        assertThat(record(DAEMON + " UID=\"root\"")).isEqualTo(DAEMON + " UID=\"root\"");
        assertThat(record("node=web1 " + DAEMON)).isEqualTo("node=web1 " + DAEMON);
    }

    @Test
    void longLinesAreReadWhole() {
        String body = BODY + " x=" + "y".repeat(100_000);
        assertThat(record("Nov 14 22:13:20 web1 kernel: type=1400 " + body)).isEqualTo("node=web1 type=1400 msg=" + body);
        assertNone("Nov 14 22:13:20 web1 kernel: " + " ".repeat(800) + PRINTK);
        assertNone("host=" + "x".repeat(800) + " " + DAEMON);
    }

    private boolean isContinuation(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        int start = text.length() - text.stripLeading().length();
        boolean isContinuation = collected.isContinuation(buffer, start);
        if (!isContinuation) {
            collected.read(buffer, start, text.length());
        }
        return isContinuation;
    }

    /** A message of a journal can have a line that looks like a record, which journalctl indents. */
    @Test
    void indentedLinesAfterOneOfASystemLogAreOfItsMessage() {
        for (String line : new String[] {"Nov 14 22:13:20 web1 sshd[1]: x", "[ 12.3] usb 1-1: x", "[ 12.3] audit: " + PRINTK,
            "<5>1 2023-11-14T22:13:20Z web1 sshd - - - x", "Tue 2023-11-14 22:13:20.1 UTC [s=1;i=2]", "1700000000.1 web1 x: y"}) {
            assertThat(isContinuation(line)).as(line).isFalse();
            assertThat(isContinuation("  " + DAEMON)).as(line).isTrue();
            assertThat(isContinuation("  ")).as(line).isTrue();
            assertThat(isContinuation("\t" + DAEMON)).as(line).isTrue();
            assertThat(isContinuation("")).isFalse();
            assertThat(isContinuation("  " + DAEMON)).as(line).isFalse();
        }
        for (String line : new String[] {"as follows:", DAEMON, "audispd: " + DAEMON, "  [ 12.3] usb 1-1: x"}) {
            assertThat(isContinuation(line)).as(line).isFalse();
            assertThat(isContinuation("  " + DAEMON)).as(line).isFalse();
        }
    }

    /** A line of which only the start was cut off or changed is never read outside of its bounds. */
    @Test
    void everyCutOfALineIsRead() {
        for (String text : new String[] {"<5>1 2023-11-14T22:13:20Z web1 audit 12 ID3 [a@1 b=\"]\\\"x\"] " + PRINTK,
            "Nov 14 22:13:20 web1 kernel: [   12.345678] audit: " + PRINTK, "host=My Box 7 " + DAEMON,
            "Nov 14 22:13:20 web1 audit[1]: SERVICE_START pid=1 uid=0", "kern  :notice: [ 1.2] audit: " + PRINTK}) {
            for (int length = 0; length <= text.length(); length++) {
                ByteBuf exact = Unpooled.copiedBuffer(text.substring(0, length), StandardCharsets.US_ASCII);
                collected.read(exact, 0, length);
                ByteBuf tail = Unpooled.copiedBuffer(text.substring(length), StandardCharsets.US_ASCII);
                collected.read(tail, 0, tail.readableBytes());
            }
        }
        assertThat(read("")).isEqualTo(Form.OTHER);
    }
}
