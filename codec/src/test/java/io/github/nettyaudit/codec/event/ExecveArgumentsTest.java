package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.GoldenLog;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void argumentsInPiecesMayFollowEachOther() {
        ExecveArguments arguments = arguments("argc=4 a0_len=4 a0[0]=4142 a1_len=4 a1[0]=43", " a1[1]=44",
                " a2_len=6 a2[0]=\"efg\" a2[1]=\"hij\" a3=\"k\"");
        assertThat(arguments.strings()).containsExactly("AB", "CD", "efghij", "k");
        assertThat(arguments.isComplete()).isTrue();
    }

    @Test
    void piecesWithoutTheirLengthAreNotComplete() {
        ExecveArguments arguments = arguments("argc=2 a0=\"x\"", " a1[0]=4142 a1[1]=43");
        assertThat(arguments.strings()).containsExactly("x", "ABC");
        assertThat(arguments.isComplete()).isFalse();
        arguments = arguments("argc=2 a0_len=4 a0[0]=4142 a1[0]=4344");
        assertThat(arguments.strings()).containsExactly("AB", "CD");
        assertThat(arguments.isComplete()).isFalse();
    }

    @Test
    void piecesOutOfOrderAreNotComplete() {
        for (String pieces : new String[] {"a1[1]=4142 a1[0]=4344", "a1[0]=4142 a1[0]=4344", "a1[0]=4142 a1[2]=4344",
                "a1[0]=(null) a1[1]=41424344", "a1[]=41424344", "a1[x]=41424344"}) {
            ExecveArguments arguments = arguments("argc=2 a0=\"x\" a1_len=8 " + pieces);
            assertThat(arguments.isComplete()).as(pieces).isFalse();
            assertThat(arguments.size()).as(pieces).isEqualTo(2);
        }
    }

    /** What is missing of an argument is not joined over, and only that argument is marked. */
    @Test
    void anArgumentEndsWhereAPieceIsMissing() {
        String[] others = {"argc=3 a0=\"x\" a1_len=12 a1[0]=4142", " a1[1]=4344", " a1[2]=4546 a2=\"z\""};
        assertThat(shown(others[0], others[2])).isEqualTo("x AB… z [0, 2] false");
        assertThat(shown(others[1], others[2])).isEqualTo("… … z [2] false");
        assertThat(shown(others[0], others[1])).isEqualTo("x ABCD… [0] false");
        assertThat(shown(others[0])).isEqualTo("x AB… [0] false");
        assertThat(shown(others[0], others[2], others[1])).isEqualTo("x AB… z [0, 2] false");
        assertThat(shown(others[1], others[0], others[2])).isEqualTo("x AB… z [0, 2] false");
        assertThat(shown(others)).isEqualTo("x ABCDEF z [0, 1, 2] true");
    }

    private static String shown(String... records) {
        ExecveArguments arguments = arguments(records);
        return arguments + " " + IntStream.range(0, arguments.size()).filter(arguments::isComplete).boxed().toList() + " "
                + arguments.isComplete();
    }

    @Test
    void aRecordThatIsRepeatedIsReadOnce() {
        String[] records = {"argc=3 a0=\"x\" a1_len=8 a1[0]=4142", " a1[1]=4344", " a2=\"z\""};
        assertThat(shown(records[0], records[0], records[1], records[1], records[2])).isEqualTo("x ABCD z [0, 1, 2] true");
        assertThat(shown(records[0], records[1], records[2], records[0], records[1], records[2]))
                .isEqualTo("x ABCD z [0, 1, 2] true");
    }

    @Test
    void twoRecordsThatContradictEachOtherAreMarked() {
        assertThat(shown("argc=2 a0=\"x\" a1=\"y\"", "a1=\"z\"")).isEqualTo("x y… [0] false");
        assertThat(shown("argc=2 a0=\"x\" a1_len=4 a1[0]=4142", "a1_len=4 a1[0]=4143")).isEqualTo("x AB… [0] false");
        assertThat(shown("argc=2 a0=\"x\"", "argc=1")).isEqualTo("x [0] false");
        assertThat(shown("argc=2 a0=\"x\" a1=\"y\"", "argc=3 a1=\"y\"")).isEqualTo("x y [0, 1] false");
        assertThat(shown("argc=2 a0=\"x\" a1=(null)", "a1=\"y\"")).isEqualTo("x y [0, 1] true");
    }

    @Test
    void wholeArgumentsMayComeInAnyOrder() {
        assertThat(shown("argc=3 a0=\"x\"", "a2=\"z\"", "a1=\"y\"")).isEqualTo("x y z [0, 1, 2] true");
    }

    @Test
    void anArgumentThatIsNotThereCannotBeAskedFor() {
        ExecveArguments arguments = arguments("argc=1 a0=\"x\"");
        assertThatThrownBy(() -> arguments.isComplete(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arguments.isComplete(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1_abc=0", "a1_lenx=0", "a1x=41", "a1[0=41", "a1(0]=41", "a12345678901=41"})
    void otherNamesAreNoArguments(String field) {
        ExecveArguments arguments = arguments("argc=1 a0=\"x\" " + field);
        assertThat(arguments.strings()).containsExactly("x");
        assertThat(arguments.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\"y\"", "ab=\"y\"", "b1=\"y\"", "a/1=\"y\"", "a:1=\"y\""})
    void fieldsThatAreNotNumberedAreIgnored(String field) {
        ExecveArguments arguments = arguments("argc=2 a0=\"x\" " + field + " a1=\"z\"");
        assertThat(arguments.strings()).containsExactly("x", "z");
        assertThat(arguments.isComplete()).isTrue();
    }

    @Test
    void anArgumentOfTwoDigitsIsOne() {
        StringBuilder record = new StringBuilder("argc=11");
        for (int i = 0; i <= 10; i++) {
            record.append(" a").append(i).append("=\"").append(i).append('"');
        }
        ExecveArguments arguments = arguments(record.toString());
        assertThat(arguments.strings()).startsWith("0", "1").endsWith("9", "10").hasSize(11);
        assertThat(arguments.isComplete()).isTrue();
    }

    @Test
    void anArgumentThatCameTwiceIsKeptOnce() {
        ExecveArguments arguments = arguments("argc=2 a0=\"x\" a0=\"y\" a1=\"z\"");
        assertThat(arguments.strings()).containsExactly("x", "z");
        assertThat(arguments.isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"argc=", "argc=1x", "argc=/", "argc=:", "argc=12345678901", "argc=2", "argc=0"})
    void theNumberOfArgumentsMustBeRight(String count) {
        assertThat(arguments(count + " a0=\"x\"").isComplete()).isFalse();
    }

    @Test
    void anEventWithoutExecveHasNoArguments() {
        ExecveArguments arguments = arguments();
        assertThat(arguments.size()).isZero();
        assertThat(arguments.isComplete()).isFalse();
        assertThat(arguments).hasToString("");
    }

    @Test
    void bytesAreACopy() {
        ExecveArguments arguments = arguments("argc=2 a0=FF41 a1=(null)");
        byte[] bytes = arguments.bytes(0);
        assertThat(bytes).containsExactly(0xff, 'A');
        bytes[1] = 'B';
        assertThat(arguments.bytes(0)).containsExactly(0xff, 'A');
        assertThat(arguments.bytes(1)).isNull();
        assertThat(arguments.strings()).containsExactly("\ufffdA", null);
    }

    /** Fields that are lost leave holes, but a few fields must not make millions of arguments. */
    @Test
    void theNumberOfHolesIsBounded() {
        assertThat(arguments("argc=2 a0=\"x\" a1026=\"y\"").size()).isEqualTo(1_027);
        assertThat(arguments("argc=2 a0=\"x\" a1027=\"y\"").size()).isEqualTo(1);
        StringBuilder record = new StringBuilder("argc=1");
        for (int argument = 0; argument < 1_048_570; argument = 2 * argument + 1_025) {
            record.append(" a").append(argument).append("=\"x\"");
        }
        record.append(" a1048575=\"y\"");
        assertThat(arguments(record.toString()).size()).isEqualTo(1_048_576);
        assertThat(arguments(record + " a1048576=\"z\"").size()).isEqualTo(1_048_576);
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
}
