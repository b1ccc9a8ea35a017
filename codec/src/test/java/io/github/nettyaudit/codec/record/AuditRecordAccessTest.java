package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Accessors of records and of log lines, each as the first call after the record was wrapped. */
class AuditRecordAccessTest {
    private static final FieldName A0 = FieldName.of("a0");
    private static final FieldName MISSING = FieldName.of("missing");
    private static final FieldName ENRICHED_UID = FieldName.of("UID");
    private static final String ID = "audit(1364481363.243:24287): ";
    private static final String LINE = "node=h type=USER_LOGIN msg=" + ID + "a0=7f pid=12 comm=\"cat\" auid=1000 "
            + "msg='acct=\"root\" pid=34 exe=2F62696E acct=\"x\"'\u001dUID=\"alice\" AUID=\"bob\" UID=\"carol\"";

    private final AuditRecord record = new AuditRecord();

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private AuditRecord kernel(String fields) {
        return record.wrap(AuditMessageType.SYSCALL, buffer(ID + fields));
    }

    private AuditRecord line() {
        return record.wrapLine(buffer(LINE));
    }

    private AuditRecord lineReadBefore() {
        ByteBuf buffer = buffer("xyz" + LINE);
        return record.wrapLine(buffer, 3, buffer.writerIndex(), AuditMessageType.USER_LOGIN, 1364481363, 243, 24287);
    }

    @Test
    void wrapReturnsTheRecord() {
        AuditRecordMessage message = new AuditRecordMessage(
                new NetlinkMessage(AuditMessageType.CWD, 0, 0, 0, buffer(ID + "cwd=\"/\"")));
        assertThat(record.wrap(message)).isSameAs(record);
        assertThat(record.text(FieldName.CWD)).isEqualTo("/");
        assertThat(record.type()).isEqualTo(AuditMessageType.CWD);
        message.release();
        assertThat(kernel("a=b")).isSameAs(record);
        assertThat(line()).isSameAs(record);
        ByteBuf buffer = buffer("xyz" + LINE);
        assertThat(record.wrapLine(buffer, 3, buffer.writerIndex())).isSameAs(record);
        assertThat(lineReadBefore()).isSameAs(record);
    }

    @Test
    void linesHaveAnEventId() {
        line();
        assertThat(record.hasEventId()).isTrue();
        assertThat(record.seconds()).isEqualTo(1364481363);
        assertThat(record.milliseconds()).isEqualTo(243);
        assertThat(record.serial()).isEqualTo(24287);
        assertThat(record.time()).isEqualTo("2013-03-28T14:36:03.243Z");
        lineReadBefore();
        assertThat(record.hasEventId()).isTrue();
        assertThat(record.seconds()).isEqualTo(1364481363);
        assertThat(record.milliseconds()).isEqualTo(243);
        assertThat(record.serial()).isEqualTo(24287);
        assertThat(record.time()).isEqualTo("2013-03-28T14:36:03.243Z");
    }

    @Test
    void fieldsOfALineAreFoundByName() {
        assertThat(line().text(FieldName.COMM)).isEqualTo("cat");
        assertThat(line().text(2)).isEqualTo("cat");
        assertThat(line().text(0)).isEqualTo("7f");
        assertThat(line().text(MISSING)).isNull();
        assertThat(line().number(FieldName.PID, -7)).isEqualTo(12);
        assertThat(line().number(1, -7)).isEqualTo(12);
        assertThat(line().number(3, -7)).isEqualTo(1000);
        assertThat(line().number(2, -7)).isEqualTo(-7);
        assertThat(line().number(MISSING, -7)).isEqualTo(-7);
        assertThat(line().hexNumber(A0, -7)).isEqualTo(0x7f);
        assertThat(line().hexNumber(FieldName.PID, -7)).isEqualTo(0x12);
        assertThat(line().hexNumber(MISSING, -7)).isEqualTo(-7);
        assertThat(line().userText(FieldName.ACCT)).isEqualTo("root");
        assertThat(line().userText(FieldName.EXE)).isEqualTo("/bin");
        assertThat(line().userText(FieldName.COMM)).isNull();
    }

    @Test
    void theFirstFieldOfARecordIsFoundByName() {
        assertThat(kernel("a0=7f").hexNumber(A0, -7)).isEqualTo(0x7f);
        assertThat(kernel("a0=7f").text(A0)).isEqualTo("7f");
        assertThat(kernel("pid=12").number(FieldName.PID, -7)).isEqualTo(12);
        assertThat(kernel("msg='acct=\"root\"'").userText(FieldName.ACCT)).isEqualTo("root");
        assertThat(kernel("msg='acct=\"root\"'").findUser(FieldName.ACCT)).isZero();
    }

    @Test
    void valuesThatAreNoNumbersGiveTheFallback() {
        assertThat(kernel("a0=: pid=12").hexNumber(A0, -7)).isEqualTo(-7);
        assertThat(kernel("pid=: a0=7f").number(FieldName.PID, -7)).isEqualTo(-7);
        assertThat(kernel("comm=\"\" pid=12").text(FieldName.COMM)).isEmpty();
        assertThat(kernel("comm=\" pid=12").text(FieldName.COMM)).isEqualTo("\"");
    }

