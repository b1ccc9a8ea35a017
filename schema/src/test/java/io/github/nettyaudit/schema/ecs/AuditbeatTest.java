package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The documents that auditbeat writes for five logs, leaf by leaf. Its documents are those of elastic/beats,
 * {@code auditbeat/module/auditd/testdata} (Apache License 2.0).
 */
class AuditbeatTest {
    private static final Set<String> NOT_COMPARED = Set.of("service.type", "event.original");

    @Test
    void itsLeavesAreOurs() {
        int leaves = 0;
        List<String> different = new ArrayList<>();
        for (JsonNode log : EcsDocuments.resource("auditbeat-auditd.golden.jsonl.gz")) {
            Map<Long, Deque<JsonNode>> ours = new HashMap<>();
            for (JsonNode document : EcsDocuments.of(EcsDocuments.strings(log.get("records")),
                    EcsDocuments.auditbeatNames(), EcsOptions.DEFAULT)) {
                ours.computeIfAbsent(document.at("/auditd/sequence").longValue(), key -> new ArrayDeque<>())
                        .add(document);
            }
            for (JsonNode theirs : log.get("events")) {
                Map<String, JsonNode> our = EcsDocuments.leaves(
                        ours.get(theirs.at("/auditd/sequence").longValue()).remove());
                for (Map.Entry<String, JsonNode> leaf : EcsDocuments.leaves(theirs).entrySet()) {
                    if (NOT_COMPARED.contains(leaf.getKey())) {
                        continue;
                    }
                    leaves++;
                    if (!EcsDocuments.isSame(leaf.getValue(), our.get(leaf.getKey()))) {
                        different.add(theirs.at("/auditd/sequence") + " " + leaf.getKey() + ' ' + leaf.getValue()
                                + " <> " + our.get(leaf.getKey()));
                    }
                }
            }
        }
        assertThat(different).as("the differences that docs/EVENTS.md explains")
                .containsExactlyInAnyOrderElementsOf(EcsDocuments.lines("auditbeat-differences.txt"));
        assertThat(100.0 * (leaves - different.size()) / leaves).as("per cent of %s leaves", leaves)
                .isGreaterThanOrEqualTo(97);
    }
}
