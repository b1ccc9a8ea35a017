package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How loss events are joined when the events that are held have reached their bound. */
class MissingEventsTest {
    private final MissingEvents missing = new MissingEvents();

    private void add(String node, AuditLossKind kind, long count, long kernelLost) {
        AuditLossEvent loss = new AuditLossEvent(node, 1, 2, kind, count, 7, 8, kernelLost, "First.");
        missing.add(loss);
        loss.release();
    }

    private List<String> report() {
        List<String> reported = new ArrayList<>();
        missing.report("Why.", event -> {
            AuditLossEvent loss = (AuditLossEvent) event;
            reported.add(loss.node() + " " + loss.kind() + " " + loss.count() + " " + loss.firstSerial() + " "
                    + loss.kernelLost());
            assertThat(event.release()).isTrue();
        });
        return reported;
    }

    @Test
    void oneIsReportedAsItWas() {
        add("a", AuditLossKind.SERIAL_GAP, 3, 5);
        assertThat(report()).containsExactly("a SERIAL_GAP 3 7 5");
    }

    @Test
    void severalOfOneHostKeepItsNameAndTheLastCounterOfTheKernel() {
        add("a", AuditLossKind.SERIAL_GAP, 3, 5);
        add("a", AuditLossKind.SERIAL_GAP, 4, 6);
        add("a", AuditLossKind.SERIAL_GAP, 5, AuditLossEvent.UNKNOWN);
        add("b", AuditLossKind.DROPPED, 1, AuditLossEvent.UNKNOWN);
        add("c", AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN);
        add("c", AuditLossKind.DROPPED, 1, 9);
        assertThat(report()).containsExactly("a SERIAL_GAP 12 -1 6", "null DROPPED -1 -1 9");
    }

    @Test
    void itsMemoryIsThatOfTheLossEventsToCome() {
        assertThat(missing.bytes()).isZero();
        add("a", AuditLossKind.SERIAL_GAP, 3, 5);
        add("a", AuditLossKind.SERIAL_GAP, 3, 5);
        assertThat(missing.bytes()).isEqualTo(AuditEvent.OVERHEAD);
        AuditEvent event = new AuditEvent(null, 1, 2, 3, false);
        missing.add(event);
        event.release();
        assertThat(missing.bytes()).isEqualTo(2 * AuditEvent.OVERHEAD);
        report();
    }
}
