package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.interpret.NameService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The events that go-libaudit makes of 24 sets of records, at the paths of auditbeat. The events are those of
 * elastic/go-libaudit, {@code aucoalesce/testdata} (Apache License 2.0).
 */
class CoalesceTest {
    @Test
    void itsLeavesAreOurs() {
        int leaves = 0;
        List<String> different = new ArrayList<>();
        for (JsonNode test : EcsDocuments.resource("go-libaudit-coalesce.golden.jsonl.gz")) {
            List<JsonNode> ours = EcsDocuments.of(EcsDocuments.strings(test.get("records")), NameService.NONE,
                    EcsOptions.DEFAULT);
            Map<String, JsonNode> our = EcsDocuments.leaves(ours.get(0));
            for (Map.Entry<String, JsonNode> leaf : CoalescedEvents.document(test.get("event")).properties()) {
                leaves++;
                if (!EcsDocuments.isSame(leaf.getValue(), our.get(leaf.getKey()))) {
                    different.add(test.get("test").textValue() + ": " + leaf.getKey() + ' ' + leaf.getValue() + " <> "
                            + our.get(leaf.getKey()));
                }
            }
        }
        assertThat(different).as("the differences that docs/EVENTS.md explains")
                .containsExactlyInAnyOrderElementsOf(EcsDocuments.lines("coalesce-differences.txt"));
        assertThat(100.0 * (leaves - different.size()) / leaves).as("per cent of %s leaves", leaves)
                .isGreaterThanOrEqualTo(97);
    }
}
