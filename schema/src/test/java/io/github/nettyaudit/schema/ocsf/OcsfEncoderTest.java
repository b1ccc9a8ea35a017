package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents of single events say. All of them are valid. */
class OcsfEncoderTest {
    private static final String STAMP = " msg=audit(1700000000.123:42): ";
    private static final String CALL = "type=SYSCALL" + STAMP + "arch=c000003e syscall=";
    private static final String ACTING = " items=1 ppid=8 pid=9 auid=1000 uid=1000 gid=1001 euid=0 suid=0 fsuid=0"
            + " egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"prog\" exe=\"/usr/bin/prog\" key=\"k\"";
    private static final EventContext HOST = EventContext.ofHost("host");

    private final OcsfSchema schema = new OcsfSchema();
    private final OcsfEncoder encoder = new OcsfEncoder(NameService.NONE);

    @Test
    void programStartIsLaunchOfProcessByItsParent() {
        JsonNode document = of(CALL + "59 success=yes exit=0" + ACTING,
                "type=EXECVE" + STAMP + "argc=2 a0=\"prog\" a1=\"x y\"", "type=CWD" + STAMP + "cwd=\"/srv\"");
        assertThat(document.get("type_uid").longValue()).isEqualTo(100701);
        assertThat(document.get("launch_type_id").intValue()).isEqualTo(3);
        assertJson(document.get("process"), """
                {"pid":9,"name":"prog","file":{"name":"prog","path":"/usr/bin/prog","type_id":8},"cmd_line":"prog x y",
                "working_directory":"/srv","parent_process":{"pid":8},"user":{"uid":"1000"},"group":{"uid":"1001"},
                "auid":1000,"euid":0,"egid":0}""");
        assertJson(document.get("actor"),
                "{\"process\":{\"pid\":8},\"user\":{\"uid\":\"1000\"},"
                        + "\"session\":{\"uid\":\"3\",\"terminal\":\"pts0\"}}");
        assertJson(document.at("/unmapped/args"), "[\"prog\",\"x y\"]");
        assertJson(document.get("metadata"), """
                {"version":"1.8.0","product":{"name":"netty-audit","vendor_name":"netty-audit"},
                "uid":"host/1700000000.123:42","log_name":"audit","log_provider":"Linux audit",
                "original_time":"1700000000.123","sequence":42,"event_code":"SYSCALL","labels":["k"],
                "profiles":["host","linux/linux_users"],
                "extensions":[{"name":"linux","uid":"1","version":"1.8.0"}]}""");
        assertThat(document.get("time").longValue()).isEqualTo(1_700_000_000_123L);
        assertJson(document.get("device"),
                "{\"hostname\":\"host\",\"type_id\":0,\"os\":{\"name\":\"Linux\",\"type_id\":200}}");
    }

    @Test
    void forkIsLaunchOfTheChild() {
        JsonNode document = of(CALL + "57 success=yes exit=77" + ACTING);
        assertThat(document.get("type_uid").longValue()).isEqualTo(100701);
        assertJson(document.get("process"), "{\"pid\":77,\"parent_process\":{\"pid\":9,\"name\":\"prog\"}}");
        assertThat(document.at("/actor/process/pid").intValue()).isEqualTo(9);
    }

    /** No process was made, of which a process activity could be. */
    @Test
    void failedForkIsKernelActivity() {
        JsonNode document = of(CALL + "57 success=no exit=-11" + ACTING);
        assertThat(document.get("type_uid").longValue()).isEqualTo(100304);
        assertThat(document.get("status").textValue()).isEqualTo("Failure");
        assertThat(document.get("status_code").textValue()).isEqualTo("EAGAIN");
        assertThat(document.get("severity_id").intValue()).isEqualTo(2);
        assertJson(document.get("kernel"), "{\"name\":\"fork\",\"type_id\":2,\"system_call\":\"fork\"}");
    }

