package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is known of a process beside the records. */
class EcsContextTest {
    private static final String HASH = "0f".repeat(32);
    private static final String CALL = "arch=c000003e syscall=110 success=yes exit=10 a0=3 a1=1 a2=1 a3=0 items=0 ppid=10"
            + " pid=11 auid=1000 uid=0 gid=0 ses=3 comm=\"thread\" exe=\"/usr/bin/python3\" key=(null)";

    private static ProcessInfo process() {
        ProcessInfo first = new ProcessInfoBuilder(1).parentPid(0).startMillis(1_700_000_000_000L)
                .name(ProcessText.of("systemd")).controlGroup(ControlGroup.of("/init.scope"))
                .miss(ProcessPart.EXECUTABLE, MissReason.UNREADABLE).build();
        ProcessInfo shell = new ProcessInfoBuilder(10).startMillis(1_700_000_000_010L).name(ProcessText.of("bash"))
                .executable(ProcessText.of("/usr/bin/bash")).script(ProcessText.of("/srv/run"))
                .controlGroup(ControlGroup.of("/system.slice/docker-" + HASH + ".scope")).parent(first).build();
        return new ProcessInfoBuilder(11).startMillis(1_700_000_000_020L).name(ProcessText.of("python3"))
                .executable(ProcessText.of("/usr/bin/python3")).script(ProcessText.of("job.py"))
                .controlGroup(shell.controlGroup()).login(1000, 3).parent(shell).build();
    }

    private static JsonNode document(int type, String text, ProcessInfo process) {
        AuditEvent event = new AuditEventBuilder(1_700_000_100, 1, 7).addRecord(type,
                Unpooled.copiedBuffer("audit(1700000100.001:7): " + text, StandardCharsets.UTF_8)).build();
        ByteBuf out = Unpooled.buffer();
        new EcsEncoder(NameService.NONE, new EcsOptions(true, false)).encode(event,
                EventContext.ofHost("web1").withProcess(process), out);
        event.release();
        JsonNode document = EcsDocuments.parse(out.toString(StandardCharsets.UTF_8));
        assertThat(new EcsSchema().faults(document, true)).isEmpty();
        return document;
    }

    @Test
    void writesParentContainerAndContext() {
        JsonNode document = document(AuditMessageType.SYSCALL, CALL, process());

        assertThat(document.at("/host/name").textValue()).isEqualTo("web1");
        assertThat(document.get("process")).isEqualTo(EcsDocuments.parse("{\"pid\":11,\"parent\":{\"pid\":10,"
                + "\"executable\":\"/usr/bin/bash\",\"name\":\"bash\",\"start\":\"2023-11-14T22:13:20.010Z\"},"
                + "\"executable\":\"/usr/bin/python3\",\"name\":\"thread\",\"start\":\"2023-11-14T22:13:20.020Z\"}"));
        assertThat(document.get("container")).isEqualTo(EcsDocuments.parse(
                "{\"id\":\"" + HASH + "\",\"runtime\":\"docker\"}"));
        assertThat(document.at("/auditd/context")).isEqualTo(EcsDocuments.parse("{\"script\":\"job.py\","
                + "\"unit\":\"docker-" + HASH + ".scope\",\"slice\":\"system.slice\",\"cgroup\":\"/system.slice/docker-" + HASH
                + ".scope\",\"ancestors\":[{\"pid\":10,\"executable\":\"/usr/bin/bash\",\"name\":\"bash\","
                + "\"script\":\"/srv/run\",\"start\":\"2023-11-14T22:13:20.010Z\",\"container_id\":\"" + HASH
                + "\",\"unit\":\"docker-" + HASH + ".scope\"},{\"pid\":1,\"name\":\"systemd\","
                + "\"start\":\"2023-11-14T22:13:20.000Z\",\"unit\":\"init.scope\","
                + "\"missing\":{\"executable\":\"unreadable\"}}]}"));
    }

    @Test
    void marksWhatIsMissing() {
        ProcessInfo gone = new ProcessInfoBuilder(11).missAll(MissReason.ENDED).parentPid(10).build();
        JsonNode document = document(AuditMessageType.SYSCALL, CALL, gone);

        assertThat(document.at("/auditd/context/missing/control_group").textValue()).isEqualTo("ended");
        assertThat(document.at("/process/parent")).isEqualTo(EcsDocuments.parse("{\"pid\":10}"));
        assertThat(document.has("container")).isFalse();
    }

    @Test
    void completesWhatTheRecordDoesNotSay() {
        JsonNode document = document(AuditMessageType.USER_LOGIN, "pid=11 uid=0 auid=1000 ses=3 msg='op=x res=success'",
                process());

        assertThat(document.at("/process/executable").textValue()).isEqualTo("/usr/bin/python3");
        assertThat(document.at("/process/name").textValue()).isEqualTo("python3");
        assertThat(document.at("/process/parent/pid").intValue()).isEqualTo(10);
    }

    /** A parent that the record does not name is not described by what is known of another one. */
    @Test
    void doesNotMixProcesses() {
        JsonNode other = document(AuditMessageType.SYSCALL, CALL.replace(" pid=11", " pid=12"), process());
        assertThat(other.at("/process/start").isMissingNode()).isTrue();
        assertThat(other.at("/process/parent")).isEqualTo(EcsDocuments.parse("{\"pid\":10}"));
        JsonNode parent = document(AuditMessageType.SYSCALL, CALL.replace("ppid=10", "ppid=9"), process());
        assertThat(parent.at("/process/parent")).isEqualTo(EcsDocuments.parse("{\"pid\":9}"));
    }
}
