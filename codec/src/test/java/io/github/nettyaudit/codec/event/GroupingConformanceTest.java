package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.GoldenLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the grouping of records to events against libauparse: the same lines must make the same events. */
class GroupingConformanceTest {
    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void everyEventHasTheReferencesRecords(String name) {
        check(GoldenLog.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"golibaudit", "synthetic"})
    void everyEventOfTheSharedCorpusHasTheReferencesRecords(String name) {
        check(GoldenLog.shared(name));
    }

    private static void check(GoldenLog log) {
        Map<String, List<Integer>> expected = new TreeMap<>();
        for (JsonNode record : log.records.values()) {
            int line = record.get("line").intValue();
            long file = log.firstLines.stream().filter(first -> first <= line).count();
            expected.computeIfAbsent(file + " " + record.get("event"), event -> new ArrayList<>()).add(line);
        }
        List<List<Integer>> groups = groups(log);
        assertThat(groups).containsExactlyInAnyOrderElementsOf(expected.values());
        System.out.println("events held against the reference: " + groups.size());
    }

    private static List<List<Integer>> groups(GoldenLog log) {
        List<List<Integer>> ended = new ArrayList<>();
        Map<AuditEvent, List<Integer>> open = new IdentityHashMap<>();
        int[] number = {0};
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.log(), new AuditEventSink() {
            @Override
            public void recordAdded(AuditEvent event) {
                open.computeIfAbsent(event, first -> new ArrayList<>()).add(number[0]);
            }

            @Override
            public void eventEnded(AuditEvent event) {
                if (!(event instanceof AuditLossEvent)) {
                    ended.add(open.remove(event));
                }
                event.release();
            }
        });
        AuditLogLine line = new AuditLogLine();
        for (byte[] bytes : log.lines) {
            if (log.firstLines.contains(++number[0])) {
                assembler.end();
            }
            ByteBuf buffer = Unpooled.copiedBuffer(bytes);
            if (line.read(buffer)) {
                assembler.addLine(line, buffer, 0, bytes.length);
            }
            buffer.release();
        }
        assembler.end();
        assertThat(open).isEmpty();
        return ended;
    }
}
