package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.GoldenLog;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExecveArgumentsTest {
    private static ExecveArguments arguments(String... records) {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        for (String record : records) {
            event.add(AuditMessageType.EXECVE, Unpooled.copiedBuffer("audit(1364481363.243:24287): " + record,
                    StandardCharsets.US_ASCII), 100, 1 << 20);
        }
        ExecveArguments arguments = ExecveArguments.of(event, new AuditRecord());
        event.release();
        return arguments;
    }

    @Test
    void readsQuotedAndHexadecimalArguments() {
        ExecveArguments arguments = arguments("argc=4 a0=\"ls\" a1=\"-l\" a2=2F746D702F612062 a3=\"\"");
        assertThat(arguments.strings()).containsExactly("ls", "-l", "/tmp/a b", "");
        assertThat(arguments.isComplete()).isTrue();
        assertThat(arguments).hasToString("ls -l '/tmp/a b' ''");
    }

    @Test
    void joinsPiecesOverSeveralRecords() {
        ExecveArguments arguments = arguments("argc=3 a0=\"x\" a1_len=12 a1[0]=4142", " a1[1]=43444546", " a2=\"y\"");
        assertThat(arguments.strings()).containsExactly("x", "ABCDEF", "y");
        assertThat(arguments.isComplete()).isTrue();
    }

    @Test
    void whatIsMissingIsNull() {
        ExecveArguments arguments = arguments("argc=3 a0=\"x\" a2=\"z\"");
        assertThat(arguments.strings()).containsExactly("x", null, "z");
        assertThat(arguments.isComplete()).isFalse();
        assertThat(arguments).hasToString("x … z");
        assertThat(arguments("argc=2 a0=\"x\" a1_len=8 a1[0]=4142").isComplete()).isFalse();
        assertThat(arguments("argc=2 a0=\"x\" a1_len=8 a1[1]=41424344").isComplete()).isFalse();
        assertThat(arguments("argc=2 a0=\"x\"").isComplete()).isFalse();
        assertThat(arguments("argc=2 a0=\"x\" a1=(null)").strings()).containsExactly("x", null);
        assertThat(arguments("a0=\"x\"").isComplete()).isFalse();
    }

    @Test
    void numbersThatCannotBeDoNoHarm() {
        ExecveArguments arguments = arguments("argc=4294967295 a0=\"x\" a4294967295=\"y\" a1048575=\"z\" a00=\"w\"");
        assertThat(arguments.size()).isEqualTo(1);
        assertThat(arguments.isComplete()).isFalse();
    }

    @Test
    void readsTheCapturedCallsWithLongAndManyArguments() {
        int[] found = new int[2];
        try (AuditLogReader reader = new AuditLogReader(event -> {
            if (event.indexOf(AuditMessageType.EXECVE) >= 0) {
                ExecveArguments arguments = ExecveArguments.of(event, new AuditRecord());
                assertThat(arguments.isComplete()).as("%s", event).isTrue();
                found[0]++;
                byte[] last = arguments.bytes(arguments.size() - 1);
                if (last != null && last.length == 29_999) {
                    byte[] expected = new byte[29_999];
                    Arrays.fill(expected, (byte) 'A');
                    assertThat(last).isEqualTo(expected);
                    found[1]++;
                }
            }
            event.release();
        })) {
            for (byte[] line : GoldenLog.of("live").lines) {
                reader.read(Unpooled.copiedBuffer(line));
                reader.read(Unpooled.copiedBuffer(new byte[] {'\n'}));
            }
        }
        assertThat(found[0]).isGreaterThan(10);
        assertThat(found[1]).isPositive();
    }

    @Test
    void aCommandLineIsQuotedForAShell() {
        assertThat(ProcTitle.join(Arrays.asList("a", "", "it's", "b c", "x\ny'", null, "é")))
                .isEqualTo("a '' 'it'\\''s' 'b c' $'x\\ny\\'' … é");
    }

    @Test
    void readsTheTitleOfAProcess() {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        event.add(AuditMessageType.PROCTITLE, Unpooled.copiedBuffer(
                "audit(1364481363.243:24287): proctitle=6C73002D6C00612062", StandardCharsets.US_ASCII), 1, 1_000);
        assertThat(ProcTitle.ofTitle(event, new AuditRecord())).containsExactly("ls", "-l", "a b");
        event.release();
    }
}
