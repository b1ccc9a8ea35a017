package io.github.nettyaudit.schema.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.github.nettyaudit.schema.document.KeptFields;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class OtelLogEncoderTest {
    private static final EventContext HOST = EventContext.ofHost("alpha");
    private static final String EXECVE = """
            type=SYSCALL msg=audit(1700000000.123:5): arch=c000003e syscall=59 success=yes exit=0 a0=1 items=2 ppid=7 pid=8 \
            auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="id" exe="/usr/bin/id" key="run"
            type=EXECVE msg=audit(1700000000.123:5): argc=2 a0="id" a1=E28282FF
            type=CWD msg=audit(1700000000.123:5): cwd="/root"
            type=PATH msg=audit(1700000000.123:5): item=0 name="/usr/bin/id" inode=9 dev=08:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 \
            nametype=NORMAL
            type=PROCTITLE msg=audit(1700000000.123:5): proctitle=696400E28282
            """;

    @Test
    void whatAnEventBecomes() {
        LogRecord record = LogRecords.of(EXECVE, HOST).get(0);
        assertThat(record.getTimeUnixNano()).isEqualTo(1_700_000_000_123_000_000L);
        assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
        assertThat(record.getSeverityText()).isEqualTo("INFO");
        assertThat(record.getEventName()).isEqualTo("linux.audit.executed");
        assertThat(record.getBody().getStringValue()).startsWith("user 1000 (as root) ran /usr/bin/id \"₂\ufffd\"");
        Map<String, String> attributes = LogRecords.attributes(record);
        assertThat(attributes).containsEntry("log.record.uid", "alpha/1700000000.123:5")
                .containsEntry("process.pid", "8").containsEntry("process.parent_pid", "7")
                .containsEntry("process.executable.path", "/usr/bin/id").containsEntry("process.executable.name", "id")
                .containsEntry("process.working_directory", "/root").containsEntry("process.args_count", "2")
                .containsEntry("process.command_args", "[id, bytes e28282ff]").containsEntry("process.title", "id ₂")
                .containsEntry("process.user.id", "0").containsEntry("process.real_user.id", "0")
                .containsEntry("process.saved_user.id", "0").containsEntry("file.path", "/usr/bin/id")
                .containsEntry("file.mode", "0755").containsEntry("file.inode", "9").containsEntry("file.owner.id", "0")
                .containsEntry("linux.audit.type", "SYSCALL").containsEntry("linux.audit.serial", "5")
                .containsEntry("linux.audit.session", "3").containsEntry("linux.audit.login_user.id", "1000")
                .containsEntry("linux.audit.keys", "[run]").containsEntry("linux.audit.outcome", "success");
        assertThat(attributes.get("linux.audit.data")).contains("syscall=execve").contains("tty=pts0");
        assertThat(attributes.get("linux.audit.paths")).contains("nametype=NORMAL");
    }

    @Test
    void whatIsKnownOfTheProcessBesideTheRecords() {
        ProcessInfo process = new ProcessInfoBuilder(8).parentPid(7).controlGroup(ControlGroup.of("/system.slice/docker-"
                + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope")).build();
        Map<String, String> attributes = LogRecords.attributes(LogRecords.of(EXECVE, HOST.withProcess(process)).get(0));
        assertThat(attributes).containsEntry("container.id",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        assertThat(attributes.get("process.linux.cgroup")).startsWith("/system.slice/");
    }

    @Test
    void theReportOfALoss() {
        AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DROPPED, Instant.ofEpochSecond(5), 7, "seven were lost");
        LogRecord record = LogRecords.encode(loss, HOST);
        loss.release();
        assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
        assertThat(record.getBody().getStringValue()).isEqualTo("seven were lost");
        assertThat(record.getEventName()).startsWith("linux.audit.lost-");
        assertThat(LogRecords.attributes(record)).containsEntry("linux.audit.loss.kind", "dropped")
                .containsEntry("linux.audit.loss.count", "7");
    }

    /** Every attribute is one of the conventions, with their type, or begins with linux.audit; and nothing is lost. */
    @Test
    void theConventionsAreKeptAndNothingIsLost() throws IOException {
        Map<String, String> conventions = conventions();
        Set<String> faults = new TreeSet<>();
        KeptFields kept = new KeptFields();
        for (byte[] log : Corpus.logs()) {
            int events = LogRecords.read(log, HOST, (event, record) -> {
                Set<String> found = new HashSet<>();
                record.getAttributesList().forEach(attribute -> {
                    if (!attribute.getKey().startsWith("linux.audit.")
                            && !hasType(attribute.getValue(), conventions.get(attribute.getKey()))) {
                        faults.add(attribute.getKey() + " has " + attribute.getValue().getValueCase());
                    }
                    LogRecords.collect(attribute.getValue(), found);
                });
                LogRecords.attributes(record);
                assertThat(record.getEventName()).startsWith("linux.audit.");
                if (event.serial() % 3 == 0) { // it takes longer than all else
                    kept.check(event, found, record);
                }
            });
            assertThat(events).isPositive();
        }
        assertThat(faults).isEmpty();
        assertThat(kept.faults().keySet()).as(kept.faults().toString()).isEmpty();
    }

    @Test
    void recordsThatNoKernelWouldWrite() {
        int events = LogRecords.read(Corpus.randomLog(), HOST, (event, record) -> LogRecords.attributes(record));
        assertThat(events).isGreaterThan(1000);
    }

    private static boolean hasType(AnyValue value, String type) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> "int".equals(type);
            case ARRAY_VALUE -> "string[]".equals(type);
            // what is no UTF-8 cannot be a string
            case STRING_VALUE, BYTES_VALUE -> "string".equals(type);
            default -> false;
        };
    }

    private static Map<String, String> conventions() throws IOException {
        Map<String, String> types = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(Objects.requireNonNull(
                OtelLogEncoderTest.class.getResourceAsStream("otel-semconv-1.44.0-attributes.csv.gz"))),
                StandardCharsets.UTF_8))) {
            reader.lines().map(line -> line.split(",", -1)).filter(columns -> columns[3].isEmpty())
                    .forEach(columns -> types.put(columns[0], columns[1]));
        }
        return types;
    }

    @Test
    void aRequestHasTheRecordsOfEachHost() throws IOException {
        OtelLogsRequest request = new OtelLogsRequest("service", "1.2");
        ByteBuf document = Unpooled.wrappedBuffer(LogRecords.of(EXECVE, HOST).get(0).toByteArray());
        ByteBuf out = Unpooled.buffer();
        for (int message = 0; message < 2; message++) {
            out.clear();
            request.begin(out);
            request.add("alpha", document, 7);
            request.add("alpha", document, 8);
            request.addText("beta", Unpooled.copiedBuffer("{\"a\":\"é\"}\n", StandardCharsets.UTF_8), 5, 6, "beta/5.006:1", 9);
            request.add(null, document, 10);
            request.end();
        }
        List<ResourceLogs> hosts = ExportLogsServiceRequest.parseFrom(ByteBufUtil.getBytes(out)).getResourceLogsList();
        assertThat(hosts).extracting(ofHost -> ofHost.getScopeLogs(0).getLogRecordsCount()).containsExactly(2, 1, 1);
        assertThat(hosts.get(0).getResource().getAttributesList()).extracting(attribute -> attribute.getKey() + '='
                + attribute.getValue().getStringValue()).containsExactly("service.name=service", "host.name=alpha");
        assertThat(hosts.get(2).getResource().getAttributesCount()).isOne();
        assertThat(hosts.get(0).getScopeLogs(0).getScope().getName()).isEqualTo("io.github.nettyaudit");
        assertThat(hosts.get(0).getScopeLogs(0).getScope().getVersion()).isEqualTo("1.2");
        assertThat(hosts.get(0).getScopeLogs(0).getSchemaUrl()).endsWith("1.44.0");
        LogRecord first = hosts.get(0).getScopeLogs(0).getLogRecords(1);
        assertThat(first.getObservedTimeUnixNano()).isEqualTo(8);
        assertThat(first.toBuilder().clearObservedTimeUnixNano().build()).isEqualTo(LogRecords.of(EXECVE, HOST).get(0));
        LogRecord text = hosts.get(1).getScopeLogs(0).getLogRecords(0);
        assertThat(text.getBody().getStringValue()).isEqualTo("{\"a\":\"é\"}");
        assertThat(text.getTimeUnixNano()).isEqualTo(5_006_000_000L);
        assertThat(LogRecords.attributes(text)).containsExactly(Map.entry("log.record.uid", "beta/5.006:1"));
    }
}
