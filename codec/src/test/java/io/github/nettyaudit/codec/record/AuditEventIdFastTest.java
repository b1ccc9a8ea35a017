package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reader of whole words, called directly: it must read every event id of the usual form, and no other text. */
class AuditEventIdFastTest {
    /** The bytes that the fast reader may read. */
    private static final int LENGTH = 37;
    private static final Pattern USUAL = Pattern.compile("audit\\((\\d{10})\\.(\\d{3}):(\\d{1,15})\\)");

    private final AuditEventId id = new AuditEventId();

    /** A buffer of three bytes, the text, and the letter x up to the length that the reader needs. */
    private static ByteBuf buffer(String text) {
        String padded = text + "x".repeat(Math.max(0, LENGTH - text.length()));
        return Unpooled.copiedBuffer("xyz" + padded.substring(0, LENGTH), StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf content(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private void assertReads(String seconds, String milliseconds, String serial) {
        String text = "audit(" + seconds + '.' + milliseconds + ':' + serial + ')';
        assertThat(id.readFast(buffer(text), 3)).as(text).isTrue();
        assertThat(id.seconds()).isEqualTo(Long.parseLong(seconds));
        assertThat(id.milliseconds()).isEqualTo(Integer.parseInt(milliseconds));
        assertThat(id.serial()).as(text).isEqualTo(Long.parseLong(serial));
        assertThat(id.end()).isEqualTo(3 + text.length());
    }

    @Test
    void readsSerialsOfOneToFifteenDigits() {
        for (char digit = '0'; digit <= '9'; digit++) {
            for (int digits = 1; digits <= 15; digits++) {
                assertReads("1364481363", "243", Character.toString(digit).repeat(digits));
                assertReads("1364481363", "243", "123456789012345".substring(0, digits));
            }
        }
        assertThat(id.readFast(buffer("audit(1364481363.243:1234567890123456)"), 3)).isFalse();
    }

    @Test
    void readsEveryDigitOfSecondsAndMilliseconds() {
        for (char digit = '0'; digit <= '9'; digit++) {
            String text = Character.toString(digit);
            assertReads(text.repeat(10), text.repeat(3), "24287");
        }
        assertReads("9876543210", "987", "4294967295");
    }

    /** Each byte replaced by each other byte. */
    @Test
    void readsTheUsualFormAndNoOther() {
        for (String text : new String[] {"audit(1364481363.243:24287): arch=c000003e", "audit(1364481363.243:7): a",
                "audit(1364481363.243:12345678):", "audit(1364481363.243:4294967295):",
                "audit(1364481363.243:123456789012345)"}) {
            ByteBuf buffer = buffer(text);
            byte[] bytes = buffer.array();
            for (int position = 3; position < 3 + LENGTH; position++) {
                byte before = bytes[position];
                for (int value = 0; value < 256; value++) {
                    bytes[position] = (byte) value;
                    assertAgrees(buffer);
                }
                bytes[position] = before;
            }
        }
    }

    private void assertAgrees(ByteBuf buffer) {
        String text = buffer.toString(3, LENGTH, StandardCharsets.ISO_8859_1);
        Matcher matcher = USUAL.matcher(text);
        boolean expected = matcher.lookingAt();
        boolean actual = id.readFast(buffer, 3);
        if (actual != expected || actual && (id.seconds() != Long.parseLong(matcher.group(1))
                || id.milliseconds() != Integer.parseInt(matcher.group(2))
                || id.serial() != Long.parseLong(matcher.group(3)) || id.end() != 3 + matcher.end())) {
            throw new AssertionError(text + ": " + actual + ' ' + id + " for " + expected);
        }
    }

    @Test
    void theReadableBytesOfABufferAreTheText() {
        for (String after : new String[] {"", ": arch=c000003e syscall=2 success=yes"}) {
            assertThat(id.read(content("audit(1364481363.243:24287)" + after))).isTrue();
            assertThat(id.serial()).isEqualTo(24287);
            ByteBuf skipped = content("type=CWD msg=audit(1364481363.243:24288)" + after).skipBytes(13);
            assertThat(id.read(skipped)).isTrue();
            assertThat(id.serial()).isEqualTo(24288);
            assertThat(id.read(content("type=CWD msg=audit(1364481363.243:24287)" + after))).isFalse();
            assertThat(id.serial()).isZero();
        }
    }

    @Test
    void nothingIsReadBeyondTheLimitOfATextInsideOfABuffer() {
        ByteBuf buffer = content(" ".repeat(50) + "audit(1364481363.243:24287): arch=c000003e syscall=2");
        for (int limit = 50; limit < 77; limit++) {
            assertThat(id.read(buffer, 50, limit)).as("%d", limit).isFalse();
            assertThat(id.end()).isEqualTo(50);
        }
        assertThat(id.read(buffer, 50, 77)).isTrue();
    }
}
