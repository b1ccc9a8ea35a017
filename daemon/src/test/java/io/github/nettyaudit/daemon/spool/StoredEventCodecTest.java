package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An event is the same after it was stored. */
class StoredEventCodecTest {
    private static final String SYSCALL = "audit(1700000000.123:42): arch=c000003e syscall=59 success=yes exit=0";

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static AuditEventBuilder builder() {
        return new AuditEventBuilder(1_700_000_000, 123, 42);
    }

    private static AuditEvent event() {
        return builder().addRecord(1300, text(SYSCALL)).addRecord(1302, text("audit(1700000000.123:42): item=0"))
                .addRecord(1302, text("audit(1700000000.123:42): item=0")).build();
    }

    private static ByteBuf write(AuditEvent event, StoredSections sections) {
        ByteBuf entry = Unpooled.buffer();
        StoredEventCodec.write(event, 1_700_000_000_123_456L, sections, entry);
        return entry;
    }

    private static StoredEvent read(ByteBuf entry) throws StoredEventException {
        int readerIndex = entry.readerIndex();
        StoredEvent stored = StoredEventCodec.read(entry);
        assertThat(entry.readerIndex()).isEqualTo(readerIndex);
        return stored;
    }

    private static void assertRoundTrip(AuditEvent event, StoredSections sections) throws StoredEventException {
        ByteBuf entry = write(event, sections);
        StoredEvent stored = read(entry);
        entry.setZero(0, entry.capacity()); // nothing of it is kept

        assertThat(stored.arrivalMicros()).isEqualTo(1_700_000_000_123_456L);
        assertThat(stored.sections()).isEqualTo(sections);
        assertSame(stored.event(), event);
        assertThat(stored.event().refCnt()).isOne();
        assertThat(stored.event().release()).isTrue();
        assertThat(event.release()).isTrue();
    }

