package io.github.nettyaudit.server.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.FilterSyntaxException;
import io.github.nettyaudit.schema.EventContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Any text as an expression: it is read, or the problem has a place in it; and it can be evaluated. */
class ExpressionFuzzTest {
    private static final String LOG = """
            type=SYSCALL msg=audit(1700000000.100:1): arch=c000003e syscall=257 success=no exit=-13 items=1 pid=70 uid=0 comm="x"
            type=CWD msg=audit(1700000000.100:1): cwd="/srv"
            type=PATH msg=audit(1700000000.100:1): item=0 name="../x"
            """;
    private static final List<String> FIELDS = List.of("uid", "path", "type", "syscall", "msg.a", "field.b", "success", "exit");
    private static final List<String> OPERATORS = List.of("=", "!=", "<", ">=", "under", "matches", "contains", "exists");
    private static final List<String> VALUES = List.of("1", "-1", "root", "yes", "SYSCALL", "openat", "/x", "'*'", "\"a b\"");
    private static final List<String> OTHERS = List.of("not", "(", ")", "[", "]", ",", "in", "\"", "'", "\\", "&&", "\u0000", "ä");

    @FuzzTest(maxDuration = "2m")
    void anyTextIsReadOrRefused(byte[] data) {
        check(new String(data, StandardCharsets.UTF_8));
    }

    @Test
    void wordsInAnyOrder() {
        SplittableRandom random = new SplittableRandom(17);
        int read = 0;
        for (int i = 0; i < 4000; i++) {
            read += check(words(random)) ? 1 : 0;
        }
        assertThat(read).isBetween(200, 3800);
    }

    /** Conditions, of which some words are other ones. */
    private static String words(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(3); count >= 0; count--) {
            for (List<String> words : List.of(FIELDS, OPERATORS, VALUES)) {
                text.append(any(random.nextInt(12) == 0 ? OTHERS : words, random)).append(random.nextInt(20) == 0 ? "" : " ");
            }
            text.append(count == 0 ? "" : random.nextBoolean() ? "and " : "or ");
        }
        return text.toString();
    }

    private static String any(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }

    private static boolean check(String text) {
        FilterExpression expression;
        try {
            expression = FilterExpression.parse(text);
        } catch (FilterSyntaxException e) {
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e).hasMessageStartingWith("column " + e.column() + ": ");
            return false;
        }
        for (AuditEvent event : FilterFixture.events(LOG)) {
            boolean holds = expression.newMatcher(NameService.NONE).matches(event, EventContext.NONE);
            assertThat(expression.negated().newMatcher(NameService.NONE).matches(event, EventContext.NONE)).isNotEqualTo(holds);
            event.release();
        }
        return true;
    }
}
