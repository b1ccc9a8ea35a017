package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogLineTest {
    private static final String ID = "msg=audit(1364481363.243:24287):";
    private static final String REST = " arch=c000003e syscall=2 success=yes";

    private final AuditLogLine line = new AuditLogLine();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    private boolean read(String text) {
        buffer = Unpooled.copiedBuffer("xyz" + text, StandardCharsets.ISO_8859_1);
        return line.read(buffer, 3, buffer.writerIndex());
    }

    private String typeText() {
        return buffer.toString(line.typeStart(), line.typeEnd() - line.typeStart(), StandardCharsets.ISO_8859_1);
    }

    private void assertClear(int start) {
        assertThat(line.type()).isZero();
        assertThat(line.seconds()).isZero();
        assertThat(line.milliseconds()).isZero();
        assertThat(line.serial()).isZero();
        assertThat(List.of(line.nodeStart(), line.nodeEnd(), line.typeStart(), line.typeEnd(), line.bodyStart()))
                .containsOnly(start);
        assertThat(line.node(buffer)).isNull();
    }

    private void assertId() {
        assertThat(line.seconds()).isEqualTo(1364481363);
        assertThat(line.milliseconds()).isEqualTo(243);
        assertThat(line.serial()).isEqualTo(24287);
        assertThat(buffer.toString(0, line.bodyStart(), StandardCharsets.ISO_8859_1)).endsWith("24287)");
    }

    @ParameterizedTest
    @ValueSource(strings = {REST, "", " "})
    void readsALineAsADaemonWritesIt(String rest) {
        assertThat(read("type=SYSCALL " + ID + rest)).isTrue();
        assertId();
        assertThat(line.type()).isEqualTo(AuditMessageType.SYSCALL);
        assertThat(typeText()).isEqualTo("SYSCALL");
        assertThat(line.node(buffer)).isNull();
        assertThat(line.nodeStart()).isEqualTo(line.nodeEnd()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {REST, "", " "})
    void readsALineWithANode(String rest) {
        assertThat(read("node=host.example type=CWD " + ID + rest)).isTrue();
        assertId();
        assertThat(line.type()).isEqualTo(AuditMessageType.CWD);
        assertThat(typeText()).isEqualTo("CWD");
        assertThat(line.node(buffer)).isEqualTo("host.example");
        assertThat(line.nodeStart()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN[1999],1999", "1999,1999", "NONSENSE,-1", "UNKNOWN[1999,-1", "LOGIN,1006",
        "INTEGRITY_EVM_XATTR,1806", "INTEGRITY_EVM_XATTS,-1", "MAC_UNLBL_STCDEL,1417", "MAC_UNLBL_STCDEX,-1", "12x4,12",
        "UNKNOWN[123456],12345", "unknown[1999],-1", "UNKNOWN[],0", "UNKNOWN[2009],2009", "0,0", "9,9", "1309,1309",
        "UNKNOWN,-1", "UNKNOWN[,-1", "1300xxxxxxxxxxxxxxxxxxxxxxxxxxxx,1300", "1300xxxxxxxxxxxxxxxxxxxxxxxxxxxxx,-1"})
    void readsNamesAndNumbersOfTypes(String name, int type) {
        assertThat(read("type=" + name + ' ' + ID + REST)).isTrue();
        assertThat(line.type()).isEqualTo(type);
        assertThat(typeText()).isEqualTo(name);
        // the same, read leniently
        assertThat(read(" type=" + name + "  " + ID + REST)).isTrue();
        assertThat(line.type()).isEqualTo(type);
        assertThat(typeText()).isEqualTo(name);
    }

    @Test
    void everyNameOfATypeIsKnown() {
        int known = 0;
        for (int type = AuditMessageType.GET; type <= AuditMessageType.LAST_USER_MSG2; type++) {
            String name = AuditMessageType.name(type);
            if (!name.endsWith("]")) {
                assertThat(read("type=" + name + ' ' + ID + REST)).isTrue();
                assertThat(line.type()).as(name).isEqualTo(type);
                assertThat(read("type=" + name + "X " + ID + REST)).isTrue();
                assertThat(line.type()).as(name + 'X').isIn(-1, AuditMessageType.of(name + 'X'));
                assertThat(read("type=" + name.substring(0, name.length() - 1) + ' ' + ID + REST)).isTrue();
                assertThat(line.type()).isIn(-1, AuditMessageType.of(name.substring(0, name.length() - 1)));
                known++;
            }
        }
        assertThat(known).isGreaterThan(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "type=SYSCALL", "type=SYSCALL msg=", "hello world, this is a line of something else entirely, yes",
        "node=h type=SYSCALL no event id in this line, which is long enough to be one, really it is",
        "type=SYSCALL msg=audit[1364481363.243:24287]: a=b c=d e=f g=h i=j k=l",
        "| a sentence of prose (with parentheses-in-it) |", "\u007fELF some.function(with-arguments) and more",
        "- AuditClient.status(returns-a-Future) of the status", "type=SYSCALL call(1364481363.243:24287): a=b",
        "type=SYSCALL msg=audit(with.243:letters): a=b", "type=SYSCALL msg=audit(1364481363.243:): a=b",
        "type=SYSCALL msg=audit(1364481363.:24287): a=b", "type=SYSCALL msg=audit(.243:2428700000): a=b",
        "type=SYSCALL msg=audit(1364481363243:24287): a=b", "type=SYSCALL msg=audit(1364481363.24324287): a=b",
        "type=SYSCALL msg=audit(1364481363.2430:24287): a=b", "type=SYSCALL msg=audit(-364481363.243:24287): a=b",
        "type=SYSCALL msg=audit(13644813631364481363.243:1): a=b", "type=SYSCALL msg=audit(1.2:13644813631364481363): a",
        "type=SYSCALL msg=audit(11/14/2023 22:13:20.100:50) : arch=x86_64 syscall=execve"})
    void otherLinesAreNotOfAnAuditLog(String text) {
        assertThat(read("node=host.example type=CWD " + ID + REST)).isTrue();
        assertThat(read(text)).isFalse();
        assertClear(3);
    }

    @Test
    void isAsLenientAsLibauparse() {
        // it does not ask for the closing parenthesis
        assertThat(read("type=SYSCALL msg=audit(1364481363.243:24287")).isTrue();
        assertThat(line.serial()).isEqualTo(24287);
        assertThat(line.bodyStart()).isEqualTo(buffer.writerIndex());
        // strtoul(3) stops at the x
        assertThat(read("type=SYSCALL msg=audit(13644813x3.243:24287): a")).isTrue();
        assertThat(line.seconds()).isEqualTo(13644813);
        assertThat(line.serial()).isEqualTo(24287);
        // the stamp may stand without msg=, and the type may be missing
        assertThat(read("something audit(1364481363.243:24287): a=b")).isTrue();
        assertId();
        assertThat(line.type()).isZero();
        assertThat(read("node=h  type=CWD audit(1364481363.243:24287)x: a=b")).isTrue();
        assertId();
        assertThat(line.type()).isEqualTo(AuditMessageType.CWD);
    }

    @Test
    void afterABufferThatThrowsNothingIsLeftOfTheLastLine() {
        assertClear(0);
        String text = "node=host.example type=CWD " + ID + REST;
        ByteBuf released = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        released.release();
        read(text);
        assertThatThrownBy(() -> line.read(released)).isInstanceOf(IllegalReferenceCountException.class);
        assertClear(0);
        read(text);
        // where the id is to be read, the buffer is over
        ByteBuf cut = Unpooled.copiedBuffer(text.substring(0, 50), StandardCharsets.ISO_8859_1).capacity(50);
        assertThatThrownBy(() -> line.read(cut, 0, 110)).isInstanceOf(IndexOutOfBoundsException.class);
        assertClear(0);
        read(text);
        assertId();
    }

    private String describe(boolean valid) {
        return valid + " " + line.seconds() + '.' + line.milliseconds() + ':' + line.serial() + " node "
                + line.nodeStart() + '-' + line.nodeEnd() + " type " + line.typeStart() + '-' + line.typeEnd()
                + " body " + line.bodyStart();
    }

    /** The usual form is read by whole words; the same line, read byte by byte, must say the same. */
    @Test
    void theFastAndTheLenientReaderAgreeOnEveryChangeOfOneByte() {
        LenientLineHeader lenient = new LenientLineHeader();
        for (String text : new String[] {"type=SYSCALL " + ID + REST, "node=host.example type=CWD " + ID + REST,
                "type=INTEGRITY_EVM_XATTR " + ID + REST, "node=h type=UNKNOWN[1999] " + ID + " a=b"}) {
            byte[] bytes = ("xyz" + text).getBytes(StandardCharsets.ISO_8859_1);
            ByteBuf changed = Unpooled.wrappedBuffer(bytes);
            for (int position = 3; position < 3 + text.indexOf(')') + 3; position++) {
                byte before = bytes[position];
                for (int value = 0; value < 256; value++) {
                    bytes[position] = (byte) value;
                    String actual = describe(line.read(changed, 3, bytes.length));
                    boolean valid = lenient.read(changed, 3, bytes.length)
                            || lenient.readAfterBlankNode(changed, 3, bytes.length);
                    String expected = valid + " " + lenient.seconds + '.' + lenient.milliseconds + ':' + lenient.serial
                            + " node " + lenient.nodeStart + '-' + lenient.nodeEnd + " type " + lenient.typeStart + '-'
                            + lenient.typeEnd + " body " + lenient.bodyStart;
                    if (valid != actual.startsWith("true") || valid && !actual.equals(expected)) {
                        throw new AssertionError(new String(bytes, StandardCharsets.ISO_8859_1) + ": " + actual
                                + " for " + expected);
                    }
                }
                bytes[position] = before;
            }
        }
    }

    @Test
    void aLineMayEndAnywhereAfterItsId() {
        for (String text : new String[] {"type=CWD " + ID, "node=h type=CWD " + ID}) {
            String whole = text + " cwd=\"/a/rather/long/path/so/that/the/line/is/long\"";
            int end = text.lastIndexOf(')') + 1;
            for (int length = end; length <= whole.length(); length++) {
                assertThat(read(whole.substring(0, length))).as("%d", length).isTrue();
                assertId();
                assertThat(line.type()).isEqualTo(AuditMessageType.CWD);
                assertThat(typeText()).isEqualTo("CWD");
            }
        }
    }

    /** F3: auditd writes the name of auditd.conf as it is. */
    @Test
    void namesOfHostsMayHaveBlanks() {
        for (String node : new String[] {"My Box 7", "a b", "a  b ", "type=x y", "x type=y", "a type="}) {
            assertThat(read("node=" + node + " type=SYSCALL " + ID + REST)).as(node).isTrue();
            assertId();
            assertThat(line.node(buffer)).isEqualTo(node);
            assertThat(line.type()).isEqualTo(AuditMessageType.SYSCALL);
            assertThat(typeText()).isEqualTo("SYSCALL");
        }
        for (String text : new String[] {"node=My Box 7", "node=My Box type=", "node=My Box type=X", "node= type=X " + ID,
            "node=My\u0000 Box type=X " + ID, "node=" + "x ".repeat(170) + "type=X " + ID}) {
            assertThat(read(text + REST)).as(text).isFalse();
            assertClear(3);
        }
    }

    @Test
    void namesOfHostsHaveABound() {
        for (int length : new int[] {1, 59, 250, 251, 260}) {
            assertThat(read("node=" + "h".repeat(length) + " type=CWD " + ID + REST)).isTrue();
            assertId();
            assertThat(line.node(buffer)).hasSize(length);
            assertThat(line.type()).isEqualTo(AuditMessageType.CWD);
        }
        assertThat(read("node=" + "h".repeat(400) + " type=CWD " + ID + REST)).isFalse();
        assertClear(3);
    }

    @Test
    void namesOfTypesHaveABound() {
        for (int length : new int[] {1, 7, 8, 9, 31, 32, 33}) {
            assertThat(read("type=" + "X".repeat(length) + ' ' + ID + REST)).isTrue();
            assertId();
            assertThat(line.type()).isEqualTo(-1);
            assertThat(typeText()).hasSize(length);
        }
        assertThat(read("type=" + "X".repeat(100) + ' ' + ID + REST)).isFalse();
        assertClear(3);
    }

    @Test
    void theNextLineIsNotReadInto() {
        buffer = Unpooled.copiedBuffer("type=CWD msg=audit(1364481363.243:24287\ntype=CWD msg=audit(1.1:1): a=b c=d",
                StandardCharsets.ISO_8859_1);
        int end = buffer.indexOf(0, buffer.writerIndex(), (byte) '\n');
        for (int length = 0; length <= end; length++) {
            boolean valid = line.read(buffer, 0, length);
            assertThat(valid).as("%d", length).isEqualTo(length >= "type=CWD msg=audit(1364481363.243:2".length());
            assertThat(line.bodyStart()).isEqualTo(valid ? length : 0);
        }
    }
}
