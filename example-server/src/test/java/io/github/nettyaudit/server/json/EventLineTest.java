package io.github.nettyaudit.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventLineTest {
    @Test
    void eventLineBeginsWithItsName() throws IOException {
        ByteBuf line = EventLine.of("dropped", fields -> fields.text("sink", "a\"b").number("records", 7));
        JsonNode node = new ObjectMapper().readTree(line.toString(StandardCharsets.UTF_8));
        assertThat(node.fieldNames()).toIterable().containsExactly("event", "sec", "milli", "sink", "records");
        assertThat(node.get("sink").textValue()).isEqualTo("a\"b");
        assertThat(node.get("sec").longValue()).isGreaterThan(1_700_000_000L);
    }
}
