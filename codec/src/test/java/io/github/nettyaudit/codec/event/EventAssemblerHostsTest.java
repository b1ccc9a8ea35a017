package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which records belong together: of one host, time and serial; and what is missing between them. */
class EventAssemblerHostsTest extends EventAssemblerFixture {
    private static final String MISSING =
            "No record of these events arrived: they were lost, or suppressed after they had their serials.";

    @Test
    void recordsOfAnEndedEventAreLate() {
        add(SYSCALL, 1);
        add(EOE, 1);
        add(PATH, 1);
        add(EOE, 1);
        assertThat(events).extracting(AuditEvent::isLate).containsExactly(false, true);
        assertThat(assembler.counters().lateEvents()).isOne();
        assertThat(assembler.counters().ended(AuditEventState.COMPLETE)).isEqualTo(2);
    }

    @Test
    void missingSerialsAreReportedWithWhatTheKernelLost() {
        assembler.kernelLost(42);
        add(AuditMessageType.FIRST_USER_MSG, 0xfffffffeL);
        add(AuditMessageType.FIRST_USER_MSG, 3);
        add(AuditMessageType.FIRST_USER_MSG, 1);
        add(AuditMessageType.DAEMON_START, 77_000);
        assembler.tick();
        assertThat(losses).isEmpty();
        assembler.tick();
        assertThat(losses).extracting(AuditLossEvent::kind).containsOnly(AuditLossKind.SERIAL_GAP);
        assertThat(losses).extracting(AuditLossEvent::firstSerial).containsExactly(0xffffffffL, 2L);
        assertThat(losses).extracting(AuditLossEvent::lastSerial).containsExactly(0L, 2L);
        assertThat(losses).extracting(AuditLossEvent::count).containsExactly(2L, 1L);
        assertThat(losses).extracting(AuditLossEvent::kernelLost).containsOnly(42L);
        assertThat(assembler.counters().lost(AuditLossKind.SERIAL_GAP)).isEqualTo(3);
        assertThat(assembler.isWaiting()).isFalse();
    }

    @Test
    void theRecordsOfEachHostAreEventsOfTheirOwn() {
        for (String node : new String[] {"node=a ", "node=b ", "", "node=a ", "node=ab ", "node=b "}) {
            addLine(node + "type=PATH msg=audit(1364481363.243:1): item=0 from=" + node.strip());
        }
        for (String node : new String[] {"node=b ", "", "node=a ", "node=ab "}) {
            addLine(node + "type=EOE msg=audit(1364481363.243:1): ");
        }
        assertThat(events).extracting(AuditEvent::node).containsExactly("b", null, "a", "ab");
        assertThat(events).extracting(AuditEvent::size).containsExactly(2, 1, 2, 1);
        assertThat(events.get(2).content(1).toString(StandardCharsets.US_ASCII)).endsWith("from=node=a");
    }

    @Test
    void anEventIsLateOnlyOnItsOwnHost() {
        for (String node : new String[] {"node=a ", "node=b ", "node=b ", "", ""}) {
            addLine(node + "type=PATH msg=audit(1364481363.243:1): item=0");
            addLine(node + "type=EOE msg=audit(1364481363.243:1): ");
        }
        assertThat(events).extracting(AuditEvent::isLate).containsExactly(false, false, true, false, true);
    }

    @Test
    void anEventOfTheSameSerialAtAnotherTimeIsNotLate() {
        for (String time : new String[] {"1.243", "1.244", "1.244", "2.243", "2.243"}) {
            addText(SYSCALL, "audit(" + time + ":1): a=b");
            addText(EOE, "audit(" + time + ":1): ");
        }
        add(SYSCALL, 0);
        add(EOE, 0);
        assertThat(events).extracting(AuditEvent::isLate).containsExactly(false, false, true, false, true, false);
    }

