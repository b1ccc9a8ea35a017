package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reader of whole words, called directly: it must read every line of the usual form, and no other one. */
class AuditLogLineFastTest {
    private static final String ID = "msg=audit(1364481363.243:24287):";
    private static final String REST = " arch=c000003e syscall=2 success=yes";
    private static final Pattern USUAL = Pattern.compile(
            "(?:node=([^ \\x00]{1,250}) )?type=([^ \\x00]{1,39}) msg=audit\\(\\d{1,18}\\.(\\d{1,18}):\\d{1,18}\\)");

    private final AuditLogLine line = new AuditLogLine();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    private boolean readUsual(String text) {
        buffer = Unpooled.copiedBuffer("xyz" + text, StandardCharsets.ISO_8859_1);
        return line.readUsual(buffer, 3, buffer.writerIndex());
    }

    private boolean read(String text) {
        buffer = Unpooled.copiedBuffer("xyz" + text, StandardCharsets.ISO_8859_1);
        return line.read(buffer, 3, buffer.writerIndex());
    }

    private String between(int start, int end) {
        return buffer.toString(start, end - start, StandardCharsets.ISO_8859_1);
    }

    private void assertReads(String node, String type) {
        String head = (node.isEmpty() ? "" : "node=" + node + ' ') + "type=" + type + ' ' + ID;
        assertThat(readUsual(head + REST)).as(head).isTrue();
        assertThat(between(line.nodeStart(), line.nodeEnd())).isEqualTo(node);
        assertThat(between(line.typeStart(), line.typeEnd())).isEqualTo(type);
        assertThat(line.bodyStart()).isEqualTo(3 + head.length() - 1);
        assertThat(line.seconds()).isEqualTo(1364481363);
        assertThat(line.milliseconds()).isEqualTo(243);
        assertThat(line.serial()).isEqualTo(24287);
    }

    @Test
    void readsTypesOfUpToThirtyNineBytes() {
        for (int length = 1; length <= 39; length++) {
            assertReads("", "X".repeat(length));
            assertReads("host.example", "X".repeat(length));
            // not blanks, though they have bits of one
            assertReads("", "\u00a0".repeat(length));
            assertReads("h", "\u0001!".repeat(length).substring(0, length));
        }
        String longer = "type=" + "X".repeat(40) + ' ' + ID + REST;
        assertThat(readUsual(longer)).isFalse();
        assertThat(read(longer)).isTrue();
    }

    /** The fast reader took a NUL for a part of the name, the lenient one for the end of the line. */
    @Test
    void aNulInANameEndsTheLine() {
        for (int length = 1; length <= 39; length++) {
            for (int nul = 0; nul < length; nul++) {
                String name = "X".repeat(nul) + '\u0000' + "X".repeat(length - nul - 1);
                for (String line : new String[] {"type=" + name + ' ' + ID + REST, "node=h type=" + name + ' ' + ID + REST,
                    "node=" + name + " type=CWD " + ID + REST}) {
                    assertThat(readUsual(line)).isFalse();
                    assertThat(read(line)).isFalse();
                }
            }
        }
    }

    @Test
    void readsNodesOfUpTo250Bytes() {
        for (int length = 1; length <= 250; length++) {
            assertReads("h".repeat(length), "CWD");
        }
        String longer = "node=" + "h".repeat(251) + " type=CWD " + ID + REST;
        assertThat(readUsual(longer)).isFalse();
        assertThat(read(longer)).isTrue();
    }

    @Test
    void needs64BytesAnd56AfterTheNode() {
        String text = "type=SYSCALL " + ID + REST;
        for (int length = 0; length <= text.length(); length++) {
            assertThat(readUsual(text.substring(0, length))).as("%d", length).isEqualTo(length >= 64);
        }
        String withNode = "node=a-host-of-some-length type=CWD " + ID + REST;
        int needed = withNode.indexOf(' ') + 56;
        for (int length = 0; length <= withNode.length(); length++) {
            assertThat(readUsual(withNode.substring(0, length))).as("%d", length).isEqualTo(length >= needed);
        }
    }

    @Test
    void readsTheUsualFormAndNoOther() {
        for (String text : new String[] {"type=SYSCALL " + ID + REST, "node=host.example type=CWD " + ID + REST + REST,
                "type=INTEGRITY_EVM_XATTR " + ID + REST, "node=h type=UNKNOWN[1999] " + ID + REST + REST}) {
            byte[] bytes = ("xyz" + text).getBytes(StandardCharsets.ISO_8859_1);
            buffer = Unpooled.wrappedBuffer(bytes);
            for (int position = 3; position < 3 + text.indexOf(')') + 3; position++) {
                byte before = bytes[position];
                for (int value = 0; value < 256; value++) {
                    bytes[position] = (byte) value;
                    assertAgrees(bytes);
                }
                bytes[position] = before;
            }
        }
    }

    private void assertAgrees(byte[] bytes) {
        String text = new String(bytes, 3, bytes.length - 3, StandardCharsets.ISO_8859_1);
        Matcher matcher = USUAL.matcher(text);
        boolean expected = matcher.lookingAt() && Long.parseLong(matcher.group(3)) <= 999;
        boolean actual = line.readUsual(buffer, 3, bytes.length);
        if (actual != expected || actual && (line.typeStart() != 3 + matcher.start(2)
                || line.typeEnd() != 3 + matcher.end(2) || line.bodyStart() != 3 + matcher.end())) {
            throw new AssertionError(text + ": " + actual + " for " + expected);
        }
    }

    @Test
    void anEmptyNodeIsNoNode() {
        String text = "node= type=CWD " + ID + REST;
        assertThat(readUsual(text)).isFalse();
        assertThat(read(text)).isFalse();
    }

    @Test
    void anEmptyTypeIsNoType() {
        String text = "type= " + ID + REST;
        assertThat(readUsual(text)).isFalse();
        assertThat(read(text)).isTrue();
        assertThat(line.type()).isZero();
        assertThat(line.typeStart()).isEqualTo(line.typeEnd()).isEqualTo(3);
        assertThat(line.serial()).isEqualTo(24287);
    }

    @Test
    void aLineWithoutASecondWordIsRefused() {
        assertThat(readUsual("node=" + "h".repeat(100))).isFalse();
        assertThat(readUsual("type=" + "X".repeat(100))).isFalse();
    }

    @Test
    void stampsHaveALeastLength() {
        String rest = ": arch=c000003e syscall=2 success=yes exit=4 a0=7ffe a1=0 a2=1";
        assertThat(readUsual("type=SYSCALL msg=audit(12.3:45)" + rest)).isTrue();
        assertThat(read("type=SYSCALL msg=audit(1.2:34)" + rest)).isFalse();
        // the same, read leniently
        assertThat(read("type=SYSCALL  msg=audit(12.3:45)" + rest)).isTrue();
        assertThat(read("type=SYSCALL  msg=audit(1.2:34)" + rest)).isFalse();
    }

    @Test
    void theReadableBytesOfABufferAreTheLine() {
        buffer = Unpooled.copiedBuffer("xyztype=CWD " + ID + REST, StandardCharsets.ISO_8859_1).skipBytes(3);
        assertThat(line.read(buffer)).isTrue();
        assertThat(line.type()).isEqualTo(AuditMessageType.CWD);
        // the stamp must follow another word
        assertThat(line.read(buffer.skipBytes("type=CWD ".length()))).isFalse();
        assertThat(line.type()).isZero();
    }
}
