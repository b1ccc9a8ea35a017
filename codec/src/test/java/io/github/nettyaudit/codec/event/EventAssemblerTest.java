package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.Corpus;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventAssemblerTest {
    private static final int SYSCALL = AuditMessageType.SYSCALL;
    private static final int PATH = AuditMessageType.PATH;
    private static final int PROCTITLE = AuditMessageType.PROCTITLE;
    private static final int EOE = AuditMessageType.EOE;

    private final List<AuditEvent> events = new ArrayList<>();
    private final List<AuditLossEvent> losses = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private EventAssembler assembler = assembler(EventAssemblerOptions.live());

    private EventAssembler assembler(EventAssemblerOptions options) {
        return new EventAssembler(options, event -> {
            if (event instanceof AuditLossEvent loss) {
                losses.add(loss);
            } else {
                events.add(event);
            }
        });
    }

    private long openEvents() {
        assembler.batchEnd();
        return assembler.counters().openEvents();
    }

    private void add(int type, long serial) {
        add(type, serial, "a=" + type);
    }

    private void add(int type, long serial, String fields) {
        addText(type, "audit(1364481363.243:" + serial + "): " + fields);
    }

    private void addText(int type, String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        buffers.add(buffer);
        assembler.add(type, buffer);
    }

    @AfterEach
    void everyBufferIsReleased() {
        assembler.end();
        events.forEach(AuditEvent::release);
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void anEventEndsWithItsEoe() {
        add(SYSCALL, 7);
        add(PATH, 7);
        add(PROCTITLE, 7);
        assertThat(events).isEmpty();
        assertThat(openEvents()).isOne();
        add(EOE, 7);
        assertThat(events).hasSize(1);
        AuditEvent event = events.get(0);
        assertThat(event).hasToString("AuditEvent(1364481363.243:7 COMPLETE: SYSCALL, PATH, PROCTITLE)");
        assertThat(event.size()).isEqualTo(3);
        assertThat(event.indexOf(PROCTITLE)).isEqualTo(2);
        assertThat(event.indexOf(EOE)).isEqualTo(-1);
        assertThat(event.read(1, new AuditRecord()).raw(0)).isEqualTo("1302");
        assertThat(openEvents()).isZero();
    }

    @Test
    void noEventWaitsForAnother() {
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        add(PATH, 1);
        add(AuditMessageType.FIRST_USER_MSG, 3);
        assertThat(events).extracting(AuditEvent::serial).containsExactly(3L);
        add(EOE, 2);
        add(PATH, 1);
        add(EOE, 1);
        assertThat(events).extracting(AuditEvent::serial).containsExactly(3L, 2L, 1L);
        assertThat(events).extracting(AuditEvent::size).containsExactly(1, 1, 3);
        assertThat(events).extracting(AuditEvent::state).containsOnly(AuditEventState.COMPLETE);
    }

    @Test
    void inALogTheCommandLineEndsAnEventAndAnEoeBehindItIsSwallowed() {
        assembler = assembler(EventAssemblerOptions.log());
        add(SYSCALL, 1);
        add(PROCTITLE, 1);
        assertThat(events).hasSize(1);
        add(EOE, 1);
        assertThat(events).hasSize(1);
        assertThat(assembler.counters().orphanEoe()).isOne();
    }

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
    void recordsThatCameTwiceAreCounted() {
        add(SYSCALL, 1);
        add(PATH, 1, "item=0");
        add(PATH, 1, "item=1");
        add(PATH, 1, "item=0");
        add(EOE, 1);
        assertThat(events.get(0).size()).isEqualTo(4);
        assertThat(events.get(0).repeatedRecords()).isOne();
        assertThat(assembler.counters().repeatedRecords()).isOne();
    }

    @Test
    void aRecordWithoutAStampIsAnEventOfItsOwn() {
        addText(SYSCALL, "audit(13644813");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).state()).isEqualTo(AuditEventState.UNPARSEABLE);
        assertThat(events.get(0).content(0).toString(StandardCharsets.US_ASCII)).isEqualTo("audit(13644813");
    }

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
        assembler = assembler(EventAssemblerOptions.log());
        addText(SYSCALL, "audit(1364481363.999:1): a=b");
        addText(SYSCALL, "audit(1364481364.999:2): a=b");
        assertThat(events).isEmpty();
        addText(SYSCALL, "audit(1364481365.000:3): a=b");
        assertThat(events).extracting(AuditEvent::serial).containsExactly(1L);
        assertThat(events.get(0).state()).isEqualTo(AuditEventState.TIMED_OUT);
    }

    @Test
    void theEndOfTheStreamEndsAllEvents() {
        add(SYSCALL, 1);
        add(SYSCALL, 2);
        assembler.end();
        assertThat(events).extracting(AuditEvent::state)
                .containsExactly(AuditEventState.UNFINISHED, AuditEventState.UNFINISHED);
    }

    @Test
    void manyOpenEventsAreAllFound() {
        int count = EventAssemblerOptions.MAX_EVENTS;
        for (int serial = 0; serial < count; serial++) {
            add(SYSCALL, serial * 7L);
        }
        // every other one first, so that holes open in the table
        for (int serial = 0; serial < count; serial += 2) {
            add(EOE, serial * 7L);
        }
        for (int serial = 1; serial < count; serial += 2) {
            add(PATH, serial * 7L);
            add(EOE, serial * 7L);
        }
        assertThat(events).hasSize(count);
        assertThat(events).allMatch(event -> event.state() == AuditEventState.COMPLETE
                && event.size() == (event.serial() % 2 == 0 ? 1 : 2));
        assertThat(assembler.counters().orphanEoe()).isZero();
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
    void aLosslessCaptureHasNoGapAndNoUnfinishedCall() {
        for (byte[] datagram : Corpus.datagrams("live-daemon.nlcap.gz")) {
            int type = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN).getShort(4);
            if (AuditMessageType.isRecord(type) && type != AuditMessageType.REPLACE) {
                assembler.add(type, Unpooled.copiedBuffer(datagram, 16, datagram.length - 16));
            }
        }
        assembler.end();
        assertThat(losses).isEmpty();
        assertThat(assembler.counters().lost(AuditLossKind.SERIAL_GAP)).isZero();
        assertThat(events).noneMatch(event -> event.state() != AuditEventState.COMPLETE && event.indexOf(SYSCALL) >= 0);
        assertThat(assembler.counters().droppedRecords()).isZero();
    }

    @Test
    void boundsAreChecked() {
        EventAssemblerOptionsBuilder builder = EventAssemblerOptions.live().toBuilder();
        assertThatThrownBy(() -> builder.maxEvents(0))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("maxEvents: 0 (expected: 1 to 16777216)");
    }
}
