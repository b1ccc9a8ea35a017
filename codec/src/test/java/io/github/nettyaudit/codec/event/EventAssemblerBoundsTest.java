package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an assembler does at the bounds of its options. */
class EventAssemblerBoundsTest extends EventAssemblerFixture {
    @Test
    void oneEventTooManyEvictsTheOneThatWaitedLongest() {
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxEvents(2).build());
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        add(PATH, 1);
        add(SYSCALL, 3);
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L);
        assertThat(events.get(0).state()).isEqualTo(AuditEventState.EVICTED);
        add(SYSCALL, 4);
        assertThat(losses).isEmpty();
        assertThat(openEvents()).isEqualTo(2);
        assembler.batchEnd();
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).toString()).startsWith("AuditLossEvent(EVICTED, 2 events, serials 2 to 1: More events");
    }

    @Test
    void whatAnEventCannotHoldIsCounted() {
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxRecordsPerEvent(2).maxBytesPerEvent(100).build());
        add(SYSCALL, 1, "x");
        add(PATH, 1, "y".repeat(100));
        add(PATH, 1, "z");
        add(PATH, 1, "z");
        add(EOE, 1);
        assertThat(events.get(0).size()).isEqualTo(2);
        assertThat(events.get(0).droppedRecords()).isEqualTo(2);
        assertThat(losses).extracting(AuditLossEvent::kind).containsExactly(AuditLossKind.DROPPED);
        assertThat(losses).extracting(AuditLossEvent::count).containsExactly(2L);
        assertThat(losses).extracting(AuditLossEvent::firstSerial).containsExactly(1L);
        assertThat(assembler.counters().droppedRecords()).isEqualTo(2);
        assertThat(assembler.counters().records()).isEqualTo(5);
    }

    @Test
    void evictionsAreReportedForEachHostAndReason() {
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxEvents(1).maxTotalBytes(3_000).build());
        addLine("node=a type=PATH msg=audit(1364481363.243:7): item=0");
        addLine("node=a type=PATH msg=audit(1364481363.243:8): item=0");
        addLine("node=b type=PATH msg=audit(1364481363.243:9): item=0");
        assertThat(losses).isEmpty();
        addLine("type=PATH msg=audit(1364481363.243:10): item=" + "0".repeat(3_000));
        assertThat(losses).hasSize(2);
        assembler.batchEnd();
        assembler.batchEnd();
        assertThat(losses).extracting(loss -> loss.node() + " " + loss.count() + " " + loss.firstSerial() + " "
                + loss.lastSerial()).containsExactly("a 2 7 8", "b 1 9 9", "null 1 10 10");
        assertThat(losses.get(1).detail()).contains("maxEvents");
        assertThat(losses.get(2).detail()).contains("maxTotalBytes");
        assertThat(assembler.counters().lost(AuditLossKind.EVICTED)).isEqualTo(4);
        assertThat(assembler.counters().ended(AuditEventState.LOSS)).isEqualTo(3);
    }

    @Test
    void evictionsAreReportedBeforeTheEventsThatAreOpenAtTheEnd() {
        List<AuditEventState> states = new ArrayList<>();
        assembler = new EventAssembler(EventAssemblerOptions.live().toBuilder().maxEvents(1).build(), event -> {
            states.add(event.state());
            event.release();
        });
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        assembler.end();
        assertThat(states).containsExactly(AuditEventState.EVICTED, AuditEventState.LOSS, AuditEventState.UNFINISHED);
        assertThat(assembler.counters().openEvents()).isZero();
        assertThat(assembler.counters().openBytes()).isZero();
    }

    @Test
    void theBoundOfTheMemoryMayBeReached() {
        int bytes = AuditEvent.OVERHEAD + AuditEvent.RECORD_OVERHEAD + "audit(1364481363.243:1): a=1300".length();
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxTotalBytes(2 * bytes).build());
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        assertThat(openEvents()).isEqualTo(2);
        assertThat(assembler.counters().openBytes()).isEqualTo(2 * bytes);
        add(SYSCALL, 3);
        assertThat(openEvents()).isEqualTo(2);
        assertThat(events).extracting(AuditEvent::serial).containsExactly(1L);
    }

    @Test
    void anEoeThatIsLeftOutTakesNoMemory() {
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxTotalBytes(420).build());
        add(SYSCALL, 1);
        add(EOE, 1);
        add(SYSCALL, 2);
        assertThat(events).extracting(AuditEvent::state).containsExactly(AuditEventState.COMPLETE);
        assertThat(openEvents()).isOne();
    }

    @Test
    void theTextsOfAnEventMayHaveExactlyTheBytes() {
        int bytes = "audit(1364481363.243:1): a=1300".length();
        assembler = assembler(EventAssemblerOptions.live().toBuilder().maxBytesPerEvent(2 * bytes).build());
        add(SYSCALL, 1);
        add(PATH, 1);
        add(EOE, 1);
        assertThat(events.get(0).droppedRecords()).isZero();
        add(SYSCALL, 2);
        add(PATH, 2, "a=13020");
        add(EOE, 2);
        assertThat(events.get(1).droppedRecords()).isOne();
    }
}
