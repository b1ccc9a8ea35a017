package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clocks of the hosts of a log: they differ, are set forward and back, and tear no event (F2). */
class EventAssemblerClocksTest extends EventAssemblerFixture {
    private static final long START = 1_700_000_000;

    @BeforeEach
    void readALog() {
        assembler = assembler(EventAssemblerOptions.log());
    }

    private void add(String node, String type, long seconds, long serial) {
        addLine((node.isEmpty() ? "" : "node=" + node + ' ') + "type=" + type + " msg=audit(" + seconds + ".161:"
                + serial + "): a=b");
    }

    private List<String> ended() {
        return events.stream().map(event -> event.serial() + " " + event.size() + " " + event.state()).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3_600, 315_360_000})
    void hostsWhoseClocksDifferDoNotEndEachOthersEvents(long difference) {
        for (String type : new String[] {"SYSCALL", "EXECVE", "CWD", "PROCTITLE"}) {
            add("alpha", type, START, 50);
            add("beta", type, START + difference, 70);
        }
        assertThat(ended()).containsExactly("50 4 COMPLETE", "70 4 COMPLETE");
        assertThat(events).extracting(AuditEvent::node).containsExactly("alpha", "beta");
        assertThat(events).noneMatch(AuditEvent::isLate);
    }

    @Test
    void theClockOfOneHostDoesNotTimeOutAnothersEvent() {
        add("alpha", "SYSCALL", START, 50);
        for (int i = 0; i < 1_000; i++) {
            add("beta", "USER_AVC", START + 3L * i, 1_000 + i);
        }
        assertThat(events).hasSize(1_000);
        add("alpha", "PROCTITLE", START, 50);
        assertThat(ended()).last().isEqualTo("50 2 COMPLETE");
    }

    @ParameterizedTest
    @ValueSource(longs = {-4, 4, -3_600, 3_600})
    void aClockThatIsSetTearsNoEvent(long step) {
        add("", "SYSCALL", START, 607);
        add("", "SYSCALL", START + step, 609);
        add("", "EXECVE", START, 607);
        add("", "SYSCALL", START, 608);
        for (long serial : new long[] {609, 608, 607}) {
            add("", "CWD", serial == 609 ? START + step : START, serial);
            add("", "PROCTITLE", serial == 609 ? START + step : START, serial);
        }
        assertThat(ended()).containsExactly("609 3 COMPLETE", "608 3 COMPLETE", "607 4 COMPLETE");
    }

    /** Of a host, no more than so many records may lie between two records of an event, whatever their stamps are. */
    @Test
    void anEventIsTornOnlyWhenItIsBothTooOldAndTooFarAway() {
        add("alpha", "SYSCALL", START, 1);
        addMessages(2, 256, START + 100);
        add("alpha", "PATH", START, 1);
        assertThat(events).hasSize(256);
        addMessages(300, 257, START + 200);
        assertThat(ended()).last().isEqualTo("1 2 TIMED_OUT");
        add("alpha", "PATH", START, 1);
        add("alpha", "PROCTITLE", START, 1);
        assertThat(ended()).last().isEqualTo("1 2 COMPLETE");
        assertThat(events.get(events.size() - 1).isLate()).isTrue();
        assertThat(assembler.counters().lateEvents()).isOne();
    }

    private void addMessages(long firstSerial, int count, long seconds) {
        LongStream.range(firstSerial, firstSerial + count).forEach(serial -> add("alpha", "USER_AVC", seconds, serial));
    }

    @Test
    void anEventWithinTheTimeoutMayBeAnyDistanceAwayUpToTheLongest() {
        add("alpha", "SYSCALL", START, 1);
        addMessages(2, EventAssemblerOptions.MAX_DISTANCE - 1, START + 1);
        add("alpha", "PATH", START, 1);
        addMessages(100_000, EventAssemblerOptions.MAX_DISTANCE - 1, START + 1);
        assertThat(events).noneMatch(event -> event.serial() == 1);
        addMessages(200_000, 1, START + 1);
        assertThat(ended()).last().isEqualTo("1 2 TIMED_OUT");
    }

    @Test
    void theLongestDistanceEndsTheEventsOfAHostThatWritesNoMore() {
        add("gone", "SYSCALL", START, 1);
        addMessages(2, EventAssemblerOptions.MAX_DISTANCE - 1, START);
        assertThat(events).noneMatch(event -> event.serial() == 1);
        addMessages(1, 1, START);
        assertThat(events).filteredOn(event -> "gone".equals(event.node())).singleElement()
                .satisfies(event -> assertThat(event.state()).isEqualTo(AuditEventState.TIMED_OUT));
    }

    /** A clock that was an hour ahead, and is right again: time-outs work again before the hour has passed. */
    @Test
    void aClockThatWasSetBackRunsAgain() {
        addMessages(1, 1, START + 3_600);
        addMessages(2, EventHost.SET_BACK, START);
        add("alpha", "SYSCALL", START, 5_000);
        addMessages(6_000, 257, START + 1);
        assertThat(ended()).doesNotContain("5000 1 TIMED_OUT");
        addMessages(7_000, 1, START + 2);
        assertThat(ended()).contains("5000 1 TIMED_OUT");
    }

    @Test
    void aClockIsNotSetBackAsLongAsRecordsOfTheLatestTimeArrive() {
        addMessages(1, 1, START + 3_600);
        for (int round = 0; round < 3; round++) {
            addMessages(10_000 * round + 2, EventHost.SET_BACK - 1, START);
            addMessages(10_000 * round + 5_000, 1, START + 3_598);
        }
        add("alpha", "SYSCALL", START, 50_000);
        addMessages(60_000, 257, START + 3_601);
        assertThat(ended()).doesNotContain("50000 1 TIMED_OUT");
        addMessages(70_000, 1, START + 3_602);
        assertThat(ended()).contains("50000 1 TIMED_OUT");
    }

    @Test
    void stampsAtTheEndsOfTheirRangeDoNoHarm() {
        add("", "SYSCALL", 0, 1);
        add("", "SYSCALL", Long.MAX_VALUE / 10 - 1, 2);
        add("", "SYSCALL", 0, 3);
        for (int i = 0; i < 600; i++) {
            add("", "USER_AVC", i % 2 == 0 ? 0 : Long.MAX_VALUE / 10 - 1, 1_000 + i);
        }
        for (long serial = 1; serial <= 3; serial++) {
            add("", "PROCTITLE", serial == 2 ? Long.MAX_VALUE / 10 - 1 : 0, serial);
        }
        assertThat(ended()).contains("1 1 TIMED_OUT", "2 2 COMPLETE", "3 2 COMPLETE");
    }

    @Test
    void anotherLogBeginsWithNewClocks() {
        addMessages(1, 1, START + 3_600);
        add("alpha", "SYSCALL", START + 3_600, 2);
        assembler.end();
        assertThat(ended()).last().isEqualTo("2 1 UNFINISHED");
        add("alpha", "SYSCALL", START, 3);
        addMessages(10, 257, START + 2);
        assertThat(ended()).contains("3 1 TIMED_OUT");
    }
}