    @Test
    void commandOfSudoIsLaunchedBySudo() {
        JsonNode document = of("type=USER_CMD" + STAMP + "pid=9 uid=1000 auid=1000 ses=3 msg='cwd=\"/home\""
                + " cmd=6C73202D6C exe=\"/usr/bin/sudo\" terminal=pts/1 res=success'");
        assertThat(document.get("type_uid").longValue()).isEqualTo(100701);
        assertJson(document.get("process"),
                "{\"uid\":\"host/1700000000.123:42\",\"cmd_line\":\"ls -l\",\"parent_process\":{\"pid\":9}}");
        assertThat(document.at("/actor/process/name").textValue()).isEqualTo("sudo");
        assertThat(document.at("/actor/process/working_directory").textValue()).isEqualTo("/home");
    }

    @Test
    void signalIsAboutTheOtherProcess() {
        JsonNode document = of(CALL + "62 success=yes exit=0" + ACTING,
                "type=OBJ_PID" + STAMP + "opid=12 oauid=7 ouid=5 oses=2 ocomm=6F 74");
        assertThat(document.get("class_uid").intValue()).isEqualTo(1007);
        assertJson(document.get("process"),
                "{\"pid\":12,\"name\":\"o\",\"user\":{\"uid\":\"5\"},\"session\":{\"uid\":\"2\"}}");
        assertThat(document.at("/actor/process/pid").intValue()).isEqualTo(9);
        assertThat(of(CALL + "62 success=yes exit=0" + ACTING).get("type_uid").longValue()).isEqualTo(100304);
    }

    @Test
    void renameHasBothNames() {
        JsonNode document = of(CALL + "82 success=yes exit=0" + ACTING,
                path("/tmp", "PARENT", "041777"), path("/tmp", "PARENT", "041777"),
                path("/tmp/a", "DELETE", "0100644"), path("/tmp/b/", "CREATE", "040755"));
        assertThat(document.get("type_uid").longValue()).isEqualTo(100105);
        assertJson(document.get("file"), "{\"name\":\"a\",\"path\":\"/tmp/a\",\"type_id\":1,\"uid\":\"5\",\"owner\":"
                + "{\"uid\":\"0\",\"name\":\"root\"}}");
        assertJson(document.get("file_result"), "{\"name\":\"b\",\"path\":\"/tmp/b/\",\"type_id\":2,\"uid\":\"5\","
                + "\"owner\":{\"uid\":\"0\",\"name\":\"root\"}}");
        assertThat(document.at("/unmapped/paths")).hasSize(4);
    }

    @Test
    void fileThatIsNotNamedIsKernelActivity() {
        assertThat(of(CALL + "0 success=yes exit=5" + ACTING).get("type_uid").longValue()).isEqualTo(100304);
    }

    @Test
    void peerIsSourceOrDestination() {
        String address = "type=SOCKADDR" + STAMP + "saddr=02000050C00002010000000000000000";
        JsonNode connect = of(CALL + "42 success=yes exit=0" + ACTING, address);
        assertThat(connect.get("type_uid").longValue()).isEqualTo(400101);
        assertJson(connect.get("dst_endpoint"), "{\"ip\":\"192.0.2.1\",\"port\":80}");
        assertJson(connect.get("src_endpoint"), "{\"hostname\":\"host\"}");
        assertJson(connect.get("connection_info"), "{\"direction_id\":2,\"protocol_ver_id\":4}");
        JsonNode accept = of(CALL + "43 success=yes exit=4" + ACTING, address);
        assertJson(accept.get("src_endpoint"), "{\"ip\":\"192.0.2.1\",\"port\":80}");
        JsonNode bind = of(CALL + "49 success=yes exit=0" + ACTING, address);
        assertJson(bind.get("src_endpoint"), "{\"ip\":\"192.0.2.1\",\"port\":80}");
        assertThat(bind.has("dst_endpoint")).isFalse();
        JsonNode listen = of(CALL + "50 success=yes exit=0" + ACTING);
        assertThat(listen.get("type_uid").longValue()).isEqualTo(400107);
        assertJson(listen.get("src_endpoint"), "{\"hostname\":\"host\"}");
    }

    @Test
    void loginIsOfTheAccountAtTheService() {
        JsonNode document = of("type=USER_LOGIN" + STAMP + "pid=9 uid=0 auid=4294967295 ses=4294967295 msg='op=login"
                + " acct=\"bob\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res=failed'");
        assertThat(document.get("type_uid").longValue()).isEqualTo(300201);
        assertJson(document.get("user"), "{\"name\":\"bob\"}");
        assertJson(document.get("service"), "{\"name\":\"sshd\"}");
        assertJson(document.get("src_endpoint"), "{\"ip\":\"192.0.2.7\"}");
        assertThat(document.get("status_id").intValue()).isEqualTo(2);
    }

