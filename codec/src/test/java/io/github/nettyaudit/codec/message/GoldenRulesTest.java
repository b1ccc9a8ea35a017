package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The requests that auditctl sends for the rules of public projects, where the corpus beside the project has them. */
class GoldenRulesTest {
    private static final Path GOLDEN = Path.of("../../shared/corpus/rules.golden.jsonl.gz");

    @Test
    void everyRequestOfAuditctlIsARuleAndIsEncodedToTheSameBytes() throws IOException {
        Assumptions.assumeTrue(Files.exists(GOLDEN), () -> "not here: " + GOLDEN.toAbsolutePath());
        CodecChannel codec = CodecChannel.untracked();
        int rules = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(GOLDEN)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode golden = new ObjectMapper().readTree(line);
                for (JsonNode request : golden.get("requests")) {
                    byte[] datagram = HexFormat.of().parseHex(request.get("hex").textValue());
                    AuditRuleMessage rule =
                            (AuditRuleMessage) codec.decode(Unpooled.wrappedBuffer(datagram)).get(0);
                    assertThat(rule.type()).isEqualTo(request.get("type").intValue());
                    if (golden.get("rc").intValue() == 0) {
                        checkFields(line, rule);
                    }
                    assertThat(codec.encode(rule)).as(line).isEqualTo(concat(datagram, new byte[-datagram.length & 3]));
                    rules++;
                }
            }
        }
        assertThat(rules).isEqualTo(521);
        codec.finish();
    }

    /** Of rules that the kernel accepted; it is also sent ones that make no sense. */
    private static void checkFields(String line, AuditRuleMessage rule) {
        assertThat(rule.fieldCount()).as(line).isBetween(0, AuditRuleDescriptor.MAX_FIELDS);
        assertThat(rule.filter()).as(line).isBetween(0, 7);
        assertThat(rule.action()).as(line).isIn(0, 2);
        int strings = rule.content().readableBytes() - AuditRuleDescriptor.FIXED_LENGTH;
        // libaudit counts the padding to a multiple of four as part of the message
        assertThat(rule.bufferLength()).as(line).isBetween(strings - 3, strings);
    }
}
