package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcTitleTest {
    private static ByteBuf text(String fields) {
        return Unpooled.copiedBuffer("audit(1364481363.243:24287): " + fields, StandardCharsets.US_ASCII);
    }

    private static List<String> title(String fields) {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        event.add(AuditMessageType.SYSCALL, text("syscall=59"), 2, 1_000);
        event.add(AuditMessageType.PROCTITLE, text(fields), 2, 1_000);
        List<String> title = ProcTitle.ofTitle(event, new AuditRecord());
        event.release();
        return title;
    }

    @Test
    void aTitleOfTheLongestLengthMayBeCut() {
        for (int length : new int[] {1, 127, 128, 129}) {
            for (String value : new String[] {'"' + "x".repeat(length) + '"', "0A".repeat(length)}) {
                ByteBuf content = text("proctitle=" + value);
                AuditRecord record = new AuditRecord().wrap(AuditMessageType.PROCTITLE, content);
                assertThat(ProcTitle.mayBeCut(record)).as(value).isEqualTo(length >= ProcTitle.LONGEST_TITLE);
                content.release();
            }
        }
        for (String fields : new String[] {"a=b", "proctitle=(null)"}) {
            ByteBuf content = text(fields);
            assertThat(ProcTitle.mayBeCut(new AuditRecord().wrap(AuditMessageType.PROCTITLE, content))).isFalse();
            content.release();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "6C73002D6C00612062   | ls;-l;a b",
            "6C73                 | ls",
            "6C7300               | ls",
            "6C73000000           | ls",
            "6C7300002D6C         | ls;;-l",
            "006C73               | ;ls",
            "\"bash\"             | bash",
    })
    void argumentsArePartedByNuls(String value, String arguments) {
        assertThat(title("proctitle=" + value)).containsExactly(arguments.split(";"));
    }

    @Test
    void aTitleOfNulsIsOneEmptyArgument() {
        assertThat(title("proctitle=0000")).containsExactly("");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        assertThat(title("proctitle=C3A900FF")).containsExactly("é", "\ufffd");
    }

    @Test
    void whatCannotBeReadIsNoTitle() {
        assertThat(title("proctitle=(null)")).isEmpty();
        assertThat(title("other=6C73")).isEmpty();
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        event.add(AuditMessageType.SYSCALL, text("proctitle=6C73"), 2, 1_000);
        assertThat(ProcTitle.ofTitle(event, new AuditRecord())).isEmpty();
        event.release();
    }

    @Test
    void theRecordMayBeTheFirstOfItsEvent() {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        event.add(AuditMessageType.PROCTITLE, text("proctitle=6C73"), 2, 1_000);
        assertThat(ProcTitle.ofTitle(event, new AuditRecord())).containsExactly("ls");
        event.release();
    }

    @Test
    void aCommandLineIsQuotedForAShell() {
        assertThat(ProcTitle.join(Arrays.asList("a", "", "it's", "b c", "x\ny'", null, "é")))
                .isEqualTo("a '' 'it'\\''s' 'b c' $'x\\ny\\'' … é");
    }

    @Test
    void whatAShellDoesNotInterpretIsNotQuoted() {
        String plain = "azAZ09%+,-./:=@_";
        assertThat(ProcTitle.join(List.of(plain))).isEqualTo(plain);
        for (int c = 0x20; c < 0x7f; c++) {
            String argument = String.valueOf((char) c);
            if (plain.indexOf(c) < 0 && !Character.isLetterOrDigit(c) && c != '\'') {
                assertThat(ProcTitle.join(List.of(argument))).isEqualTo("'" + argument + "'");
            } else if (c != '\'') {
                assertThat(ProcTitle.join(List.of(argument))).isEqualTo(argument);
            }
        }
    }

    /** A terminal must not interpret what a process calls itself. */
    @Test
    void controlCharactersAreEscaped() {
        assertThat(ProcTitle.join(List.of("\t"))).isEqualTo("$'\\t'");
        assertThat(ProcTitle.join(List.of("\u001b[2J"))).isEqualTo("$'\\x1b[2J'");
        assertThat(ProcTitle.join(List.of("\u0000\u007f"))).isEqualTo("$'\\x00\\x7f'");
        assertThat(ProcTitle.join(List.of("\u0080\u009f\u00a0"))).isEqualTo("$'\\x80\\x9f\u00a0'");
        assertThat(ProcTitle.join(List.of("a\\b"))).isEqualTo("'a\\b'");
        assertThat(ProcTitle.join(List.of("a\\b\n"))).isEqualTo("$'a\\\\b\\n'");
    }
}
