package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.Corpus;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How records become events. */
class EventAssemblerTest extends EventAssemblerFixture {
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
    void aGapAfterAnEarlierRunIsReportedWithItsLikelyCause() {
        assembler.noteSerial(0xffff_fffeL);
        add(AuditMessageType.FIRST_USER_MSG, 2);
        add(AuditMessageType.FIRST_USER_MSG, 4);
        assembler.end();
        assertThat(losses).extracting(AuditLossEvent::firstSerial).containsExactly(0xffff_ffffL, 3L);
        assertThat(losses).extracting(AuditLossEvent::count).containsExactly(3L, 1L);
        assertThat(losses.get(0).detail()).contains("an earlier run");
        assertThat(losses.get(1).detail()).doesNotContain("an earlier run");
    }

    @Test
    void theSinkSeesEachRecordWhenItIsAdded() {
        List<String> added = new ArrayList<>();
        assembler = new EventAssembler(EventAssemblerOptions.live().toBuilder().maxRecordsPerEvent(2).build(),
                new AuditEventSink() {
                    @Override
                    public void recordAdded(AuditEvent event) {
                        added.add(event.serial() + " " + event.size() + " " + event.state());
                    }

                    @Override
                    public void eventEnded(AuditEvent event) {
                        events.add(event);
                    }
                });
        add(SYSCALL, 1);
        add(PATH, 1);
        add(PATH, 1);
        add(EOE, 1);
        addText(SYSCALL, "no id");
        assertThat(added).containsExactly("1 1 UNFINISHED", "1 2 UNFINISHED", "0 1 UNFINISHED");
        assertThat(assembler.counters().records()).isEqualTo(5);
    }

    @Test
    void theBufferOfACopiedLineMayBeUsedAgain() {
        ByteBuf buffer = Unpooled.copiedBuffer(
                "...node=a type=CWD msg=audit(1364481363.243:1): cwd=\"/\" ...", StandardCharsets.US_ASCII);
        AuditLogLine line = new AuditLogLine();
        assertThat(line.read(buffer, 3, buffer.writerIndex() - 4)).isTrue();
        assembler.addCopyOfLine(line, buffer, 3, buffer.writerIndex() - 4);
        assertThat(buffer.refCnt()).isOne();
        buffer.setZero(0, buffer.capacity());
        assembler.end();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).content(0).toString(StandardCharsets.US_ASCII))
                .isEqualTo("node=a type=CWD msg=audit(1364481363.243:1): cwd=\"/\"");
        assertThat(events.get(0).read(0, new AuditRecord()).raw(0)).isEqualTo("\"/\"");
        buffer.release();
    }

    /** Each host takes 8 KiB; a log that names a new one in each line must not take all memory. */
    @Test
    void theEoeIsARecordIfItIsIncluded() {
        assembler = assembler(EventAssemblerOptions.live().toBuilder().includeEoe(true).build());
        add(SYSCALL, 1);
        add(EOE, 1);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).indexOf(EOE)).isOne();
    }

    @Test
    void aLossThatTheCallerNoticedIsCounted() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        assembler.loss(AuditLossKind.TRUNCATED, 3, "Three.");
        assembler.loss(AuditLossKind.TRUNCATED, AuditLossEvent.UNKNOWN, "Some.");
        assertThat(losses).extracting(AuditLossEvent::toString).containsExactly(
                "AuditLossEvent(TRUNCATED, 3 datagrams: Three.)",
                "AuditLossEvent(TRUNCATED, unknown number of datagrams: Some.)");
        assertThat(losses.get(0).time()).isBetween(before, Instant.now());
        assertThat(assembler.counters().lost(AuditLossKind.TRUNCATED)).isEqualTo(3);
        assertThat(assembler.counters().ended(AuditEventState.LOSS)).isEqualTo(2);
    }
}
