package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompileCommandTest {
    private final AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost());

    private JsonNode compile(String line) throws IOException {
        ByteBuf written = Unpooled.buffer();
        CompileCommand.compile(parser, line.getBytes(StandardCharsets.UTF_8), written);
        JsonNode json = new ObjectMapper().readTree(written.toString(StandardCharsets.UTF_8));
        assertThat(List.copyOf(json.properties()).stream().map(Map.Entry::getKey))
                .containsExactly("line", "requests", "error");
        assertThat(json.get("line").textValue()).isEqualTo(line);
        return json;
    }

    @Test
    void aRuleIsItsPayloadWithThePaddingThatAuditctlSends() throws IOException {
        JsonNode json = compile("-w '/etc/passwd' -p wa -k \"a b\"");

        assertThat(json.get("error").isNull()).isTrue();
        JsonNode request = json.get("requests").get(0);
        assertThat(request.get("type").intValue()).isEqualTo(1011);
        // 1,040 bytes, 11 of the path, 3 of the key, 2 of padding
        assertThat(request.get("hex").textValue()).hasSize(2 * 1056).startsWith("0400000002000000" + "03000000")
                .endsWith("2f6574632f706173737764" + "612062" + "0000");
    }

    @Test
    void theDirectoriesUsersAndGroupsAreThoseOfThisHost() throws IOException {
        String file = compile("-w /etc/passwd").get("requests").get(0).get("hex").textValue();
        String directory = compile("-w /etc/").get("requests").get(0).get("hex").textValue();

        assertThat(file.substring(2 * 268, 2 * 270)).isEqualTo("6900");
        assertThat(directory.substring(2 * 268, 2 * 270)).isEqualTo("6b00");
        assertThat(compile("-a always,exit -F uid=root -F gid=root -S open").get("error").isNull()).isTrue();
        assertThat(compile("-a always,exit -F uid=no-such-user -S open").get("error").textValue())
                .startsWith("-F at column 23: no user no-such-user on this host");
    }

    @Test
    void aWrongLineHasAnErrorAndNoRequests() throws IOException {
        JsonNode json = compile("-e 1 -a always,exit -F foo=\u00fc\"");

        assertThat(json.get("requests")).isEmpty();
        assertThat(json.get("error").textValue()).contains("at column");
    }

    @Test
    void commentsAndSettingsAreLinesToo() throws IOException {
        assertThat(compile("# -D").get("requests")).isEmpty();
        assertThat(compile("").get("error").isNull()).isTrue();
        assertThat(compile("-b 8192").get("requests").get(0).get("type").intValue()).isEqualTo(1001);
        assertThat(compile("--loginuid-immutable").get("requests").get(0).get("type").intValue()).isEqualTo(1018);
        assertThat(compile("-D").get("requests").get(0).get("type").intValue()).isEqualTo(1013);
    }

    @Test
    void filesOfADirectoryComeInNaturalOrder() {
        List<String> names = new ArrayList<>(List.of("100-z.rules", "20-a.rules", "3.rules", "20.rules"));
        names.sort(RuleSource::compareNames);

        assertThat(names).containsExactly("3.rules", "20-a.rules", "20.rules", "100-z.rules");
    }
}
