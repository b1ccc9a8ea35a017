package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a process beside the records. */
class OcsfContextTest {
    private static final String HASH = "0f".repeat(32);
    private static final String POD = "3f2a9c0d-5b7e-4f6a-8c1d-2e3f4a5b6c7d";
    private static final String CALL = "arch=c000003e syscall=59 success=yes exit=0 items=0 ppid=10 pid=11 auid=1000 uid=0 gid=0"
            + " ses=3 comm=\"thread\" exe=\"/usr/bin/python3\" key=(null)";

    private final OcsfSchema schema = new OcsfSchema();

    private static ProcessInfo process() {
        ProcessInfo first = new ProcessInfoBuilder(1).parentPid(0).startMillis(1_700_000_000_000L)
                .name(ProcessText.of("systemd")).miss(ProcessPart.EXECUTABLE, MissReason.UNREADABLE).build();
        ProcessInfo shell = new ProcessInfoBuilder(10).startMillis(1_700_000_000_010L).name(ProcessText.of("bash"))
                .executable(ProcessText.of("/usr/bin/bash")).parent(first).build();
        return new ProcessInfoBuilder(11).startMillis(1_700_000_000_020L).name(ProcessText.of("python3"))
                .executable(ProcessText.of("/usr/bin/python3")).script(ProcessText.of("job.py"))
                .controlGroup(ControlGroup.of("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
                        + POD.replace('-', '_') + ".slice/cri-containerd-" + HASH + ".scope")).parent(shell).build();
    }

    private JsonNode document(int type, String text, ProcessInfo process) throws Exception {
        AuditEvent event = new AuditEventBuilder(1_700_000_100, 1, 7).addRecord(type,
                Unpooled.copiedBuffer("audit(1700000100.001:7): " + text, StandardCharsets.UTF_8)).build();
        ByteBuf out = Unpooled.buffer();
        new OcsfEncoder(NameService.NONE).encode(event, EventContext.ofHost("web1").withProcess(process), out);
        event.release();
        JsonNode document = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(schema.faults(document)).as("%s", document).isEmpty();
        return document;
    }

    @Test
    void writesParentsContainerAndScript() throws Exception {
        JsonNode document = document(AuditMessageType.SYSCALL, CALL, process());
        assertThat(document.get("class_uid").asInt()).isEqualTo(1007);
        JsonNode process = document.get("process");
        assertThat(process.at("/container").toString())
                .isEqualTo("{\"uid\":\"" + HASH + "\",\"runtime\":\"containerd\",\"pod_uuid\":\"" + POD + "\"}");
        assertThat(process.at("/parent_process").toString()).isEqualTo("{\"pid\":10,\"name\":\"bash\","
                + "\"path\":\"/usr/bin/bash\",\"created_time\":1700000000010}");
        assertThat(process.at("/created_time").asLong()).isEqualTo(1_700_000_000_020L);
        assertThat(process.at("/ancestry").toString()).isEqualTo("[{\"pid\":10,\"name\":\"bash\",\"path\":\"/usr/bin/bash\","
                + "\"created_time\":1700000000010},{\"pid\":1,\"name\":\"systemd\",\"created_time\":1700000000000}]");
        assertThat(document.at("/actor/process/name").asText()).isEqualTo("bash");
        assertThat(document.at("/unmapped/context/script").asText()).isEqualTo("job.py");
        assertThat(document.at("/unmapped/context/cgroup").asText()).startsWith("/kubepods.slice/");
        List<String> profiles = new ArrayList<>();
        document.at("/metadata/profiles").forEach(profile -> profiles.add(profile.asText()));
        assertThat(profiles).contains("container");
    }

    @Test
    void everyClassOfEventTakesIt() throws Exception {
        String message = "pid=11 uid=0 auid=1000 ses=3 msg='op=login acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=?"
                + " terminal=ssh res=success'";
        for (int type : new int[] {AuditMessageType.SYSCALL, 1100, 1101, 1105, 1112, 1123, 1130, 1300, 1305, 1326, 1400, 2404}) {
            for (String call : List.of(CALL, CALL.replace("syscall=59", "syscall=2"), CALL.replace("syscall=59", "syscall=42"),
                    CALL.replace("syscall=59", "syscall=999"), message)) {
                JsonNode document = document(type, call, process());
                assertThat(document.at("/unmapped/context/script").asText()).as("%s", document).isEqualTo("job.py");
            }
        }
    }

    @Test
    void ofAnotherProcessOnlyTheUnmappedPartIsWritten() throws Exception {
        JsonNode document = document(AuditMessageType.SYSCALL, CALL, new ProcessInfoBuilder(99).missAll(MissReason.ENDED)
                .parent(process()).build());
        assertThat(document.at("/process/ancestry").isMissingNode()).isTrue();
        assertThat(document.at("/process/parent_process").toString()).isEqualTo("{\"pid\":10}");
        assertThat(document.at("/unmapped/context/missing/control_group").asText()).isEqualTo("ended");
    }
}
