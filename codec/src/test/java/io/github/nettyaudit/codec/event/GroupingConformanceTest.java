package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.GoldenLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the grouping of records to events against libauparse: the same lines must make the same events. The only
 * difference: libauparse ends an event at a record of any other event whose stamp is two seconds later, and makes
 * another event of what follows, and at a record of NetLabel or IPsec, which the system call follows; here such an
 * event is whole (docs/CONFORMANCE.md).
 */
class GroupingConformanceTest {
    private static final long TIMEOUT_SECONDS = 2;

    @ParameterizedTest
    @CsvSource({"live, 0", "live-enriched, 17"})
    void everyEventHasTheReferencesRecords(String name, int torn) {
        check(GoldenLog.of(name), torn);
    }

    @ParameterizedTest
    @CsvSource({"golibaudit, 3", "synthetic, 0"})
    void everyEventOfTheSharedCorpusHasTheReferencesRecords(String name, int torn) {
        check(GoldenLog.shared(name), torn);
    }

    private static void check(GoldenLog log, int torn) {
        Map<Integer, List<Integer>> expected = reference(log);
        List<List<Integer>> wholeHere = new ArrayList<>();
        List<List<Integer>> groups = groups(log);
        for (List<Integer> group : groups) {
            if (!group.equals(expected.get(group.get(0)))) {
                wholeHere.add(group);
            }
            // the reference's events, one after another, which must be the same lines
            Set<List<Integer>> pieces = new LinkedHashSet<>();
            group.forEach(line -> pieces.add(expected.get(line)));
            assertThat(pieces.stream().flatMap(List::stream).sorted()).containsExactlyElementsOf(group);
            List<Integer> before = null;
            for (List<Integer> piece : pieces) {
                assertThat(before == null || isTimeBetween(log, before, piece) || isRecordOfNetLabel(log, before))
                        .as("why %s is torn", group).isTrue();
                before = piece;
            }
        }
        assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(expected.size());
        assertThat(wholeHere).hasSize(torn);
        System.out.println("events held against the reference: " + groups.size() + ", torn there: " + wholeHere);
    }

    /** Of each line, the lines of the event that the reference assigns it to. */
    private static Map<Integer, List<Integer>> reference(GoldenLog log) {
        Map<String, List<Integer>> events = new TreeMap<>();
        Map<Integer, List<Integer>> ofLine = new TreeMap<>();
        for (JsonNode record : log.records.values()) {
            int line = record.get("line").intValue();
            long file = log.firstLines.stream().filter(first -> first <= line).count();
            List<Integer> event = events.computeIfAbsent(file + " " + record.get("event"), key -> new ArrayList<>());
            event.add(line);
            ofLine.put(line, event);
        }
        return ofLine;
    }

    /** Whether both are of one stamp and serial, and a record between them is two seconds later or more. */
    private static boolean isTimeBetween(GoldenLog log, List<Integer> piece, List<Integer> next) {
        JsonNode first = log.records.get(piece.get(0));
        JsonNode second = log.records.get(next.get(0));
        for (String part : new String[] {"sec", "milli", "serial", "node"}) {
            if (!Objects.equals(first.get(part), second.get(part))) {
                return false;
            }
        }
        for (int line = piece.get(piece.size() - 1) + 1; line < next.get(0); line++) {
            JsonNode between = log.records.get(line);
            if (between != null && between.get("sec").longValue() >= first.get("sec").longValue() + TIMEOUT_SECONDS) {
                return true;
            }
        }
        return false;
    }

    /** Whether a piece is one record of NetLabel or IPsec, with which libauparse ends the event. */
    private static boolean isRecordOfNetLabel(GoldenLog log, List<Integer> piece) {
        return piece.size() == 1 && new String(log.lines.get(piece.get(0) - 1), StandardCharsets.UTF_8)
                .contains("type=MAC_");
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