    private static void assertSame(AuditEvent actual, AuditEvent expected) {
        assertThat(actual).hasToString(expected.toString()).hasSameClassAs(expected);
        assertThat(actual.node()).isEqualTo(expected.node());
        assertThat(actual.seconds()).isEqualTo(expected.seconds());
        assertThat(actual.milliseconds()).isEqualTo(expected.milliseconds());
        assertThat(actual.serial()).isEqualTo(expected.serial());
        assertThat(actual.state()).isEqualTo(expected.state());
        assertThat(actual.isLog()).isEqualTo(expected.isLog());
        assertThat(actual.isLate()).isEqualTo(expected.isLate());
        assertThat(actual.droppedRecords()).isEqualTo(expected.droppedRecords());
        assertThat(actual.repeatedRecords()).isEqualTo(expected.repeatedRecords());
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.type(i)).isEqualTo(expected.type(i));
            assertThat(actual.content(i)).isEqualTo(expected.content(i));
        }
        if (expected instanceof AuditLossEvent loss) {
            AuditLossEvent actualLoss = (AuditLossEvent) actual;
            assertThat(actualLoss.kind()).isEqualTo(loss.kind());
            assertThat(actualLoss.count()).isEqualTo(loss.count());
            assertThat(actualLoss.firstSerial()).isEqualTo(loss.firstSerial());
            assertThat(actualLoss.lastSerial()).isEqualTo(loss.lastSerial());
            assertThat(actualLoss.kernelLost()).isEqualTo(loss.kernelLost());
            assertThat(actualLoss.detail()).isEqualTo(loss.detail());
        }
    }

    @Test
    void anEvent() throws Exception {
        AuditEvent event = event();
        assertThat(event.repeatedRecords()).isOne();
        assertRoundTrip(event, StoredSections.NONE);
    }

    @Test
    void itsRecordsAreRead() throws Exception {
        AuditEvent event = read(write(event(), StoredSections.NONE)).event();
        AuditRecord record = new AuditRecord();
        assertThat(event.read(0, record).number(FieldName.SYSCALL, -1)).isEqualTo(59);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOSS")
    void everyState(AuditEventState state) throws Exception {
        assertRoundTrip(builder().state(state).addRecord(1300, text(SYSCALL)).build(), StoredSections.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void everyLoss(AuditLossKind kind) throws Exception {
        assertRoundTrip(builder().node("web").buildLoss(kind, 7, 40, 41, 99, "something is lost"), StoredSections.NONE);
        assertRoundTrip(builder().buildLoss(kind, AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN,
                AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN, ""), StoredSections.NONE);
        assertRoundTrip(builder().buildLoss(kind, Long.MAX_VALUE, 0xffff_ffffL, 0, Long.MAX_VALUE, "ä\u20ac"),
                StoredSections.NONE.with(1, new byte[]{1}));
    }

    @Test
    void everyMember() throws Exception {
        assertRoundTrip(new AuditEventBuilder(Long.MIN_VALUE, 999, 0xffff_ffffL).log(true).addRecord(-1, text("x"))
                .addRecord(0, text("")).addRecord(66836, text("type=UNKNOWN[66836] msg=")).build(), StoredSections.NONE);
        assertRoundTrip(new AuditEventBuilder(Long.MAX_VALUE, 0, 0).late(true).droppedRecords(Integer.MAX_VALUE).build(),
                StoredSections.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web-1", "\u00ff\u0000\n", "\u0100", "b\u00fccher\u20ac", "\ud83d\ude00", "half \ud83d"})
    void everyNode(String node) throws Exception {
        assertRoundTrip(builder().node(node).addRecord(1300, text(SYSCALL)).build(), StoredSections.NONE);
    }

    @Test
    void anyBytes() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        assertRoundTrip(builder().addRecord(1309, Unpooled.wrappedBuffer(bytes).skipBytes(3)).build(),
                StoredSections.NONE);
    }

    @Test
    void sections() throws Exception {
        byte[] content = {1, 2, 3};
        StoredSections sections = StoredSections.NONE.with(7, content).with(0, new byte[0])
                .with(0xffff, new byte[StoredSections.LONGEST]);
        content[0] = 9;
        assertThat(sections.size()).isEqualTo(3);
        assertThat(sections.find(7)).containsExactly(1, 2, 3);
        sections.find(7)[0] = 9;
        sections.content(0)[0] = 9;
        assertThat(sections.content(0)).containsExactly(1, 2, 3);
        assertThat(sections.key(2)).isEqualTo(0xffff);
        assertThat(sections.find(1)).isNull();
        assertThat(StoredSections.NONE.size()).isZero();
        assertThat(sections).isNotEqualTo(StoredSections.NONE).isNotEqualTo(null)
                .doesNotHaveSameHashCodeAs(StoredSections.NONE);
        assertThat(StoredSections.NONE.with(7, new byte[]{1, 2}).with(8, new byte[1]))
                .hasToString("StoredSections(7=0102, 8=00)")
                .isEqualTo(StoredSections.NONE.with(7, new byte[]{1, 2}).with(8, new byte[1]))
                .hasSameHashCodeAs(StoredSections.NONE.with(7, new byte[]{1, 2}).with(8, new byte[1]))
                .isNotEqualTo(StoredSections.NONE.with(7, new byte[]{1, 2}).with(8, new byte[2]))
                .isNotEqualTo(StoredSections.NONE.with(7, new byte[]{1, 2}).with(9, new byte[1]));
        assertRoundTrip(event(), sections);
    }

    @Test
    void sectionsHaveBounds() throws Exception {
        StoredSections one = StoredSections.NONE.with(7, new byte[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> one.with(7, new byte[0]))
                .withMessage("key: 7 (expected: 0 to 65535, each once)");
        assertThatIllegalArgumentException().isThrownBy(() -> one.with(-1, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> one.with(0x10000, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> one.with(1, new byte[StoredSections.LONGEST + 1]))
                .withMessage("section 1: 1048577 bytes (expected: at most 1048576)");
        StoredSections all = StoredSections.NONE;
        for (int i = 0; i < StoredSections.MOST; i++) {
            all = all.with(i, new byte[]{(byte) i});
        }
        StoredSections most = all;
        assertThatIllegalArgumentException().isThrownBy(() -> most.with(256, new byte[0]))
                .withMessage("section 256: there are 255 sections already");
        assertRoundTrip(event(), all);
    }

    @Test
    void everyStateAndKindHasACode() {
        for (AuditEventState state : AuditEventState.values()) {
            assertThat(StoredEventDescriptor.code(state)).isNotNegative();
        }
        for (AuditLossKind kind : AuditLossKind.values()) {
            assertThat(StoredEventDescriptor.code(kind)).isNotNegative();
        }
    }

    /** The layout is that of files on disks. */
    @Test
    void bytes() {
        AuditEvent event = builder().node("h").state(AuditEventState.TIMED_OUT).late(true).droppedRecords(2)
                .addRecord(1300, text("abc")).build();
        assertThat(ByteBufUtil.hexDump(write(event, StoredSections.NONE.with(258, new byte[]{5, 6})))).isEqualTo(""
                + "01" + "00" + "01" + "06" + "00060a2418202240" + "000000006553f100" + "007b" + "0000002a"
                + "00" + "00000001" + "68"
                + "00000002" + "00000001" + "00000514" + "00000003" + "616263"
                + "01" + "0102" + "00000002" + "0506");
        AuditEvent loss = builder().buildLoss(AuditLossKind.SERIAL_GAP, 3, 10, 12, -1, "d");
        assertThat(ByteBufUtil.hexDump(write(loss, StoredSections.NONE))).isEqualTo(""
                + "01" + "01" + "05" + "00" + "00060a2418202240" + "000000006553f100" + "007b" + "0000000a"
                + "01" + "0000000000000003" + "000000000000000a" + "000000000000000c" + "ffffffffffffffff"
                + "00" + "00000001" + "64" + "00");
    }

    @Test
    void cutAtEveryByte() {
        for (AuditEvent event : new AuditEvent[]{builder().node("h\u0100").addRecord(1300, text("abc")).build(),
            builder().node("h").buildLoss(AuditLossKind.DROPPED, 3, 10, 12, 4, "detail")}) {
            ByteBuf entry = write(event, StoredSections.NONE.with(1, new byte[]{1, 2}));
            for (int length = 0; length < entry.readableBytes(); length++) {
                ByteBuf cut = entry.slice(0, length);
                assertThatThrownBy(() -> read(cut)).as("%d bytes", length)
                        .isInstanceOfSatisfying(StoredEventException.class,
                                e -> assertThat(e.offset()).isLessThanOrEqualTo(cut.readableBytes()));
            }
        }
    }

    @Test
    void everyByteFlipped() {
        ByteBuf entry = write(builder().node("h\u0100").addRecord(1300, text("abc")).build(),
                StoredSections.NONE.with(1, new byte[]{1, 2}));
        for (int i = 0; i < entry.readableBytes(); i++) {
            for (int bit = 0; bit < 8; bit++) {
                ByteBuf flipped = entry.copy();
                flipped.setByte(i, flipped.getByte(i) ^ 1 << bit);
                try {
                    read(flipped).event().release(); // another event, with every member in its range
                } catch (StoredEventException e) {
                    assertThat(e.offset()).isBetween(0, entry.readableBytes());
                }
            }
        }
    }

    private static void assertWrong(AuditEvent event, int offset, int value, String message) {
        ByteBuf entry = write(event, StoredSections.NONE);
        entry.setByte(offset, value);
        assertThatThrownBy(() -> read(entry)).isInstanceOf(StoredEventException.class).hasMessage(message);
    }

    @Test
    void whatIsWrongIsNamed() {
        AuditEvent event = builder().node("h\u0100").addRecord(1300, text("abc")).build();
        assertWrong(event, 0, 2, "the version is 2, not 1 (byte 0 of the entry)");
        assertWrong(event, 1, 2, "the kind 2 is not known (byte 1 of the entry)");
        assertWrong(event, 1, 1, "the state is COMPLETE, and the kind 1 (byte 2 of the entry)");
        assertWrong(event, 2, 6, "the state 6 is not known (byte 2 of the entry)");
        assertWrong(event, 2, 5, "the state is LOSS, and the kind 0 (byte 2 of the entry)");
        assertWrong(event, 3, 8, "the flags 8 are not known (byte 3 of the entry)");
        assertWrong(event, 20, 4, "there are 1147 milliseconds (byte 20 of the entry)");
        assertWrong(event, 26, 2, "the coding 2 is not known (byte 26 of the entry)");
        assertWrong(event, 30, 3, "the node has half a character (byte 31 of the entry)");
        assertWrong(event, 27, 0x80, "the node has 2147483652 bytes, and 24 are left (byte 27 of the entry)");
        assertWrong(event, 35, 0x80, "the number of dropped records is -2147483648 (byte 35 of the entry)");
        assertWrong(event, 42, 0, "11 bytes follow the event (byte 44 of the entry)");
        assertWrong(event, 50, 5, "a record has 5 bytes, and 4 are left (byte 47 of the entry)");
        assertWrong(event, 54, 1, "the entry ends in the header of a section (byte 55 of the entry)");
        AuditEvent loss = builder().buildLoss(AuditLossKind.DROPPED, 3, 10, 12, 4, "d");
        assertWrong(loss, 26, 10, "the kind of loss 10 is not known (byte 26 of the entry)");
        assertWrong(loss, 27, 0xff, "the count is -72057594037927933 (byte 27 of the entry)");
        assertWrong(loss, 38, 1, "the first serial is 4294967306 (byte 35 of the entry)");
        assertWrong(loss, 46, 1, "the last serial is 4294967308 (byte 43 of the entry)");
        assertThatThrownBy(() -> read(Unpooled.EMPTY_BUFFER)).isInstanceOf(StoredEventException.class)
                .hasMessage("the entry ends in the header (byte 0 of the entry)");
    }

    @Test
    void eachSectionIsFoundByItsKey() {
        StoredSections sections = StoredSections.NONE.with(7, new byte[]{1}).with(9, new byte[]{2, 3});
        assertThat(sections.find(7)).containsExactly(1);
        assertThat(sections.find(9)).containsExactly(2, 3);
        assertThat(sections.find(8)).isNull();
    }

    @Test
    void anEntryWithinALargerBuffer() throws Exception {
        ByteBuf entry = write(event(), StoredSections.NONE);
        ByteBuf larger = Unpooled.directBuffer().writeLong(-1).writeBytes(entry).writeLong(-1);
        larger.setIndex(8, larger.writerIndex() - 8);
        StoredEvent stored = read(larger);
        larger.release();
        AuditEvent expected = event();
        assertSame(stored.event(), expected);
    }
}
