package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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
}
