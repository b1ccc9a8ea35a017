package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {
    private final WrappedText text = new WrappedText(40, false);

    private String printed() {
        return text.bytes().toString();
    }

    @Test
    void partsThatDoNotFitBeginANewLine() {
        text.label("PATH", AnsiStyle.DIM);
        text.part(" ", "item=0", AnsiStyle.PLAIN);
        text.part(" ", "name=/a/path/of/some/length", AnsiStyle.PLAIN);
        text.part(" ", "x=1", AnsiStyle.PLAIN);
        text.endLine();
        assertThat(printed()).isEqualTo("  PATH     item=0\n           name=/a/path/of/some/length\n"
                + "           x=1\n");
    }

    @Test
    void aLongPartIsContinuedAfterABar() {
        text.label("CWD", AnsiStyle.DIM);
        text.part(" ", "cwd=", AnsiStyle.DIM, "x".repeat(50), AnsiStyle.PLAIN);
        assertThat(printed()).isEqualTo("  CWD      cwd=" + "x".repeat(25) + "\n           | " + "x".repeat(25));
    }

    @Test
    void wideCharactersTakeTwoColumnsAndNothingIsTornApart() {
        text.label("CWD", AnsiStyle.DIM);
        text.part(" ", "\u4e2d".repeat(15), AnsiStyle.PLAIN);
        text.part(" ", "a".repeat(26) + "\\x1b" + "b".repeat(20) + "e\u0301", AnsiStyle.PLAIN);
        assertThat(printed()).isEqualTo("  CWD      " + "\u4e2d".repeat(14) + "\n           | \u4e2d\n           "
                + "a".repeat(26) + "\n           | \\x1b" + "b".repeat(20) + "e\u0301");
    }

    @Test
    void theSizeOfATerminal() {
        assertThat(TerminalWidth.columns("24 80\n")).isEqualTo(80);
        assertThat(TerminalWidth.columns("24 10\n")).isEqualTo(WrappedText.LEAST_WIDTH);
        assertThat(TerminalWidth.columns("0 0\n")).isEqualTo(TerminalWidth.DEFAULT);
        assertThat(TerminalWidth.columns("")).isEqualTo(TerminalWidth.DEFAULT);
    }
}
