package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When an event that got no end is ended. */
class EventAssemblerTimeTest extends EventAssemblerFixture {
    /** As with the default options, but no further record needs to follow. */
    private static final EventAssemblerOptions STAMPS_ONLY =
            EventAssemblerOptions.log().toBuilder().timeoutRecords(0).build();

    @Test
    void ticksEndWhatGotNoRecord() {
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        assembler.tick();
        assembler.tick();
        add(PATH, 1);
        assembler.tick();
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L);
        assertThat(events.get(0).state()).isEqualTo(AuditEventState.TIMED_OUT);
        assembler.tick();
        assembler.tick();
        assertThat(events).hasSize(2);
        assertThat(assembler.isWaiting()).isFalse();
    }

    @Test
    void inALogTheStampsAreTheClock() {
        assembler = assembler(STAMPS_ONLY);
        addText(SYSCALL, "audit(1364481363.999:1): a=b");
        addText(SYSCALL, "audit(1364481364.999:2): a=b");
        assertThat(events).isEmpty();
        addText(SYSCALL, "audit(1364481365.000:3): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(1L);
        assertThat(events.get(0).state()).isEqualTo(AuditEventState.TIMED_OUT);
    }

    @Test
    void theCountersAreThoseAfterATick() {
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        assembler.tick();
        assertThat(assembler.counters().openEvents()).isEqualTo(2);
        assembler.tick();
        add(PATH, 2);
        assembler.tick();
        assertThat(assembler.counters().openEvents()).isOne();
        assertThat(assembler.counters().openBytes()).isEqualTo(AuditEvent.OVERHEAD + 2 * AuditEvent.RECORD_OVERHEAD
                + 2 * "audit(1364481363.243:2): a=1300".length());
        assertThat(assembler.counters().ended(AuditEventState.TIMED_OUT)).isOne();
    }

    /** An old stamp alone ends nothing: the clock of the host has to run on after the last record. */
    @Test
    void inALogOnlyTheEventsThatGotNoRecordForTooLongEnd() {
        assembler = assembler(STAMPS_ONLY);
        addText(SYSCALL, "audit(1364481370.000:1): a=b");
        addText(SYSCALL, "audit(1364481360.999:2): a=b");
        addText(SYSCALL, "audit(1364481371.000:3): a=b");
        assertThat(events).isEmpty();
        addText(PATH, "audit(1364481370.000:1): a=b");
        addText(SYSCALL, "audit(1364481372.000:4): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L);
        addText(SYSCALL, "audit(1364481373.000:5): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L, 3L, 1L);
        assembler.end();
        assertThat(events).extracting(AuditEvent::serial).containsExactly(2L, 3L, 1L, 4L, 5L);
        assertThat(assembler.counters().ended(AuditEventState.TIMED_OUT)).isEqualTo(3);
        assertThat(assembler.counters().ended(AuditEventState.UNFINISHED)).isEqualTo(2);
    }

    @Test
    void aTimeoutIsRoundedUpToSeconds() {
        assembler = assembler(STAMPS_ONLY.toBuilder().timeout(Duration.ofMillis(1_001)).build());
        addText(SYSCALL, "audit(1364481363.000:1): a=b");
        addText(SYSCALL, "audit(1364481364.999:2): a=b");
        assertThat(events).isEmpty();
        addText(SYSCALL, "audit(1364481365.000:3): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(1L);
        assembler.end();
        assembler = assembler(STAMPS_ONLY.toBuilder().timeout(Duration.ofSeconds(1)).build());
        addText(SYSCALL, "audit(1364481363.000:4): a=b");
        addText(SYSCALL, "audit(1364481364.000:5): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void withTheSystemsClockTheTimeOfTheRecordsEndsNothing() {
        addText(SYSCALL, "audit(1364481363.000:1): a=b");
        addText(SYSCALL, "audit(1364491363.000:2): a=b");
        assertThat(events).isEmpty();
        assertThat(openEvents()).isEqualTo(2);
    }
}
