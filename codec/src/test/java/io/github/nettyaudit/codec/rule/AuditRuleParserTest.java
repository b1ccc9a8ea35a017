package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRuleParserTest {
    private final AuditRuleParser parser = new AuditRuleParser(new GoldenHost());

    /** Option, column (from 1) and what is wrong, of lines that are wrong in one place. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -a always,exit -F arch=b64 -S open -F foo=1           | -F | 39 | no field foo
            -a always,exit -F arch=b64 -S open -F uid=nosuchuser  | -F | 43 | no user nosuchuser on this host
            -a always,exit -F arch=b64 -S open,nosuch -k x        | -S | 36 | no system call nosuch on x86_64
            -a always,exit -F arch=b64 -S pread64                 | -S | 31 | no system call pread64 on x86_64
            -a always,exit -F arch=b65                            | -F | 24 | no architecture b65
            -a always,exit -F perm=rwz -F path=/x                 | -F | 26 | no permission z
            -a always -S open                                     | -a | 4  | always is not a list and an action
            -a always,nowhere -S open                             | -a | 11 | no list or action nowhere
            -a always,exit -S open -F arch=b64                    | -F | 32 | arch has to come before
            -a always,exit -F uid>                                | -F | 23 | no value after the operator
            -a always,exit -C uid=gid                             | -C | 23 | the kernel does not compare uid with gid
            -w relative -p wa                                     | -w | 4  | the path relative is not absolute
            -a always,exit -F uid=0 -k x                          | -k | 28 | a key without a condition
            -a always,exit -z                                     | -z | 16 | no such option
            -a always,exit -S open stray                          |    | 24 | a word that belongs to no option: stray
            -a always,exit -S open -k "x                          |    | 27 | the quote is not closed
            -b lots                                               | -b | 4  | lots is not a number
            -a always,task -S open                                | -S | 19 | rules of the list task cannot
            -a always,exit -F auid>unset                          | -F | 24 | an unset auid cannot be compared by >
            """)
    void errorsNameOptionAndColumn(String line, String option, int column, String problem) {
        AuditRuleException exception = catchThrowableOfType(AuditRuleException.class, () -> parser.parse(line));

        assertThat(exception.problem()).startsWith(problem);
        assertThat(exception.option()).isEqualTo(option);
        assertThat(exception.column()).isEqualTo(column);
        assertThat(exception.allowed()).isNotBlank();
        assertThat(exception).hasMessageContaining("column " + column).hasMessageContaining("expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-w '/tmp/a b' -p wa -k 'two words'",
        "-w \"/tmp/a b\" -p wa -k \"two words\"",
        "-w /tmp/a\\ b -p wa -k two\\ words",
        "-w/tmp/a' 'b -pwa -ktwo' words'",
        "  -w  /tmp/a\\ b   -p wa -k two\\ words  "})
    void blanksInValuesAreQuotedOrEscaped(String line) {
        AuditRule rule = parser.parseRule(line);

        assertThat(rule.field(AuditRuleFieldType.PATH)).isNotNull().extracting(AuditRuleField::text)
                .isEqualTo("/tmp/a b");
        assertThat(rule.keys()).containsExactly("two words");
    }

    @Test
    void bytesThatAreNoTextComeOutAsTheyWentIn() {
        byte[] line = "-w /tmp/\u00ff\u0080\u00fex -k \u00e4".getBytes(StandardCharsets.ISO_8859_1);

        AuditRule rule = ((AuditRuleCommand.Add) parser.parse(line).commands().get(0)).rule();

        byte[] encoded = rule.encode();
        assertThat(new String(encoded, 1040, encoded.length - 1040, StandardCharsets.ISO_8859_1))
                .isEqualTo("/tmp/\u00ff\u0080\u00fex\u00e4");
        assertThat(AuditRule.decode(encoded)).isEqualTo(rule);
    }

    @Test
    void onlyPrintableAsciiIsEscapedByABackslash() {
        assertThat(parser.parseRule("-w /x -k a\\\u007f").keys()).containsExactly("a\\\u007f");
        assertThat(parser.parseRule("-w /x -k a\\~\\!").keys()).containsExactly("a~!");
    }

    @Test
    void wordsOfAShellNeedNoQuotes() {
        List<AuditRuleCommand> commands = parser.parse(List.of("-w", "/tmp/it's \"x\"", "-p", "r")).commands();

        assertThat(((AuditRuleCommand.Add) commands.get(0)).rule().field(AuditRuleFieldType.PATH))
                .isNotNull().extracting(AuditRuleField::text).isEqualTo("/tmp/it's \"x\"");
    }

    @Test
    void commentsAndBlankLinesAskForNothing() {
        assertThat(parser.parse("  # -D").commands()).isEmpty();
        assertThat(parser.parse("   ").commands()).isEmpty();
        assertThat(parser.parse("\n").commands()).isEmpty();
    }

    @Test
    void optionsThatAreNoRulesBecomeCommands() {
        assertThat(parser.parse("-b 0x2000 -e 1").commands()).satisfiesExactly(
                limit -> assertThat(((AuditRuleCommand.SetStatus) limit).changes().backlogLimit()).isEqualTo(8192),
                on -> assertThat(((AuditRuleCommand.SetStatus) on).changes().enabled()).isEqualTo(AuditEnabled.ON));
        assertThat(parser.parse("-D").commands()).containsExactly(new AuditRuleCommand.DeleteAll(""));
        assertThat(parser.parse("-D -k x").commands()).containsExactly(new AuditRuleCommand.DeleteAll("x"));
        assertThat(parser.parse("-q /a,/b").commands())
                .containsExactly(new AuditRuleCommand.MakeEquivalent("/a", "/b"));
        assertThat(parser.parse("-c").commands()).containsExactly(new AuditRuleCommand.IgnoreErrors(true));
        assertThat(parser.parse("--reset-l").commands()).containsExactly(new AuditRuleCommand.ResetLost());
        assertThat(parser.parse("--backlog_wait_time=7").commands()).singleElement()
                .extracting(command -> ((AuditRuleCommand.SetStatus) command).changes().backlogWaitTime())
                .isEqualTo(7L);
    }

    @Test
    void whatAuditctlReadsAsANumberIsReadSoWithAWarning() {
        AuditRuleLine line = parser.parse("-a always,exit -S open -F pid=12monkeys");

        assertThat(((AuditRuleCommand.Add) line.commands().get(0)).rule().field(AuditRuleFieldType.PID)).isNotNull()
                .extracting(AuditRuleField::value).isEqualTo(12);
        assertThat(line.warnings()).containsExactly("12monkeys is read as the number 12");
    }

    @Test
    void architecturesThatAuditctlDoesNotKnowAreTakenWhereTheyAreAtHome() {
        String line = "-a always,exit -F arch=b64 -S openat -k x";
        AuditRuleParser riscv = new AuditRuleParser(new AuditRuleHost() {
            @Override
            public AuditArchitecture architecture() {
                return Objects.requireNonNull(AuditArchitecture.of("riscv64"));
            }
        });

        assertThat(riscv.parseRule(line).field(AuditRuleFieldType.ARCHITECTURE)).isNotNull()
                .extracting(AuditRuleField::value).isEqualTo(0xc00000f3);
        assertThat(riscv.parseRule(line).systemCalls()).containsExactly(56);
        assertThatThrownBy(() -> parser.parse("-a always,exit -F arch=riscv64 -S openat"))
                .isInstanceOf(AuditRuleException.class);
    }

    @Test
    void theBuilderMakesWhatTheParserReads() {
        AuditRule built = AuditRule.builder(new GoldenHost(), AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS)
                .architecture("b64").systemCalls("openat", "openat2")
                .field("exit", AuditRuleOperator.EQUAL, "-EACCES")
                .field("auid", AuditRuleOperator.GREATER_OR_EQUAL, 1000)
                .compare("uid", AuditRuleOperator.NOT_EQUAL, "euid").key("a").key("b").prepend().build();

        assertThat(built).isEqualTo(parser.parseRule("-A always,exit -F arch=b64 -S openat,openat2 -F exit=-EACCES"
                + " -F auid>=1000 -C uid!=euid -k a -k b"));
        assertThat(built).hasToString("-A always,exit -F arch=b64 -S openat,openat2 -F exit=-EACCES -F auid>=1000"
                + " -C uid!=euid -F key=a -F key=b");
        assertThatThrownBy(() -> AuditRule.builder(AuditRuleFilter.USER, AuditRuleAction.NEVER).systemCalls("open"))
                .isInstanceOf(AuditRuleException.class);
        assertThat(AuditRule.builder(AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS).path("/a!=b").build().fields())
                .extracting(AuditRuleField::text).containsExactly("/a!=b");
    }

    @Test
    void theBuilderTakesAsManyFieldsAsARuleHas() {
        AuditRuleBuilder builder = AuditRule.builder(AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS);
        for (int field = 0; field < 63; field++) {
            builder.field("a0", AuditRuleOperator.EQUAL, field);
        }
        assertThat(builder.build().fields()).hasSize(63);
        assertThatThrownBy(() -> builder.field("a0", AuditRuleOperator.EQUAL, 63))
                .isInstanceOf(AuditRuleException.class).hasMessageStartingWith("too many fields");
    }

    @Test
    void theBuilderRefusesWhatTheParserRefuses() {
        AuditRuleBuilder builder = AuditRule.builder(AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS).directory("/etc");
        assertThatThrownBy(() -> builder.field("nosuch", AuditRuleOperator.EQUAL, "x"))
                .isInstanceOf(AuditRuleException.class).hasMessageStartingWith("no field nosuch");
        assertThatThrownBy(() -> builder.field("pid", AuditRuleOperator.EQUAL, ""))
                .isInstanceOf(AuditRuleException.class).hasMessageStartingWith("no value after the operator");
        assertThat(builder.field("pid", AuditRuleOperator.EQUAL, "1").build())
                .isEqualTo(parser.parseRule("-a always,exit -F dir=/etc -F pid=1"));
    }

    @Test
    void garbageIsRefusedAndNothingElseHappens() {
        Random random = new Random(1);
        String[] words = {"-a", "-A", "-w", "-F", "-S", "-k", "-C", "-p", "-d", "-W", "-D", "-e", "always,exit", "=",
            "!=", "uid=0", "open", "/etc", "'", "\\", "--", "-", "key=", "perm=wa", "\u0001", "\ud800",
            "99999999999999999999"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder();
            for (int word = random.nextInt(8); word >= 0; word--) {
                line.append(words[random.nextInt(words.length)]).append(random.nextInt(5) == 0 ? "" : " ");
            }
            try {
                parser.parse(line.toString());
            } catch (AuditRuleException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void everyPrefixOfARuleIsRefusedAsARuleAndReadsItsOwnBytesOtherwise() {
        byte[] bytes = parser.parseRule("-a always,exit -F arch=b64 -S open -F path=/etc/passwd -k x").encode();

        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> AuditRule.decode(prefix)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(AuditRule.decode(bytes).encode()).isEqualTo(bytes);
    }
}
