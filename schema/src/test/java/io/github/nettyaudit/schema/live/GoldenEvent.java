package io.github.nettyaudit.schema.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.document.Corpus;
import io.github.nettyaudit.schema.ecs.EcsEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.ocsf.OcsfEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a golden file has it: its sentence, its ECS document and its OCSF document, a line for each object. Left
 * out are the id and the time, {@code auditd.data} and {@code unmapped}, which have the fields of the records as they
 * are (KeptFields checks them), and of OCSF the metadata, the device and the process that acted, which ECS has too.
 */
record GoldenEvent(String text, List<NormalizationRule> rules) {
    private static final NameService NAMES = new NameService() {
        private static final Map<Integer, String> KNOWN = Map.of(33, "www-data", 1000, "alice", 1001, "bob", 1002, "carol");

        @Override
        public @Nullable String user(int id) {
            return KNOWN.get(id);
        }

        @Override
        public @Nullable String group(int id) {
            return KNOWN.get(id);
        }

        @Override
        public long userId(String name) {
            return KNOWN.entrySet().stream().filter(entry -> entry.getValue().equals(name)).findAny()
                    .map(entry -> (long) entry.getKey()).orElse(-1L);
        }
    };
    private static final Normalizer NORMALIZER = new Normalizer(NormalizationTable.builtIn(), NAMES);
    private static final EcsEncoder ECS = new EcsEncoder(NAMES, new EcsOptions(false, false));
    private static final OcsfEncoder OCSF = new OcsfEncoder(NAMES);
    private static final List<String> ECS_LEFT_OUT = List.of("@timestamp", "ecs");
    private static final List<String> EVENT_LEFT_OUT = List.of("id", "sequence", "module", "original");
    private static final List<String> AUDITD_LEFT_OUT = List.of("sequence", "data", "paths");
    private static final List<String> OCSF_TITLE = List.of("class_uid", "class_name", "activity_id", "activity_name",
            "severity", "status");
    private static final List<String> OCSF_LEFT_OUT = List.of("category_uid", "category_name", "type_uid", "time",
            "severity_id", "status_id", "message", "metadata", "unmapped", "device");

    static GoldenEvent of(AuditEvent event) {
        NormalizedEvent meaning = NORMALIZER.normalize(event);
        List<NormalizationRule> rules = new ArrayList<>(List.of(meaning.rule()));
        if (meaning.callRule() != null) {
            rules.add(meaning.callRule());
        }
        ObjectNode ecs = document(ECS, event);
        StringBuilder text = new StringBuilder("---- ").append(ecs.remove("message").textValue()).append("\necs\n");
        ((ObjectNode) ecs.get("event")).remove(EVENT_LEFT_OUT);
        ((ObjectNode) ecs.get("auditd")).remove(AUDITD_LEFT_OUT);
        appendMembers(ecs.remove(ECS_LEFT_OUT), text);
        ObjectNode ocsf = document(OCSF, event);
        text.append("ocsf");
        for (String name : OCSF_TITLE) {
            JsonNode value = ocsf.remove(name);
            text.append(value == null ? "" : ' ' + value.asText());
        }
        if (ocsf.has("actor")) {
            ((ObjectNode) ocsf.get("actor")).remove("process");
        }
        appendMembers(ocsf.remove(OCSF_LEFT_OUT), text.append('\n'));
        return new GoldenEvent(text.toString(), rules);
    }

    private static void appendMembers(ObjectNode document, StringBuilder to) {
        document.properties().forEach(member ->
                to.append("  ").append(member.getKey()).append(' ').append(member.getValue()).append('\n'));
    }

    private static ObjectNode document(EventEncoder encoder, AuditEvent event) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, EventContext.NONE, out);
        return (ObjectNode) Corpus.parse(out.toString(StandardCharsets.UTF_8));
    }
}
