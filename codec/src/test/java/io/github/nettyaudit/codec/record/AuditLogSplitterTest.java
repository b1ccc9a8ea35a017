package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditLogSplitterTest {
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final AuditLogSplitter splitter = new AuditLogSplitter((buffer, start, end) ->
            lines.add(buffer.toString(start, end - start, StandardCharsets.ISO_8859_1)));

    private ByteBuf buffer(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer("xy" + text, StandardCharsets.ISO_8859_1).skipBytes(2);
        buffers.add(buffer);
        return buffer;
    }

    @AfterEach
    void everyBufferIsReleased() {
        splitter.close();
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void linesEndAtNewlines() {
        splitter.read(buffer("one\ntwo\n\nth"));
        assertThat(lines).containsExactly("one", "two", "");
        splitter.read(buffer("re"));
        splitter.read(buffer(""));
        assertThat(lines).hasSize(3);
        splitter.read(buffer("e\nfour\n"));
        assertThat(lines).containsExactly("one", "two", "", "three", "four");
        splitter.close();
        assertThat(lines).hasSize(5);
    }

    @Test
    void thePositionIsThatAfterTheNewlineOfTheLine() {
        List<Long> positions = new ArrayList<>();
        AuditLogSplitter[] counted = new AuditLogSplitter[1];
        counted[0] = new AuditLogSplitter((text, start, end) -> positions.add(counted[0].position()));
        counted[0].read(buffer("one\r\n\0two\n\nth"));
        counted[0].read(buffer("ree"));
        counted[0].read(buffer("\nfour\nfi"));
        assertThat(positions).containsExactly(5L, 10L, 11L, 17L, 22L);
        counted[0].close();
        assertThat(positions).endsWith(24L);
    }

    @Test
    void aNewlineMayComeAlone() {
        splitter.read(buffer("one"));
        splitter.read(buffer("\n"));
        splitter.read(buffer("\ntwo"));
        assertThat(lines).containsExactly("one", "");
        splitter.close();
        splitter.close();
        assertThat(lines).containsExactly("one", "", "two");
    }

    @Test
    void aNewlineMayBeTheFirstByteOfABuffer() {
        splitter.read(buffer("one"));
        ByteBuf next = Unpooled.copiedBuffer("\ntwo\n", StandardCharsets.ISO_8859_1);
        buffers.add(next);
        splitter.read(next);
        assertThat(lines).containsExactly("one", "two");
    }

    /** A file system may leave zeros where the machine lost its power. */
    @Test
    void zerosBeforeTheTextAreCutOff() {
        splitter.read(buffer("one\n" + "\0".repeat(100)));
        splitter.read(buffer("\0\0two\0\n\0\0\n"));
        assertThat(lines).containsExactly("one", "two\0", "");
    }

    /** F4, F13: neither is part of a line, wherever the pieces are cut. */
    @Test
    void carriageReturnsMarksAndWhiteSpaceAreCutOff() {
        String text = "\u00ef\u00bb\u00bfone\r\n\t two\r\n\r\n \n\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf three\rx\r\r\n\u00ef\u00bb\n"
                + "\u0001four \r";
        for (int cut = 0; cut <= text.length(); cut++) {
            lines.clear();
            splitter.read(buffer(text.substring(0, cut)));
            splitter.read(buffer(text.substring(cut)));
            splitter.close();
            assertThat(lines).as("cut at %d", cut).containsExactly("one", "two", "", "", "three\rx",
                    "\u00ef\u00bb", "\u0001four ");
        }
    }

    private List<Integer> lengths() {
        return lines.stream().map(String::length).toList();
    }

    @Test
    void aLineThatComesInPiecesIsBounded() {
        String half = "x".repeat(AuditLogSplitter.MAX_LINE / 2);
        splitter.read(buffer(half));
        splitter.read(buffer(half));
        splitter.read(buffer("\n"));
        assertThat(splitter.cutLines()).isZero();
        // the bound is exceeded within a piece, and at the start of one
        splitter.read(buffer(half + 'y'));
        splitter.read(buffer(half));
        splitter.read(buffer(half));
        splitter.read(buffer("z\n" + half));
        assertThat(splitter.cutLines()).isOne();
        splitter.read(buffer(half));
        splitter.read(buffer("z"));
        splitter.read(buffer("zz\nend\n"));
        assertThat(splitter.cutLines()).isEqualTo(2);
        assertThat(lengths()).containsExactly(AuditLogSplitter.MAX_LINE, AuditLogSplitter.MAX_LINE,
                AuditLogSplitter.MAX_LINE, 3);
        assertThat(lines.get(1)).endsWith("x");
        assertThat(lines.get(2)).doesNotContain("z");
    }

    @Test
    void whatTheReceiverThrowsLeaksNothing() {
        List<String> seen = new ArrayList<>();
        AuditLogSplitter failing = new AuditLogSplitter((buffer, start, end) -> {
            seen.add(buffer.toString(start, end - start, StandardCharsets.ISO_8859_1));
            buffers.add(buffer);
            throw new IllegalStateException("a test");
        });
        failing.read(buffer("on"));
        assertThatThrownBy(() -> failing.read(buffer("e\ntwo"))).hasMessage("a test");
        assertThatThrownBy(() -> failing.read(buffer("three\n"))).hasMessage("a test");
        assertThat(seen).containsExactly("one", "three");
        failing.close();
    }
}
