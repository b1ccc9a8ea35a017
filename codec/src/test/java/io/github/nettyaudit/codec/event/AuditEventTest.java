package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditEventTest {
    private static final String ID = "audit(1364481363.007:24287): ";

    private final AuditRecord reader = new AuditRecord();
    private final List<AuditEvent> events = new ArrayList<>();
    private final EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), events::add);

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private AuditEvent event() {
        assembler.add(AuditMessageType.SYSCALL, buffer(ID + "syscall=2"));
        assembler.add(AuditMessageType.PATH, buffer(ID + "item=0"));
        assembler.add(AuditMessageType.PATH, buffer(ID + "item=1"));
        assembler.add(AuditMessageType.PATH, buffer(ID + "item=1"));
        assembler.end();
        return events.get(0);
    }

    private AuditEvent logEvent() {
        ByteBuf log = buffer("node=host type=NONSENSE msg=" + ID + "item=0 name=\"/x\"");
        AuditLogLine line = new AuditLogLine();
        assertThat(line.read(log)).isTrue();
        assembler.addLine(line, log, 0, log.writerIndex());
        log.release();
        assembler.end();
        return events.get(0);
    }

    @AfterEach
    void everyEventIsReleased() {
        for (AuditEvent event : events) {
            List<ByteBuf> texts = new ArrayList<>();
            for (int i = 0; i < event.size(); i++) {
                texts.add(event.content(i));
            }
            assertThat(event.release()).isTrue();
            assertThat(texts).allMatch(text -> text.refCnt() == 0);
        }
    }

    @Test
    void hasTheNumbersOfItsRecords() {
        AuditEvent event = event();
        assertThat(event.time()).isEqualTo("2013-03-28T14:36:03.007Z");
        assertThat(event.seconds()).isEqualTo(1364481363);
        assertThat(event.milliseconds()).isEqualTo(7);
        assertThat(event.serial()).isEqualTo(24287);
        assertThat(event.node()).isNull();
        assertThat(event.isLate()).isFalse();
        assertThat(event.repeatedRecords()).isOne();
        assertThat(event).hasToString("AuditEvent(1364481363.007:24287 UNFINISHED: SYSCALL, PATH, PATH, PATH)");
        assertThat(event.indexOf(AuditMessageType.PATH)).isOne();
    }

    @Test
    void anEventOfALogHasNodeAndType() {
        AuditEvent event = logEvent();
        assertThat(event.node()).isEqualTo("host");
        assertThat(event.type(0)).isEqualTo(-1);
        assertThat(event.indexOf(-1)).isZero();
        event.read(0, reader);
        assertThat(reader.text(FieldName.NAME)).isEqualTo("/x");
        assertThat(reader.typeText()).isEqualTo("NONSENSE");
        assertThat(event.toString()).startsWith("AuditEvent(host 1364481363.007:24287 UNFINISHED: ");
    }

    @Test
    void recordsAreReadOneAfterAnother() {
        AuditEvent event = event();
        List<String> records = new ArrayList<>();
        for (AuditRecord record : event.records(reader)) {
            assertThat(record).isSameAs(reader);
            records.add(record.type() + " " + record.name(0) + '=' + record.raw(0));
        }
        assertThat(records).containsExactly("1300 syscall=2", "1302 item=0", "1302 item=1", "1302 item=1");
        Iterator<AuditRecord> iterator = event.records(reader).iterator();
        for (int i = 0; i < 4; i++) {
            iterator.next();
        }
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void theFirstRecordOfATypeIsRead() {
        AuditEvent event = event();
        assertThat(event.readFirst(AuditMessageType.PATH, reader)).isTrue();
        assertThat(reader.number(FieldName.ITEM, -1)).isZero();
        assertThat(event.readFirst(AuditMessageType.CWD, reader)).isFalse();
        assertThat(reader.number(FieldName.ITEM, -1)).isZero();
    }

    @Test
    void numbersOfRecordsAreChecked() {
        AuditEvent event = event();
        for (int record : new int[] {-1, 4, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> event.type(record)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> event.content(record)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> event.read(record, reader)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aCopyIsIndependent() {
        AuditEvent event = logEvent();
        event.markLate();
        AuditEvent copy = event.copy();
        events.set(0, copy);
        String before = event.toString();
        assertThat(event.release()).isTrue();
        assertThat(copy.refCnt()).isOne();
        assertThat(copy).hasToString(before);
        assertThat(copy.isLate()).isTrue();
        assertThat(copy.node()).isEqualTo("host");
        assertThat(copy.read(0, reader).text(FieldName.NAME)).isEqualTo("/x");
        assertThat(copy.size()).isOne();
        assertThat(copy.memory()).isLessThan(1_000);
    }

    @Test
    void aCopyHasTheCounts() {
        EventAssembler small = new EventAssembler(
                EventAssemblerOptions.live().toBuilder().maxRecordsPerEvent(2).build(), events::add);
        for (int i = 0; i < 3; i++) {
            small.add(AuditMessageType.PATH, buffer(ID + "item=1"));
        }
        small.end();
        AuditEvent copy = events.get(0).copy();
        assertThat(copy.droppedRecords()).isOne();
        assertThat(copy.repeatedRecords()).isOne();
        assertThat(copy.size()).isEqualTo(2);
        assertThat(copy.type(1)).isEqualTo(AuditMessageType.PATH);
        assertThat(copy.state()).isEqualTo(AuditEventState.UNFINISHED);
        assertThat(copy.release()).isTrue();
    }

    @Test
    void retainAndTouchReturnTheEvent() {
        AuditEvent event = event();
        AuditEvent same = event.retain().retain(2).touch().touch("hint");
        assertThat(same).isSameAs(event);
        assertThat(event.refCnt()).isEqualTo(4);
        assertThat(event.release(3)).isFalse();
    }

    @Test
    void aLossEventIsAnEventWithoutRecords() {
        Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
        AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DROPPED, time, 12, "The queue was full.");
        events.add(loss);
        assertThat(loss.time()).isEqualTo(time);
        assertThat(loss.state()).isEqualTo(AuditEventState.LOSS);
        assertThat(loss.size()).isZero();
        assertThat(loss.node()).isNull();
        assertThat(loss.serial()).isZero();
        assertThat(loss.firstSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(loss.lastSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(loss.kernelLost()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(loss.memory()).isEqualTo(AuditEvent.OVERHEAD);
        assertThat(loss).hasToString("AuditLossEvent(DROPPED, 12 records: The queue was full.)");
        AuditLossEvent same = loss.retain().retain(1).touch().touch("hint");
        assertThat(same).isSameAs(loss);
        assertThat(loss.release(2)).isFalse();
        AuditLossEvent copy = loss.copy();
        assertThat(copy).isNotSameAs(loss).hasToString(loss.toString());
        assertThat(copy.time()).isEqualTo(time);
        assertThat(copy.release()).isTrue();
        assertThat(AuditLossEvent.of(AuditLossKind.OVERRUN, time, AuditLossEvent.UNKNOWN, "x"))
                .hasToString("AuditLossEvent(OVERRUN, unknown number of datagrams: x)");
        assertThatThrownBy(() -> AuditLossEvent.of(AuditLossKind.OVERRUN, time, -2, "x"))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("count: -2 (expected: >= -1)");
    }

    @Test
    void aLossEventNamesWhatItKnows() {
        AuditLossEvent loss = new AuditLossEvent("host", 1, 2, AuditLossKind.SERIAL_GAP, 3, 0xffff_ffffL, 1, 44, "x");
        events.add(loss);
        assertThat(loss).hasToString(
                "AuditLossEvent(host SERIAL_GAP, 3 events, serials 4294967295 to 1, kernel lost 44: x)");
        assertThat(loss.serial()).isEqualTo(0xffff_ffffL);
        assertThat(loss.copy()).hasToString(loss.toString());
    }

    @Test
    void theFirstRecordMayBeTheOneThatIsLookedFor() {
        AuditEvent event = event();
        assertThat(event.readFirst(AuditMessageType.SYSCALL, reader)).isTrue();
        assertThat(reader.number(FieldName.SYSCALL, -1)).isEqualTo(2);
    }
}
