package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEventIdTest {
    private final AuditEventId stamp = new AuditEventId();

    private boolean read(String text) {
        ByteBuf buffer = Unpooled.wrappedBuffer(("xyz" + text).getBytes(StandardCharsets.ISO_8859_1));
        return stamp.read(buffer, 3, buffer.writerIndex());
    }

    @ParameterizedTest
    @CsvSource({"1364481363,243,1", "1364481363,000,24287", "1364481363,999,1234567", "1364481363,007,12345678",
        "1364481363,243,123456789", "1364481363,243,4294967295", "9999999999,243,2", "0,001,3", "17,5,18",
        "123456789,123,4", "12345678901,123,4", "1364481363,243,0000000000000001"})
    void readsNumbersOfAnyLength(String seconds, String milliseconds, String serial) {
        String text = "audit(" + seconds + '.' + milliseconds + ':' + serial + ')';
        for (String after : new String[] {"", ":", ": arch=c000003e syscall=2 success=yes", "))))))))))))))))))))"}) {
            assertThat(read(text + after)).as(text + after).isTrue();
            assertThat(stamp.seconds()).isEqualTo(Long.parseLong(seconds));
            assertThat(stamp.milliseconds()).isEqualTo(Integer.parseInt(milliseconds));
            assertThat(stamp.serial()).isEqualTo(Long.parseLong(serial));
            assertThat(stamp.end()).isEqualTo(3 + text.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "audit", "audit(", "audit(1364481363.243:24287", "audit(1364481363.243:)",
        "audit(1364481363.243)", "audit(.243:24287)", "audit(1364481363.:24287)", "audit(1364481363.1000:24287)",
        "audit[1364481363.243:24287]", "Audit(1364481363.243:24287)", "audit(1364481363,243:24287)",
        "audit(1364481363.243:24x87)", "audit(136448136a.243:24287)", "audit(1364481363.2a3:24287)",
        "audit(1364481363.243:123456781234567812345678)", "audit(-364481363.243:24287)", "audit( 364481363.243:24287)"})
    void refusesWhatIsNoStamp(String text) {
        for (String after : new String[] {"", ": arch=c000003e syscall=2 success=yes exit=4 a0=7ffe"}) {
            assertThat(read(text + after)).as(text + after).isFalse();
            assertThat(stamp.seconds()).isZero();
            assertThat(stamp.serial()).isZero();
        }
    }

    @Test
    void tellsTheTime() {
        read("audit(1364481363.243:24287)");
        assertThat(stamp.time()).isEqualTo("2013-03-28T14:36:03.243Z");
    }

    @Test
    void numbersOfEighteenDigitsAreTheLongest() {
        String digits = "123456789012345678";
        assertThat(read("audit(" + digits + ".1:" + digits + "):")).isTrue();
        assertThat(stamp.seconds()).isEqualTo(Long.parseLong(digits));
        assertThat(stamp.serial()).isEqualTo(Long.parseLong(digits));
        assertThat(read("audit(1.1:" + digits + "9):")).isFalse();
        assertThat(read("audit(" + digits + "9.1:1):")).isFalse();
    }

    @Test
    void everyPrefixIsRefused() {
        String text = "audit(1364481363.243:24287)";
        for (int length = 0; length < text.length(); length++) {
            assertThat(read(text.substring(0, length))).isFalse();
        }
        assertThat(read(text)).isTrue();
        assertThat(stamp).hasToString(text);
    }

    /** Each byte of an event id replaced by each other byte, in a buffer that ends after it and in a long one. */
    @Test
    void agreesWithAPatternOnEveryChangeOfOneByte() {
        Pattern pattern = Pattern.compile("audit\\((\\d{1,18})\\.(\\d{1,18}):(\\d{1,18})\\)");
        for (String id : new String[] {"audit(1364481363.243:24287)", "audit(1364481363.243:4294967295)",
                "audit(1364481363.243:99999999)", "audit(1.2:3)"}) {
            for (String after : new String[] {"", ": a=b", ": arch=c000003e syscall=2 success=yes"}) {
                byte[] bytes = ("x" + id + after).getBytes(StandardCharsets.ISO_8859_1);
                ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
                for (int position = 1; position <= id.length() + Math.min(2, after.length()); position++) {
                    byte before = bytes[position];
                    for (int value = 0; value < 256; value++) {
                        bytes[position] = (byte) value;
                        assertAgrees(buffer, pattern);
                    }
                    bytes[position] = before;
                }
            }
        }
    }

    private void assertAgrees(ByteBuf buffer, Pattern pattern) {
        String text = buffer.toString(1, buffer.writerIndex() - 1, StandardCharsets.ISO_8859_1);
        Matcher matcher = pattern.matcher(text);
        boolean valid = matcher.lookingAt() && Long.parseLong(matcher.group(2)) <= 999;
        String expected = valid ? Long.parseLong(matcher.group(1)) + " " + Long.parseLong(matcher.group(2)) + ' '
                + Long.parseLong(matcher.group(3)) + ' ' + (1 + matcher.end()) : "0 0 0 1";
        boolean read = stamp.read(buffer, 1, buffer.writerIndex());
        String actual = stamp.seconds() + " " + stamp.milliseconds() + ' ' + stamp.serial() + ' ' + stamp.end();
        if (read != valid || !actual.equals(expected)) {
            throw new AssertionError(text + ": " + read + ' ' + actual + " for " + valid + ' ' + expected);
        }
    }

    @Test
    void nothingIsReadBeyondTheLimit() {
        ByteBuf buffer = Unpooled.copiedBuffer("audit(1364481363.243:24287): arch=c000003e syscall=2",
                StandardCharsets.ISO_8859_1);
        for (int limit = 0; limit < 27; limit++) {
            assertThat(stamp.read(buffer, 0, limit)).as("%d", limit).isFalse();
        }
        for (int limit = 27; limit < buffer.writerIndex(); limit++) {
            assertThat(stamp.read(buffer, 0, limit)).as("%d", limit).isTrue();
            assertThat(stamp.serial()).isEqualTo(24287);
        }
    }

    @Test
    void aBufferThatThrowsLeavesNothing() {
        assertThat(read("audit(1364481363.243:24287)")).isTrue();
        ByteBuf released = Unpooled.copiedBuffer("audit(1364481363.243:24287)", StandardCharsets.ISO_8859_1);
        released.release();
        assertThatThrownBy(() -> stamp.read(released)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(stamp).hasToString("audit(0.000:0)");
        assertThat(stamp.end()).isZero();
    }
}