    @Test
    void fieldsOfEachNameSpaceAreFoundByTheFirstCall() {
        assertThat(line().find(FieldName.PID)).isEqualTo(1);
        assertThat(line().findUser(FieldName.PID)).isEqualTo(5);
        assertThat(line().findUser(FieldName.COMM)).isEqualTo(-1);
        assertThat(line().findEnriched(FieldName.of("AUID"))).isEqualTo(9);
        assertThat(line().findEnriched(FieldName.PID)).isEqualTo(-1);
        assertThat(line().prefixName(0)).isEqualTo("node");
        assertThat(line().prefixName(1)).isEqualTo("type");
        assertThat(line().prefixValueLength(0)).isEqualTo(1);
        assertThat(line().prefixValueStart(0)).isEqualTo(5);
        assertThat(line().prefixCount()).isEqualTo(2);
        assertThat(line().fieldCount()).isEqualTo(8);
        assertThat(line().enrichedCount()).isEqualTo(3);
    }

    /** Nothing of a line before can be mistaken for the fields that the call has to find. */
    @Test
    void theFirstCallOfANewRecordFindsTheFields() {
        ByteBuf line = buffer(LINE);
        assertThat(new AuditRecord().wrapLine(line).find(FieldName.PID)).isEqualTo(1);
        assertThat(new AuditRecord().wrapLine(line).findUser(FieldName.PID)).isEqualTo(5);
        assertThat(new AuditRecord().wrapLine(line).findEnriched(ENRICHED_UID)).isEqualTo(8);
        assertThat(new AuditRecord().wrapLine(line).prefixName(1)).isEqualTo("type");
        assertThat(new AuditRecord().wrapLine(line).prefixValueStart(0)).isEqualTo(5);
        assertThat(new AuditRecord().wrapLine(line).prefixValueLength(1)).isEqualTo(10);
        assertThat(new AuditRecord().wrapLine(line).name(0)).isEqualTo("a0");
    }

    @Test
    void theNextFieldIsOfTheSameNameSpace() {
        line();
        assertThat(record.findNext(FieldName.ACCT, record.findUser(FieldName.ACCT))).isEqualTo(7);
        assertThat(record.findNext(FieldName.PID, record.find(FieldName.PID))).isEqualTo(-1);
        assertThat(record.findNext(ENRICHED_UID, record.findEnriched(ENRICHED_UID))).isEqualTo(10);
        assertThat(record.findNext(ENRICHED_UID, 7)).isEqualTo(-1);
        assertThat(record.findNext(FieldName.ACCT, 3)).isEqualTo(-1);
        assertThat(record.findNext(ENRICHED_UID, 10)).isEqualTo(-1);
    }

    @Test
    void namesOfUpToEightBytesAreCached() {
        kernel("a0=1 abcdefgh=2 abcdefghi=3 a0=4");
        assertThat(record.name(0)).isEqualTo("a0").isSameAs(record.name(0)).isSameAs(record.name(3));
        assertThat(record.name(1)).isEqualTo("abcdefgh").isSameAs(record.name(1));
        assertThat(record.name(2)).isEqualTo("abcdefghi").isNotSameAs(record.name(2));
    }

    /** There are more names than the cache has places. */
    @Test
    void aCachedNameIsNotReturnedForAnother() {
        StringBuilder fields = new StringBuilder();
        for (int name = 0; name < 26 * 26; name++) {
            fields.append((char) ('a' + name / 26)).append((char) ('a' + name % 26)).append("=1 ");
        }
        kernel(fields.toString());
        for (int round = 0; round < 2; round++) {
            for (int name = 0; name < 26 * 26; name++) {
                assertThat(record.name(name)).isEqualTo("" + (char) ('a' + name / 26) + (char) ('a' + name % 26));
            }
        }
        record.wrap(AuditMessageType.SYSCALL, buffer(ID + "\u00c3\u00a4=1 \u00c3\u00b6=2"));
        assertThat(record.name(0)).isEqualTo("\u00e4");
        assertThat(record.name(1)).isEqualTo("\u00f6");
        assertThat(record.name(0)).isEqualTo("\u00e4");
    }

    @Test
    void aRecordMayStartAnywhereInItsBuffer() {
        ByteBuf buffer = buffer("x".repeat(20) + ID + "a0=1 pid=2 comm=\"x\"").skipBytes(20);
        record.wrap(AuditMessageType.SYSCALL, buffer);
        assertThat(record.fieldCount()).isEqualTo(3);
        assertThat(record.name(0)).isEqualTo("a0");
        assertThat(record.number(FieldName.PID, -7)).isEqualTo(2);
    }

    @Test
    void theWordsOfALineAreReadUpToItsEnd() {
        String text = "type=CWD msg=" + ID + "cwd=\"/\"";
        record.wrapLine(buffer(text));
        assertThat(record.typeText()).isEqualTo("CWD");
        // what the record holds of the last line lies after the end of this one
        record.wrapLine(buffer("x".repeat(100) + text), 100, 108, AuditMessageType.CWD, 1364481363, 243, 24287);
        assertThat(record.typeText()).isNull();
        assertThat(record.node()).isNull();
        assertThat(record.prefixCount()).isOne();
    }

    @Test
    void theWordsOfTheLastLineAreNotThoseOfTheNext() {
        record.wrapLine(buffer("type=CWD msg=" + ID + "cwd=\"/\""));
        assertThat(record.prefixCount()).isOne();
        assertThat(record.fieldCount()).isOne();
        record.wrapLine(buffer("no field is in this line"));
        assertThat(record.prefixCount()).isZero();
        assertThat(record.fieldCount()).isZero();
        record.wrapLine(buffer("node=h type=CWD msg=" + ID + "cwd=\"/\""));
        assertThat(record.prefixCount()).isEqualTo(2);
        record.wrapLine(buffer("node=h"));
        assertThat(record.prefixCount()).isOne();
    }
}