    @Test
    void groupIsTheOneThatTheMessageNames() {
        String message = "pid=9 uid=0 auid=1000 ses=3 msg='op=add-user-to-group ";
        JsonNode document = of("type=GRP_MGMT" + STAMP + message + "acct=\"bob\" grp=\"wheel\" res=success'");
        assertThat(document.get("type_uid").longValue()).isEqualTo(300699);
        assertJson(document.get("group"), "{\"name\":\"wheel\"}");
        assertJson(document.get("user"), "{\"name\":\"bob\"}");
        assertJson(of("type=ADD_GROUP" + STAMP + message + "id=1001 res=success'").get("group"), "{\"uid\":\"1001\"}");
        // not the user who sent it
        assertThat(of("type=GRP_MGMT" + STAMP + message + "res=success'").get("class_uid").intValue()).isZero();
    }

    @Test
    void kernelModuleIsDriver() {
        JsonNode document = of(CALL + "313 success=yes exit=0" + ACTING, "type=KERN_MODULE" + STAMP + "name=\"dummy\"");
        assertThat(document.get("type_uid").longValue()).isEqualTo(100201);
        assertJson(document.get("driver"), "{\"file\":{\"name\":\"dummy\",\"type_id\":0}}");
        assertThat(of(CALL + "313 success=no exit=-1" + ACTING).get("type_uid").longValue()).isEqualTo(100304);
    }

    /** A system call can succeed with less, or ask for several things of which one is refused. */
    @Test
    void decisionIsThatOfTheModuleAlsoIfTheCallSucceeded() {
        JsonNode document = of("type=AVC" + STAMP + "apparmor=\"DENIED\" operation=\"ptrace\" profile=\"p\" pid=9"
                + " comm=\"prog\" requested_mask=\"trace\" denied_mask=\"trace\" peer=\"unconfined\"",
                CALL + "0 success=yes exit=193" + ACTING);
        assertThat(document.get("action").textValue()).isEqualTo("Denied");
        assertThat(document.get("severity_id").intValue()).isEqualTo(3);
        assertThat(document.get("status_detail").textValue()).isEqualTo("Success");
        assertThat(document.get("message").textValue()).endsWith(": denied, but the system call succeeded");
    }

    @Test
    void callThatSeccompOnlyLogsIsAllowed() {
        String seccomp = "type=SECCOMP" + STAMP + "auid=1000 uid=0 gid=0 ses=3 pid=9 comm=\"p\" exe=\"/p\" sig=0"
                + " arch=c000003e syscall=110 compat=0 ip=0x7f4a code=";
        assertThat(of(seccomp + "0x7ffc0000").get("action").textValue()).isEqualTo("Allowed");
        assertThat(of(seccomp + "0x7fff0000").get("action").textValue()).isEqualTo("Allowed");
        assertThat(of(seccomp + "0x7ff00000").get("action").textValue()).isEqualTo("Unknown");
        assertThat(of(seccomp + "0x50001").get("action").textValue()).isEqualTo("Denied");
    }

    @Test
    void actorOfRecordsWithoutProcessIsNotTheKernelIfAProcessDidIt() {
        String change = "auid=4294967295 ses=4294967295 op=add_rule key=\"k\" list=4 res=1";
        assertJson(of("type=CONFIG_CHANGE" + STAMP + change).get("actor"),
                "{\"app_name\":\"unknown\"}");
        assertJson(of("type=BPF" + STAMP + "prog-id=75 op=UNLOAD").get("actor"), "{\"app_name\":\"kernel\"}");
    }

    @Test
    void refusalIsFindingWithTheDecision() {
        JsonNode document = of("type=AVC" + STAMP + "avc:  denied  { read } for  pid=9 comm=\"prog\" name=\"shadow\""
                + " scontext=u:r:t:s0 tcontext=u:r:f:s0 tclass=file permissive=0");
        assertThat(document.get("type_uid").longValue()).isEqualTo(200401);
        assertThat(document.get("action").textValue()).isEqualTo("Denied");
        assertThat(document.get("severity_id").intValue()).isEqualTo(3);
        assertThat(document.has("status_id")).isFalse();
    }

