package io.github.nettyaudit.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.name.HostNameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings of {@code --format ecs}: strictness, and the rules of the user. */
class EcsFormatTest {
    private static final String LINE = "type=TRUSTED_APP msg=audit(1700000000.123:5): pid=7 uid=0 auid=1000 ses=1"
            + " subj=system_u:system_r:pay_t:s0 msg='invoice=2026-11 exe=\"/usr/bin/pay\" res=success'\n";

    private static JsonNode document(EncoderSettings settings) throws IOException {
        return document(settings, LINE);
    }

    private static JsonNode document(EncoderSettings settings, String line) throws IOException {
        EventEncoder encoder = EventFormat.ECS.newEncoder(settings);
        ByteBuf out = Unpooled.buffer();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            encoder.encode(event, EventContext.NONE, out);
            event.release();
        })) {
            reader.read(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
        }
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    /** Names of users of this host have their ids, as the server's documents have them. */
    @Test
    void theAccountOfAMessageHasItsId() throws IOException {
        String line = "type=USER_LOGIN msg=audit(1700000000.123:5): pid=7 uid=0 auid=4294967295 ses=4294967295"
                + " msg='op=login acct=\"nobody\" exe=\"/usr/sbin/sshd\" res=failed'\n";
        String nobody = Files.readAllLines(Path.of("/etc/passwd")).stream().filter(user -> user.startsWith("nobody:"))
                .findFirst().orElseThrow().split(":")[2];
        try (HostNameService names = new HostNameService(Duration.ofSeconds(20))) {
            assertThat(document(EncoderSettings.of(names), line).at("/user/effective").toString())
                    .isEqualTo("{\"id\":\"" + nobody + "\",\"name\":\"nobody\"}");
        }
        assertThat(document(EncoderSettings.of(NameService.NONE), line).at("/user/effective").toString())
                .isEqualTo("{\"name\":\"nobody\"}");
    }

    @Test
    void strictDocumentsHaveNoNamesOfAuditbeat() throws IOException {
        JsonNode usual = document(EncoderSettings.of(NameService.NONE));
        assertThat(usual.at("/user/audit/id").textValue()).isEqualTo("1000");
        assertThat(usual.at("/user/selinux/domain").textValue()).isEqualTo("pay_t");
        JsonNode strict = document(new EncoderSettings(NameService.NONE, NormalizationTable.builtIn(),
                EcsOptions.DEFAULT.withStrict(true)));
        assertThat(strict.at("/user").fieldNames()).toIterable().containsExactly("id", "name");
        assertThat(strict.at("/auditd/data/auid").textValue()).isEqualTo("1000");
        assertThat(strict.at("/auditd/data/subj").textValue()).isEqualTo("system_u:system_r:pay_t:s0");
    }

    /** The example of docs/EVENTS.md. */
    @Test
    void theRulesOfTheUserComeFirst() throws IOException {
        Matcher example = Pattern.compile("(?ms)^```conf\\n(.*?)^```$").matcher(Files.readString(Path.of("../docs/EVENTS.md")));
        assertThat(example.find()).isTrue();
        JsonNode document = document(new EncoderSettings(NameService.NONE,
                NormalizationTable.builtIn().extendedBy("example.conf", example.group(1)), EcsOptions.DEFAULT));
        assertThat(document.at("/event/action").textValue()).isEqualTo("paid-invoice");
        assertThat(document.at("/message").textValue())
                .isEqualTo("user 1000 (as root) paid 2026-11 using /usr/bin/pay: success");
        assertThat(document(EncoderSettings.of(NameService.NONE)).at("/event/action").textValue())
                .isNotEqualTo("paid-invoice");
    }
}
