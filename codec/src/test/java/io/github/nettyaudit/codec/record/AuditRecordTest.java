package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditRecordTest {
    private static final FieldName AUID = FieldName.of("auid");
    private static final FieldName KEY = FieldName.of("key");

    private final AuditRecord record = new AuditRecord();

    private AuditRecord wrap(int type, String fields) {
        return record.wrap(type, buffer("audit(1364481363.243:24287): " + fields));
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < record.fieldCount(); i++) {
            fields.add(record.name(i) + '=' + record.raw(i));
        }
        return fields;
    }

    @Test
    void theHeaderComesFirst() {
        wrap(AuditMessageType.SYSCALL, "arch=c000003e");
        assertThat(record.hasEventId()).isTrue();
        assertThat(record.type()).isEqualTo(1300);
        assertThat(record.seconds()).isEqualTo(1364481363);
        assertThat(record.milliseconds()).isEqualTo(243);
        assertThat(record.serial()).isEqualTo(24287);
        assertThat(record.node()).isNull();
        assertThat(record.typeText()).isNull();
    }

    @Test
    void aUserMessageNeverShadowsTheKernel() {
        wrap(AuditMessageType.FIRST_USER_MSG, "pid=1 uid=0 auid=1000 ses=1 msg='op=x auid=0 key=\"y\" res=success'");
        assertThat(record.raw(record.find(AUID))).isEqualTo("1000");
        assertThat(record.findNext(AUID, record.find(AUID))).isEqualTo(-1);
        assertThat(record.raw(record.findUser(AUID))).isEqualTo("0");
        assertThat(record.find(KEY)).isEqualTo(-1);
        assertThat(record.space(record.find(AUID))).isEqualTo(FieldSpace.KERNEL);
        assertThat(record.space(record.findUser(AUID))).isEqualTo(FieldSpace.USER);
        assertThat(record.raw(record.fieldCount() - 1)).isEqualTo("success");
    }

    @Test
    void aUserPartWithoutAFieldOfItsOwnAtItsStartIsTheUsersToo() {
        wrap(AuditMessageType.USER_AVC, "pid=1 auid=1000 msg='avc:  denied  { send_msg } for auid=0 exe=\"/x\"'");
        assertThat(record.raw(record.find(AUID))).isEqualTo("1000");
        assertThat(record.raw(record.findUser(AUID))).isEqualTo("0");
    }

    @Test
    void aSecondSeparatorInsideOfAUserMessageIsNoEnrichment() {
        String line = "type=USER_LOGIN msg=audit(1364481363.243:24287): pid=1 uid=1000 ";
        record.wrapLine(buffer(line + "msg='op=x\u001dUID=\"root\"'"));
        assertThat(record.enrichedCount()).isZero();
        record.wrapLine(buffer(line + "msg='op=x\u001dUID=\"a\"'\u001dUID=\"alice\""));
        assertThat(record.enrichedCount()).isOne();
        assertThat(record.raw(record.findEnriched(FieldName.of("UID")))).isEqualTo("\"alice\"");
    }

    @Test
    void readsALineWithNodeAndEnrichment() {
        record.wrapLine(buffer("node=host.example type=SOCKADDR msg=audit(1364481363.243:24287): saddr=0200"
                + "\u001dSADDR={ saddr_fam=inet laddr=1.2.3.4 lport=5 }"));
        assertThat(record.node()).isEqualTo("host.example");
        assertThat(record.typeText()).isEqualTo("SOCKADDR");
        assertThat(record.type()).isEqualTo(AuditMessageType.SOCKADDR);
        assertThat(fields()).containsExactly("saddr=0200");
        assertThat(record.name(1)).isEqualTo("SADDR");
        assertThat(record.raw(1)).isEqualTo("{ saddr_fam=inet laddr=1.2.3.4 lport=5 }");
        assertThat(record.space(1)).isEqualTo(FieldSpace.ENRICHED);
    }

    @Test
    void severalKeysAreSeveralFields() {
        wrap(AuditMessageType.SYSCALL, "a0=1 key=" + hex("one\1two words\1\1three"));
        assertThat(fields()).containsExactly("a0=1", "key=\"one\"", "key=" + hex("two words"), "key=\"three\"");
        int first = record.find(KEY);
        assertThat(record.findNext(KEY, record.findNext(KEY, first))).isEqualTo(3);
        wrap(AuditMessageType.SYSCALL, "key=(null)");
        assertThat(fields()).containsExactly("key=(null)");
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%02X", c)));
        return hex.toString();
    }

    @Test
    void anAccessVectorHasAResultAndPermissions() {
        wrap(AuditMessageType.AVC, "avc:  denied  { read write } for  pid=1 comm=\"x\" scontext=a:b:c:s0-s0:c0.c1,c3");
        assertThat(fields()).containsExactly("seresult=denied", "seperms=read,write", "pid=1", "comm=\"x\"",
                "scontext=a:b:c:s0-s0:c0.c1,c3");
    }

    @Test
    void bodiesThatBreakOffAnywhereGiveTheFieldsBefore() {
        String text = "audit(1364481363.243:24287): arch=c000003e msg='op=x' key=\"y\"";
        for (int length = 0; length <= text.length(); length++) {
            record.wrap(AuditMessageType.SYSCALL, buffer(text.substring(0, length)));
            assertThat(record.hasEventId()).isEqualTo(length >= 27);
            assertThat(record.fieldCount()).isBetween(0, 3);
        }
        assertThat(fields()).containsExactly("arch=c000003e", "op=x", "key=\"y\"");
    }

    @Test
    void whatFollowsANulIsNoText() {
        wrap(AuditMessageType.SYSCALL, "a=1 b=2\0 c=3");
        assertThat(fields()).containsExactly("a=1", "b=2");
    }

    @Test
    void fieldsOutliveTheBuffer() {
        ByteBuf buffer = buffer("audit(1364481363.243:24287): a=1 b=2");
        record.wrap(AuditMessageType.SYSCALL, buffer);
        assertThat(record.fieldCount()).isEqualTo(2);
        buffer.release();
        assertThat(fields()).containsExactly("a=1", "b=2");
    }

    @Test
    void thousandsOfFieldsAreFound() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append("name_of_field").append(i).append('=').append(i).append(' ');
        }
        wrap(AuditMessageType.EXECVE, text.toString());
        assertThat(record.fieldCount()).isEqualTo(5_000);
        assertThat(record.find(FieldName.of("name_of_field4999"))).isEqualTo(4_999);
        assertThat(record.name(17)).isEqualTo("name_of_field17");
    }

    /** Everything that takes the number of a field. */
    private Map<String, Consumer<Integer>> accessors() {
        Map<String, Consumer<Integer>> accessors = new LinkedHashMap<>();
        accessors.put("raw", record::raw);
        accessors.put("name", record::name);
        accessors.put("text", record::text);
        accessors.put("number", field -> record.number(field, 0));
        accessors.put("space", record::space);
        accessors.put("isNamed", field -> record.isNamed(field, AUID));
        accessors.put("findNext", field -> record.findNext(AUID, field));
        accessors.put("nameKey", record::nameKey);
        accessors.put("nameStart", record::nameStart);
        accessors.put("nameLength", record::nameLength);
        accessors.put("valueStart", record::valueStart);
        accessors.put("valueLength", record::valueLength);
        accessors.put("findEnriched", field -> record.findEnriched((int) field));
        return accessors;
    }

    /** The accessors must serve the fields that there are, also as the first call after wrapping, and no other. */
    private void assertFields(Supplier<AuditRecord> wrapper, int count) {
        Map<String, Consumer<Integer>> accessors = accessors();
        accessors.forEach((name, accessor) -> {
            for (int field : new int[] {-1, -2, Integer.MIN_VALUE, count, count + 1, 64, Integer.MAX_VALUE}) {
                wrapper.get();
                assertThatThrownBy(() -> accessor.accept(field)).as("%s(%d)", name, field)
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("field: " + field + " (expected: 0 <= field < " + count
                                + "; find() returns -1 if the record has no such field)");
            }
            for (int field = 0; field < count; field++) {
                wrapper.get();
                accessor.accept(field);
            }
        });
        wrapper.get();
        assertThat(record.fieldCount() + record.enrichedCount()).isEqualTo(count);
    }

    private static final String SEVEN = "audit(1364481363.243:24287): arch=c000003e syscall=2 success=yes exit=3 "
            + "comm=\"cat\" exe=\"/bin/cat\" key=\"k\"";
    private static final FieldName MISSING = FieldName.of("missing");

    @Test
    void noAccessorReturnsAnythingButTheRecordsOwnFields() {
        assertFields(() -> record, 0);
        ByteBuf seven = buffer(SEVEN);
        ByteBuf one = buffer("audit(1364481363.243:24287): x=1");
        ByteBuf line = buffer("node=h type=SYSCALL msg=" + SEVEN + "\u001dARCH=x86_64 SYSCALL=open");
        ByteBuf typeOnly = buffer("type=SYSCALL msg=audit(1364481363.243:24287): x=1");
        ByteBuf none = buffer("");
        for (int round = 0; round < 2; round++) {
            assertFields(() -> record.wrap(1300, seven), 7);
            assertFields(() -> record.wrap(1300, one), 1);
            assertFields(() -> record.wrapLine(line), 9);
            assertFields(() -> record.wrapLine(typeOnly), 1);
            assertFields(() -> record.wrapLine(line, 0, line.writerIndex(), 1300, 1, 2, 3), 9);
            assertFields(() -> record.wrap(1300, none), 0);
            assertFields(() -> record.wrapLine(none), 0);
        }
    }

    @Test
    void aFieldThatIsNotThereIsNoFieldOfALine() {
        record.wrapLine(buffer("node=h type=SYSCALL msg=" + SEVEN));
        assertThatThrownBy(() -> record.raw(record.find(MISSING))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> record.raw(record.findUser(MISSING))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> record.raw(record.findEnriched(MISSING)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> record.findNext(AUID, record.find(MISSING)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theWordsBeforeTheFieldsHaveAccessorsOfTheirOwn() {
        ByteBuf line = buffer("node=h type=SYSCALL msg=" + SEVEN);
        record.wrapLine(line);
        assertThat(record.prefixCount()).isEqualTo(2);
        assertThat(prefix()).containsExactly("node=h", "type=SYSCALL");
        assertThatThrownBy(() -> record.prefixName(-1)).hasMessage("word: -1 (expected: 0 <= word < 2)");
        assertThatThrownBy(() -> record.prefixValueStart(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> record.prefixValueLength(2)).isInstanceOf(IndexOutOfBoundsException.class);
        record.wrapLine(buffer("type=SYSCALL msg=" + SEVEN));
        assertThat(prefix()).containsExactly("type=SYSCALL");
        assertThatThrownBy(() -> record.prefixName(1)).isInstanceOf(IndexOutOfBoundsException.class);
        record.wrapLine(buffer("node=other msg=" + SEVEN));
        assertThat(prefix()).containsExactly("node=other");
        wrap(AuditMessageType.SYSCALL, "node=x type=y");
        assertThat(prefix()).isEmpty();
        assertThat(fields()).containsExactly("node=x", "type=y");
        assertThatThrownBy(() -> record.prefixName(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void wordsHaveAccessorsOfTheirOwn() {
        record.wrapLine(buffer("node=h type=USER msg=audit(1364481363.243:24287): user pid=1 msg='PAM: x=1 end'"));
        assertThat(record.wordCount()).isEqualTo(3);
        List<String> words = new ArrayList<>();
        for (int word = 0; word < record.wordCount(); word++) {
            assertThat(new String(record.bytes(), record.wordStart(word), record.wordLength(word),
                    StandardCharsets.ISO_8859_1)).isEqualTo(record.word(word));
            words.add(record.word(word) + ' ' + record.fieldAfterWord(word) + ' ' + record.wordSpace(word));
        }
        assertThat(words).containsExactly("user 0 KERNEL", "PAM: 1 USER", "end 2 USER");
        for (int word : new int[] {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            for (Consumer<Integer> accessor : List.<Consumer<Integer>>of(record::word, record::wordStart,
                    record::wordLength, record::fieldAfterWord, record::wordSpace)) {
                assertThatThrownBy(() -> accessor.accept(word)).isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("word: " + word + " (expected: 0 <= word < 3)");
            }
        }
        wrap(AuditMessageType.SYSCALL, "a=b");
        assertThat(record.wordCount()).isZero();
        assertThat(new AuditRecord().wordCount()).isZero();
    }

    @Test
    void hundredsOfWordsAreFound() {
        wrap(AuditMessageType.USER, "word ".repeat(700) + "a=b");
        assertThat(record.wordCount()).isEqualTo(700);
        assertThat(record.word(699)).isEqualTo("word");
        assertThat(record.fieldAfterWord(699)).isZero();
        assertThat(fields()).containsExactly("a=b");
    }

    @Test
    void theFirstCallOfANewRecordFindsTheEnrichedField() {
        ByteBuf line = buffer("type=USER msg=audit(1364481363.243:24287): pid=1 uid=0 auid=5"
                + "\u001dUID=\"root\" AUID=\"x\"");
        assertThat(new AuditRecord().wrapLine(line).findEnriched(2)).isEqualTo(4);
        assertThat(new AuditRecord().wrapLine(line).findEnriched(0)).isEqualTo(-1);
        // one of the enriched part has none itself
        assertThat(new AuditRecord().wrapLine(line).findEnriched(4)).isEqualTo(-1);
    }

    private List<String> prefix() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < record.prefixCount(); i++) {
            words.add(record.prefixName(i) + '=' + new String(record.bytes(), record.prefixValueStart(i),
                    record.prefixValueLength(i), StandardCharsets.ISO_8859_1));
        }
        return words;
    }

    private void assertEmpty() {
        assertThat(record.type()).isZero();
        assertThat(record.hasEventId()).isFalse();
        assertThat(record.seconds()).isZero();
        assertThat(record.milliseconds()).isZero();
        assertThat(record.serial()).isZero();
        assertThat(record.time()).isEqualTo(Instant.EPOCH);
        assertThat(record.node()).isNull();
        assertThat(record.typeText()).isNull();
        assertThat(record.fieldCount()).isZero();
        assertThat(record.enrichedCount()).isZero();
        assertThat(record.prefixCount()).isZero();
        assertThat(record.text(AUID)).isNull();
    }

    @Test
    void afterAFailedWrapNothingIsLeftOfTheLastRecord() {
        ByteBuf released = buffer(SEVEN);
        released.release();
        ByteBuf line = buffer("node=h type=SYSCALL msg=" + SEVEN + "\u001dARCH=x86_64");
        List<Runnable> failures = List.of(() -> record.wrap(1301, released), () -> record.wrapLine(released),
                () -> record.wrapLine(line, 5, line.capacity() + 9),
                () -> record.wrapLine(line, 5, line.capacity() + 9, 1301, 7, 8, 9),
                () -> record.wrapLine(line, 5, 4, 1301, 7, 8, 9), () -> record.wrapLine(line, -1, 4, 1301, 7, 8, 9));
        assertEmpty();
        for (Runnable failure : failures) {
            for (int round = 0; round < 2; round++) {
                if (round == 0) {
                    record.wrap(1300, buffer(SEVEN));
                } else {
                    record.wrapLine(line);
                }
                assertThat(record.fieldCount()).isPositive();
                assertThatThrownBy(failure::run).isInstanceOfAny(IllegalReferenceCountException.class,
                        IndexOutOfBoundsException.class);
                assertEmpty();
                assertThatThrownBy(() -> record.raw(0)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void aBufferThatWasReleasedBeforeTheFieldsWereFoundGivesNoFieldsOfTheLastRecord() {
        record.wrapLine(buffer("node=h type=SYSCALL msg=" + SEVEN + "\u001dARCH=x86_64"));
        assertThat(record.fieldCount()).isEqualTo(7);
        ByteBuf next = buffer("type=CWD msg=audit(1364481363.243:24288): cwd=\"/\" auid=7 uid=8");
        record.wrapLine(next, 0, next.writerIndex(), AuditMessageType.CWD, 1, 2, 3);
        next.release();
        // each of them, again and again
        for (int round = 0; round < 2; round++) {
            for (Runnable read : List.<Runnable>of(() -> record.raw(0), record::fieldCount, record::enrichedCount,
                    record::prefixCount, record::bytes, () -> record.find(AUID), () -> record.text(AUID), record::node,
                    record::typeText)) {
                assertThatThrownBy(read::run).isInstanceOf(IllegalReferenceCountException.class);
            }
        }
    }

    @Test
    void nodeAndTypeOutliveTheBuffer() {
        ByteBuf buffer = buffer("xyz node=h type=CWD msg=audit(1364481363.243:24288): cwd=\"/\"");
        int end = buffer.writerIndex();
        for (int round = 0; round < 2; round++) {
            if (round == 0) {
                record.wrapLine(buffer, 4, end, AuditMessageType.CWD, 1, 2, 3);
            } else {
                record.wrapLine(buffer, 4, end);
            }
            assertThat(record.fieldCount()).isOne();
            ByteBuf rest = buffer.copy();
            // the memory is used for something else
            buffer.setZero(0, buffer.capacity());
            assertThat(record.node()).isEqualTo("h");
            assertThat(record.typeText()).isEqualTo("CWD");
            buffer.setBytes(0, rest);
        }
    }

    @Test
    void textsAreDecoded() {
        wrap(AuditMessageType.SYSCALL, "comm=\"cat\" exe=2F612062 cwd=(null) key=6162 tty=(none) pid=4711 success=yes"
                + " subj=\"q\" name=zz acct=616 msg='acct=726F6F74 comm=(null) exe=\"x\" pid=12'");
        assertThat(record.text(FieldName.COMM)).isEqualTo("cat");
        assertThat(record.text(FieldName.EXE)).isEqualTo("/a b");
        assertThat(record.text(FieldName.CWD)).isNull();
        assertThat(record.text(KEY)).isEqualTo("ab");
        assertThat(record.text(FieldName.TTY)).isEqualTo("(none)");
        // even numbers of digits, but no string
        assertThat(record.text(FieldName.PID)).isEqualTo("4711");
        assertThat(record.text(FieldName.SUCCESS)).isEqualTo("yes");
        assertThat(record.text(FieldName.SUBJ)).isEqualTo("q");
        assertThat(record.text(FieldName.NAME)).isEqualTo("zz");
        assertThat(record.text(FieldName.ACCT)).isEqualTo("616");
        assertThat(record.text(FieldName.HOSTNAME)).isNull();
        assertThat(record.userText(FieldName.ACCT)).isEqualTo("root");
        assertThat(record.userText(FieldName.COMM)).isNull();
        assertThat(record.userText(FieldName.EXE)).isEqualTo("x");
        assertThat(record.userText(FieldName.PID)).isEqualTo("12");
        assertThat(record.userText(FieldName.HOSTNAME)).isNull();
        for (int i = 0; i < record.fieldCount(); i++) {
            if (record.space(i) == FieldSpace.KERNEL) {
                assertThat(record.text(i)).isEqualTo(record.text(FieldName.of(record.name(i))));
            }
        }
        assertThat(record.text(record.findUser(FieldName.ACCT))).isEqualTo("root");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0,0", "4294967295,4294967295", "-13,-13", "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808", "9223372036854775808,77", "-9223372036854775809,77",
        "99999999999999999999,77", "-,77", "1a,77", "0x10,77", "(null),77", "12-,77", "/,77", "9,9", "-1,-1",
        "0000000000000000000000017,17", "922337203685477580700,77", "-92233720368547758080,77"})
    void numbersAreDecimal(String raw, long number) {
        wrap(AuditMessageType.SYSCALL, "a=b exit=" + raw + " c=d");
        assertThat(record.number(FieldName.EXIT, 77)).isEqualTo(number);
        assertThat(record.number(1, 77)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "c000003e,3221225534", "C000003E,3221225534", "ffffffffffffffff,-1", "10000000000000000,77",
        "00000000000000001,1", "-1,77", "0x1,77", "g,77", "(null),77"})
    void hexadecimalNumbers(String raw, long number) {
        wrap(AuditMessageType.SYSCALL, "a=b arch=" + raw + " c=d");
        assertThat(record.hexNumber(FieldName.ARCH, 77)).isEqualTo(number);
    }

    @Test
    void aNumberThatIsNotThereIsTheFallback() {
        wrap(AuditMessageType.SYSCALL, "a=b msg='pid=1 arch=1'");
        assertThat(record.number(FieldName.PID, -7)).isEqualTo(-7);
        assertThat(record.hexNumber(FieldName.ARCH, -7)).isEqualTo(-7);
    }

    @Test
    void theTimeIsAnInstant() {
        wrap(AuditMessageType.SYSCALL, "a=b");
        assertThat(record.time()).isEqualTo("2013-03-28T14:36:03.243Z");
        assertThat(record).hasToString("AuditRecord(SYSCALL audit(1364481363.243:24287))");
    }

    @Test
    void theGenerationChangesWithEachWrap() {
        int before = record.generation();
        wrap(AuditMessageType.SYSCALL, "a=b");
        assertThat(record.generation()).isEqualTo(before + 1);
        record.wrapLine(buffer("type=CWD"));
        assertThat(record.generation()).isEqualTo(before + 2);
    }
}
