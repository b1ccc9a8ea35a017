package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Expressions beside plain evaluations of the same conditions. */
class FilterModelTest {
    /** A condition as text, and what it does to the values of its fields. */
    private record Model(String text, Predicate<Map<String, List<String>>> test) {
        Model not() {
            return new Model("not (" + text + ')', test.negate());
        }
    }

    private static final List<String> FIELDS = List.of("comm", "key", "uid", "path", "msg.x");
    private static final List<String> WORDS = List.of("a", "b", "ab", "ba", "1", "2", "12", "/a", "/a/b", "/ab");

    @Test
    void randomExpressionsAreWhatTheirPartsAre() {
        SplittableRandom random = new SplittableRandom(11);
        int kept = 0;
        for (int i = 0; i < 3000; i++) {
            Model model = expression(random, 4);
            EventMatcher matcher = FilterExpression.parse(model.text).newMatcher(NameService.NONE);
            for (int j = 0; j < 5; j++) {
                Map<String, List<String>> values = values(random);
                AuditEvent event = event(values);
                boolean expected = model.test.test(values);
                assertThat(matcher.matches(event, EventContext.NONE)).as("%s of %s", model.text, values)
                        .isEqualTo(expected);
                event.release();
                kept += expected ? 1 : 0;
            }
        }
        assertThat(kept).isBetween(3000, 12_000);
    }

    private static Model expression(SplittableRandom random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        if (kind < 2) {
            return condition(random);
        }
        if (kind == 2) {
            return expression(random, depth - 1).not();
        }
        Model left = expression(random, depth - 1);
        Model right = expression(random, depth - 1);
        return kind == 3 ? new Model('(' + left.text + " and " + right.text + ')', left.test.and(right.test))
                : new Model('(' + left.text + " or " + right.text + ')', left.test.or(right.test));
    }

    private static Model condition(SplittableRandom random) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        boolean isId = field.equals("uid");
        String word = isId ? String.valueOf(random.nextInt(4)) : WORDS.get(random.nextInt(WORDS.size()));
        String quoted = random.nextBoolean() ? word : '"' + word + '"';
        return switch (random.nextInt(isId ? 5 : 10)) {
            case 0 -> new Model(field + " exists", values -> !values.get(field).isEmpty());
            case 1 -> new Model(field + " != " + quoted,
                    values -> !values.get(field).isEmpty() && !values.get(field).contains(word));
            case 2 -> any(field, " < " + word.length(), value -> isNumber(value) && Long.parseLong(value) < word.length());
            case 3 -> any(field, " >= " + word.length(), value -> isNumber(value) && Long.parseLong(value) >= word.length());
            case 4 -> any(field, " in [" + quoted + ", 3]", value -> value.equals(word) || value.equals("3"));
            case 5 -> any(field, " contains " + quoted, value -> value.contains(word));
            case 6 -> any(field, " starts-with " + quoted, value -> value.startsWith(word));
            case 7 -> any(field, " ends-with " + quoted, value -> value.endsWith(word));
            case 8 -> any(field, " under '/" + word + "'",
                    value -> (value + '/').startsWith('/' + word + '/'));
            default -> any(field, " = " + quoted, value -> value.equals(word));
        };
    }

    private static Model any(String field, String rest, Predicate<String> test) {
        return new Model(field + rest, values -> values.get(field).stream().anyMatch(test));
    }

    private static boolean isNumber(String value) {
        return value.matches("[0-9]+");
    }

    private static Map<String, List<String>> values(SplittableRandom random) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String field : FIELDS) {
            List<String> all = new ArrayList<>();
            int most = field.equals("comm") || field.equals("uid") ? 1 : 3;
            for (int count = random.nextInt(most + 1); count > 0; count--) {
                all.add(field.equals("uid") ? String.valueOf(random.nextInt(5))
                        : field.equals("path") ? WORDS.get(7 + random.nextInt(3)) : WORDS.get(random.nextInt(WORDS.size())));
            }
            values.put(field, all);
        }
        return values;
    }

    private static AuditEvent event(Map<String, List<String>> values) {
        StringBuilder call = new StringBuilder("SYSCALL arch=c000003e syscall=1");
        values.get("uid").forEach(value -> call.append(" uid=").append(value));
        values.get("comm").forEach(value -> call.append(" comm=\"").append(value).append('"'));
        List<String> keys = values.get("key");
        if (!keys.isEmpty()) {
            call.append(" key=").append(hex(String.join("\u0001", keys)));
        }
        List<String> records = new ArrayList<>(List.of(call.toString()));
        values.get("path").forEach(value -> records.add("PATH item=0 name=" + (value.length() > 2 ? hex(value)
                : '"' + value + '"')));
        values.get("msg.x").forEach(value -> records.add("USER_CMD pid=1 msg='x=" + value + "'"));
        return TestEvents.event(records.toArray(String[]::new));
    }

    private static String hex(String text) {
        StringBuilder digits = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            digits.append(String.format("%02X", b));
        }
        return digits.toString();
    }

    /** Conditions, and a regular expression that finds the lines of a log which fulfil them. */
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("syscall = execve", "type=SYSCALL .*arch=c000003e syscall=59 "),
            Map.entry("success = yes and type = SYSCALL", "type=SYSCALL .* success=yes "),
            Map.entry("exe under /usr/bin and syscall exists", "type=SYSCALL .* exe=\"/usr/bin/"),
            Map.entry("key exists", "type=(SYSCALL|CONFIG_CHANGE) .* key=(?!\\(null\\))\\S"),
            Map.entry("auid = unset and type = SYSCALL", "type=SYSCALL .* auid=4294967295 "),
            Map.entry("path starts-with / and type = PATH", "type=PATH .* name=(?!\\(null\\))"),
            Map.entry("field.nametype in [CREATE, DELETE]", " nametype=(CREATE|DELETE)\\b"),
            Map.entry("type matches USER_*", "type=USER_"),
            Map.entry("op = login or msg.op = PAM:accounting", "(op=login|msg='.*op=PAM:accounting)\\b"),
            Map.entry("exit < 0", "type=SYSCALL .* exit=-"));

    @Test
    void conditionsOfARecordedLogAreWhatItsLinesSay() throws IOException {
        List<AuditEvent> events = TestEvents.corpus("live-enriched.log.gz");
        Map<String, Integer> found = new LinkedHashMap<>();
        LINES.forEach((expression, line) -> {
            EventMatcher matcher = FilterExpression.parse(expression).newMatcher(NameService.NONE);
            Pattern pattern = Pattern.compile(line);
            for (AuditEvent event : events) {
                boolean matches = !(event instanceof AuditLossEvent) && matcher.matches(event, EventContext.NONE);
                assertThat(matches).as("%s of %s", expression, event).isEqualTo(hasLine(event, pattern));
                found.merge(expression, matches ? 1 : 0, Integer::sum);
            }
        });
        for (Iterator<AuditEvent> all = events.iterator(); all.hasNext();) {
            all.next().release();
        }
        System.out.println(events.size() + " events: " + found);
        assertThat(found.values()).allSatisfy(count -> assertThat(count).isBetween(1, events.size() - 1));
    }

    private static boolean hasLine(AuditEvent event, Pattern pattern) {
        for (int i = 0; i < event.size(); i++) {
            String line = event.content(i).toString(StandardCharsets.ISO_8859_1);
            int enriched = line.indexOf(0x1d);
            if (pattern.matcher(enriched < 0 ? line : line.substring(0, enriched)).find()) {
                return true;
            }
        }
        return false;
    }
}