    @Test
    void gapsAreFoundForEachHost() {
        assembler = assembler(EventAssemblerOptions.log().toBuilder().detectGaps(true).build());
        String message = "type=USER_AVC msg=audit(1364481363.243:";
        addLine("node=a " + message + "1): a=b");
        addLine("node=b " + message + "5): a=b");
        addLine(message + "9): a=b");
        assembler.tick();
        assertThat(assembler.isWaiting()).isFalse();
        addLine("node=a " + message + "3): a=b");
        addLine("node=b " + message + "8): a=b");
        addLine("node=a type=DAEMON_END msg=audit(1364481363.243:300): a=b");
        addLine("type=USER_AVC msg=audit(1364481400.007:11): a=b");
        assertThat(assembler.isWaiting()).isTrue();
        assertThat(losses).isEmpty();
        assembler.end();
        assertThat(losses).extracting(AuditLossEvent::toString).containsExactlyInAnyOrder(
                "AuditLossEvent(a SERIAL_GAP, 1 events, serials 2 to 2: " + MISSING + ")",
                "AuditLossEvent(b SERIAL_GAP, 2 events, serials 6 to 7: " + MISSING + ")",
                "AuditLossEvent(SERIAL_GAP, 1 events, serials 10 to 10: " + MISSING + ")");
        // the time of the last record, as in a log the records are the clock
        assertThat(losses).extracting(AuditLossEvent::time).containsOnly(Instant.ofEpochSecond(1364481400, 7_000_000));
        assertThat(assembler.isWaiting()).isFalse();
    }

    @Test
    void serialsFromTheRangesOfTheDaemonAndTheKernelAreDistinguished() {
        add(SYSCALL, 1);
        add(AuditMessageType.DAEMON_START - 1, 3);
        add(AuditMessageType.DAEMON_START, 50);
        add(1_299, 60);
        add(SYSCALL, 5);
        assembler.end();
        assertThat(losses).extracting(AuditLossEvent::firstSerial).containsExactly(2L, 4L);
        assertThat(losses).extracting(AuditLossEvent::count).containsExactly(1L, 1L);
    }

    @Test
    void theNumberOfHostsThatAreWatchedIsBounded() {
        assembler = assembler(EventAssemblerOptions.log().toBuilder().detectGaps(true).build());
        for (int serial : new int[] {1, 3}) {
            for (int node = 0; node < NodeSerials.MAX_NODES + 2; node++) {
                addLine("node=n" + node + " type=USER_AVC msg=audit(1364481363.243:" + serial + "): a=b");
            }
        }
        assembler.end();
        assertThat(losses).hasSize(NodeSerials.MAX_NODES);
        assertThat(losses).extracting(AuditLossEvent::firstSerial).containsOnly(2L);
        assertThat(losses).extracting(AuditLossEvent::node).contains("n0", "n255").doesNotContain("n256", "n257");
        assertThat(events).extracting(AuditEvent::node).contains("n256", "n257");
    }

    @Test
    void theNameOfAHostIsOneStringForAllItsEvents() {
        for (int serial = 1; serial <= 6; serial++) {
            addLine("node=" + (serial % 2 == 0 ? "even" : "odd1") + " type=USER_AVC msg=audit(1364481363.243:" + serial
                    + "): a=b");
        }
        assertThat(events).extracting(AuditEvent::node).containsExactly("odd1", "even", "odd1", "even", "odd1", "even");
        assertThat(events.get(2).node()).isSameAs(events.get(0).node());
        assertThat(events.get(5).node()).isSameAs(events.get(1).node());
    }

    @Test
    void severalEndedEventsAreRemembered() {
        for (long serial = 1; serial <= 100; serial++) {
            add(SYSCALL, serial);
            add(EOE, serial);
        }
        add(PATH, 1);
        add(EOE, 1);
        add(PATH, 101);
        add(EOE, 101);
        assertThat(events.get(100).isLate()).isTrue();
        assertThat(events.get(101).isLate()).isFalse();
        assertThat(assembler.counters().lateEvents()).isOne();
    }
}
