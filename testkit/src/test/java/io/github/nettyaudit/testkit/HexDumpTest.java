package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexDumpTest {
    @Test
    void readsPairsGroupsSeparatorsCommentsAndText() {
        ByteBuf bytes = HexDump.parse("""
                10 00 00 00 | e8 03   # length, then a type; 99 in a comment is nothing
                0500\t"pid=1 #"
                0010: fF00ff00
                """);

        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("10000000e8030500" + "7069643d312023" + "ff00ff00");
    }

    @Test
    void readsNothing() {
        assertThat(HexDump.parse(" # only a comment").readableBytes()).isZero();
    }

    @Test
    void refusesWhatIsNoDumpAndNamesTheLine() {
        assertThatThrownBy(() -> HexDump.parse("10 00\n1g")).hasMessageContaining("line 2").hasMessageContaining("'g'");
        assertThatThrownBy(() -> HexDump.parse("10 0")).hasMessageContaining("half a byte");
        assertThatThrownBy(() -> HexDump.parse("1 0")).hasMessageContaining("' ' is not a hex digit");
        assertThatThrownBy(() -> HexDump.parse("\"open\n\"")).hasMessageContaining("closing quote");
    }

    @Test
    void acceptsEqualBytesAndLeavesTheBufferAlone() {
        ByteBuf actual = Unpooled.wrappedBuffer(new byte[] {9, 1, 2}).skipBytes(1);

        HexDump.assertEquals("01 02", actual);

        assertThat(actual.readerIndex()).isEqualTo(1);
        assertThat(actual.refCnt()).isEqualTo(1);
    }

    @Test
    void showsWhereBytesDiffer() {
        byte[] actual = new byte[20];
        actual[17] = 0x41;

        assertThatThrownBy(() -> HexDump.assertEquals("00000000000000000000000000000000 00000000", actual))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageContaining("byte 17 (0x11): expected 00, got 41")
                .hasMessageContaining("    0000: 00")
                .hasMessageContaining("  - 0010: 00 00 00 00")
                .hasMessageContaining("  + 0010: 00 41 00 00")
                .hasMessageContaining("# .A..");
    }

    @Test
    void showsThatBytesAreMissingOrTooMany() {
        assertThatThrownBy(() -> HexDump.assertEquals("01 02", new byte[] {1}))
                .hasMessageContaining("expected 2 bytes, got 1").hasMessageContaining("expected 02, got nothing");
        assertThatThrownBy(() -> HexDump.assertEquals("01", new byte[] {1, 2}))
                .hasMessageContaining("expected nothing, got 02");
    }

    @Test
    void readsWhatItPrints() {
        ByteBuf bytes = Unpooled.copiedBuffer("audit(1.000:2): \"quoted\" # |", StandardCharsets.US_ASCII);

        assertThat(HexDump.parse(HexDump.format(bytes))).isEqualTo(bytes);
    }
}