    @Test
    void hostThatIsNotKnownIsUnknownWhereItIsRequired() {
        JsonNode file = of(EventContext.NONE, CALL + "2 success=yes exit=3" + ACTING, path("/a", "NORMAL", "0100644"));
        assertThat(file.at("/device/name").textValue()).isEqualTo("unknown");
        JsonNode login = of(EventContext.NONE, "type=USER_LOGIN" + STAMP
                + "pid=9 uid=0 msg='acct=\"bob\" res=success'");
        assertThat(login.has("device")).isFalse();
        assertThat(login.at("/dst_endpoint/name").textValue()).isEqualTo("unknown");
        JsonNode call = of(EventContext.ofHost("192.0.2.9"), CALL + "39 success=yes exit=9" + ACTING);
        assertThat(call.at("/device/ip").textValue()).isEqualTo("192.0.2.9");
    }

    @Test
    void whatTheKernelDidByItselfHasTheKernelAsActor() {
        JsonNode document = of("type=CONFIG_CHANGE" + STAMP + "op=remove_rule res=1");
        assertJson(document.get("actor"), "{\"app_name\":\"kernel\"}");
    }

    @Test
    void eventThatLacksRecordsIsTruncated() {
        AuditEvent event = new AuditEventBuilder(1_700_000_000, 123, 42)
                .addRecord(1300, bytes("audit(1700000000.123:42): arch=c000003e syscall=39 success=yes exit=9"
                        + ACTING))
                .state(AuditEventState.EVICTED).build();
        JsonNode document = encode(event, HOST);
        assertThat(document.get("class_uid").intValue()).isEqualTo(1003);
        assertThat(document.at("/metadata/is_truncated").booleanValue()).isTrue();
        assertThat(document.get("status_detail").textValue()).startsWith("the event was ended early");
        assertThat(document.get("severity_id").intValue()).isEqualTo(3);
        assertThat(document.at("/unmapped/state").textValue()).isEqualTo("evicted");
        event.release();
    }

    @Test
    void lossIsActivityOfTheEventLog() {
        AuditLossEvent loss = new AuditEventBuilder(1_700_000_000, 123, 0).node("a")
                .buildLoss(AuditLossKind.SERIAL_GAP, 3, 17, 19, 0, "no record of 3 events arrived");
        JsonNode document = encode(loss, HOST);
        assertThat(document.get("type_uid").longValue()).isEqualTo(100899);
        assertThat(document.get("activity_name").textValue()).isEqualTo("lost");
        assertThat(document.get("status").textValue()).isEqualTo("Failure");
        assertThat(document.get("message").textValue()).isEqualTo("no record of 3 events arrived");
        assertThat(document.at("/device/hostname").textValue()).isEqualTo("a");
        assertJson(document.get("unmapped"), "{\"loss\":{\"kind\":\"serial_gap\",\"count\":3,\"unit\":\"events\","
                + "\"first_serial\":17,\"last_serial\":19,\"kernel_lost\":0}}");
        for (AuditLossKind kind : AuditLossKind.values()) {
            encode(AuditLossEvent.of(kind, Instant.EPOCH, AuditLossEvent.UNKNOWN, "why"), EventContext.NONE);
        }
    }

    private static String path(String name, String type, String mode) {
        return "type=PATH" + STAMP + "item=0 name=\"" + name + "\" inode=5 dev=fe:00 mode=" + mode
                + " ouid=0 ogid=0 nametype=" + type;
    }

    private static void assertJson(JsonNode found, String expected) {
        assertThat(found).isEqualTo(Corpus.parse(expected));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private JsonNode of(String... lines) {
        return of(HOST, lines);
    }

    private JsonNode of(EventContext context, String... lines) {
        List<JsonNode> documents = new ArrayList<>();
        Corpus.read((String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8), encoder, context,
                (event, document) -> documents.add(document));
        assertThat(documents).hasSize(1);
        assertThat(schema.faults(documents.get(0))).isEmpty();
        return documents.get(0);
    }

    private JsonNode encode(AuditEvent event, EventContext context) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, context, out);
        JsonNode document = Corpus.parse(out.toString(StandardCharsets.UTF_8));
        assertThat(schema.faults(document)).isEmpty();
        return document;
    }
}
