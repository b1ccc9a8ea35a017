package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FirstLineTest {
    private final FirstLine line = new FirstLine();

    private @Nullable String read(String text) {
        return line.read(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    @Test
    void comesInAnyPiecesAndOnce() {
        assertThat(read("")).isNull();
        assertThat(read(" \r\n\n")).isNull();
        assertThat(read(" for")).isNull();
        assertThat(read("mat\tecs")).isNull();
        assertThat(read(" \r\nformat ocsf\n")).isEqualTo("format\tecs");
        assertThat(read("format ocsf\n")).isNull();
        assertThat(line.end()).isNull();
    }

    @Test
    void isBounded() {
        assertThat(read("x".repeat(FirstLine.LONGEST))).isNull();
        assertThat(read("x")).hasSize(FirstLine.LONGEST);
        assertThat(read("x\n")).isNull();
    }

    @Test
    void blanksAreBoundedToo() {
        assertThat(read(" ".repeat(FirstLine.LONGEST + 1) + "format ecs\n")).isEmpty();
    }

    @Test
    void mayEndWithTheInput() {
        assertThat(read("\nformat ecs")).isNull();
        assertThat(line.end()).isEqualTo("format ecs");
        assertThat(line.end()).isNull();
    }

    @Test
    void nothingIsNoLine() {
        assertThat(line.end()).isNull();
        assertThat(read("late\n")).isNull();
    }
}
