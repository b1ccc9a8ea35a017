package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of the user can say with the keys outcome, direction, path.new, with has = field=value, and with msg.field. */
class EcsRuleKeysTest {
    private static final String CALL = "SYSCALL arch=c000003e syscall=%d success=yes exit=0 a0=3 a1=1 a2=1 a3=0 items=0"
            + " ppid=10 pid=11 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3"
            + " comm=\"x\" exe=\"/usr/sbin/x\" key=(null)";

    private static JsonNode document(String rules, String... records) throws IOException {
        EcsEncoder encoder = new EcsEncoder(new Normalizer(NormalizationTable.builtIn().extendedBy("own.conf", rules),
                NameService.NONE), EcsOptions.DEFAULT);
        StringBuilder log = new StringBuilder();
        for (String record : records) {
            int blank = record.indexOf(' ');
            log.append("type=").append(record, 0, blank).append(" msg=audit(1700000000.001:7):")
                    .append(record.substring(blank)).append('\n');
        }
        ByteBuf out = Unpooled.buffer();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            encoder.encode(event, EventContext.NONE, out);
            event.release();
        })) {
            reader.read(Unpooled.copiedBuffer(log, StandardCharsets.UTF_8));
        }
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    /** {@code path.new} for a call of the user's choice. */
    @Test
    void anyCallMayGiveANewName() throws IOException {
        String path = "PATH item=0 name=\"%s\" inode=2 dev=fe:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=%s";
        String[] records = {CALL.formatted(86), path.formatted("one", "NORMAL"), path.formatted("/tmp", "PARENT"),
            path.formatted("two", "CREATE")};
        String rule = "[syscall link]\nlike = file\naction = linked\nphrase = linked\n";
        assertThat(document(rule, records).get("message").textValue()).contains(" linked one using ");
        assertThat(document(rule + "path.new = created\n", records).get("message").textValue())
                .contains(" linked one to two using ");
        String template = "[template t]\nlike = file\npath.new = created\n";
        assertThat(document(template + rule.replace("file", "t") + "path.new =\n", records).get("message").textValue())
                .contains(" linked one using ");
    }

    @ParameterizedTest
    @CsvSource({"ingress, source", "egress, destination"})
    void directionOfACallAndOfARecord(String direction, String place) throws IOException {
        String address = "SOCKADDR saddr=02000050CB0071070000000000000000";
        String key = "direction = " + direction + "\n";
        JsonNode call = document("[syscall listen]\nlike = network\naction = a\nphrase = b\n" + key,
                CALL.formatted(50), address);
        assertThat(call.at("/network/direction").textValue()).isEqualTo(direction);
        assertThat(call.at('/' + place + "/ip").textValue()).isEqualTo("203.0.113.7");
        JsonNode record = document("[type 1399]\nlike = network\naction = a\nphrase = b\n" + key,
                "UNKNOWN[1399] pid=1", CALL.formatted(50), address);
        assertThat(record.at("/event/action").textValue()).isEqualTo("a");
        assertThat(record.at("/network/direction").textValue()).isEqualTo(direction);
        assertThat(document("", CALL.formatted(50), address).at("/network/direction").isMissingNode()).isTrue();
    }

    /** The fields are kept, as they say something else. */
    @Test
    void theOutcomeOfTheRuleCountsMore() throws IOException {
        String record = "USER_TTY pid=1 uid=0 msg='op=x res=success'";
        JsonNode document = document("[type USER_TTY]\nlike = process\naction = a\nphrase = b\noutcome = failure\n", record);
        assertThat(document.at("/event/outcome").textValue()).isEqualTo("failure");
        assertThat(document.at("/auditd/data/res").textValue()).isEqualTo("success");
        assertThat(document.at("/auditd/result").textValue()).isEqualTo("unknown");
    }

    @Test
    void aConditionMayNameAValue() throws IOException {
        String rules = "[type USER_TTY]\nhas = op=stop code\nlike = process\naction = stopped\nphrase = stopped\n"
                + "[type USER_TTY]\nlike = process\naction = other\nphrase = b\n";
        assertThat(document(rules, "USER_TTY pid=1 uid=0 msg='op=stop code=1'").at("/event/action").textValue())
                .isEqualTo("stopped");
        for (String other : new String[] {"op=stop", "op=stopp code=1", "op=sto code=1", "code=1", "op=\"\" code=1"}) {
            assertThat(document(rules, "USER_TTY pid=1 uid=0 msg='" + other + "'").at("/event/action").textValue())
                    .as(other).isEqualTo("other");
        }
    }

    /** The field of the message, beside one of the kernel's with the same name. */
    @Test
    void aFieldOfTheMessage() throws IOException {
        String record = "USER_TTY pid=1 uid=0 msg='uid=1001 addr=203.0.113.7 pid=9'";
        String rule = "[type USER_TTY]\nlike = process\naction = a\nphrase = watched\nobject.primary = msg.pid pid\n"
                + "user.target = msg.uid\nsource = msg.none msg.addr\n";
        JsonNode document = document(rule, record);
        assertThat(document.at("/user/target/id").textValue()).isEqualTo("1001");
        assertThat(document.at("/source/ip").textValue()).isEqualTo("203.0.113.7");
        assertThat(document.at("/message").textValue()).contains("watched 9");
        assertThat(document(rule, "USER_TTY pid=1 uid=0 msg='op=x'").at("/message").textValue()).contains("watched 1");
    }
}
