package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientLineHeaderTest {
    private static final String STAMP = "msg=audit(1364481363.243:24287): a=b";

    private final LenientLineHeader header = new LenientLineHeader();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    private boolean read(String text) {
        buffer = Unpooled.copiedBuffer("xyz" + text, StandardCharsets.ISO_8859_1);
        return header.read(buffer, 3, buffer.writerIndex());
    }

    private String node() {
        return buffer.toString(header.nodeStart, header.nodeEnd - header.nodeStart, StandardCharsets.ISO_8859_1);
    }

    private String type() {
        return buffer.toString(header.typeStart, header.typeEnd - header.typeStart, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theHeadEndsAtANul() {
        assertThat(read("type=CWD msg=audit(1364481363.243:2\u00004287): a=b")).isTrue();
        assertThat(header.serial).isEqualTo(2);
        assertThat(header.bodyStart).isEqualTo(buffer.indexOf(0, buffer.writerIndex(), (byte) 0));
        assertThat(read("type=CWD\u0000 " + STAMP)).isFalse();
    }

    @Test
    void blanksMayComeBeforeTheNode() {
        assertThat(read("  node=host  type=CWD " + STAMP)).isTrue();
        assertThat(node()).isEqualTo("host");
        assertThat(type()).isEqualTo("CWD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node= type=CWD ", "    no type=CWD ", ""})
    void theStampMustBeTheWordAfterNodeAndType(String before) {
        assertThat(read(before + STAMP)).isFalse();
        assertThat(read(before + "msg=audit(1364481363.243:24287)")).isFalse();
    }

    @Test
    void aTypeFollowsANodeOrAWordWithoutAnEqualsSign() {
        assertThat(read("nothing type=CWD " + STAMP)).isTrue();
        assertThat(type()).isEqualTo("CWD");
        assertThat(read("name=x type=CWD " + STAMP)).isTrue();
        assertThat(type()).isEmpty();
        assertThat(read("node=x type=CWD " + STAMP)).isTrue();
        assertThat(type()).isEqualTo("CWD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type= ", "x ", "xxxxxxxx "})
    void aWordThatIsNoTypeLeavesItEmpty(String before) {
        assertThat(read(before + STAMP)).isTrue();
        assertThat(header.typeStart).isEqualTo(header.typeEnd).isEqualTo(3);
        assertThat(header.nodeStart).isEqualTo(header.nodeEnd).isEqualTo(3);
    }

    @Test
    void aStampHasAtLeastNineteenBytes() {
        assertThat(read("    x msg=audit(1.23:456)")).isTrue();
        assertThat(read("    x msg=audit(1.23:45)")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,243,24287", "1364481363,0,24287", "1364481363,999,24287", "1364481363,243,0",
        "9223372036854775799,1,2", "1364481363,1,9223372036854775799"})
    void numbersHaveBounds(String seconds, String milliseconds, String serial) {
        assertThat(read("x msg=audit(" + seconds + '.' + milliseconds + ':' + serial + "): a=b")).isTrue();
        assertThat(header.seconds).isEqualTo(Long.parseLong(seconds));
        assertThat(header.milliseconds).isEqualTo(Integer.parseInt(milliseconds));
        assertThat(header.serial).isEqualTo(Long.parseLong(serial));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775800.1:2", "1364481363.1:9223372036854775800", "1364481363.1000:24287"})
    void largerNumbersAreRefused(String numbers) {
        assertThat(read("node=host type=CWD msg=audit(" + numbers + "): a=b")).isFalse();
        assertThat(header.seconds).isZero();
        assertThat(header.milliseconds).isZero();
        assertThat(header.serial).isZero();
        assertThat(new int[] {header.nodeStart, header.nodeEnd, header.typeStart, header.typeEnd, header.bodyStart})
                .containsOnly(3);
    }

    /** The reader's array still holds the longer line that was read before. */
    @Test
    void nothingIsReadOfTheLineBefore() {
        String text = "x msg=audit(1364481363.243:24287";
        for (int length = text.length(); text.charAt(length - 1) != ':'; length--) {
            assertThat(read(text + ')')).isTrue();
            assertThat(read(text.substring(0, length))).isTrue();
            assertThat(header.serial).isEqualTo(Long.parseLong(text.substring(text.indexOf(':') + 1, length)));
            assertThat(header.bodyStart).isEqualTo(3 + length);
        }
    }
}
