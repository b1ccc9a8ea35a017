package io.github.nettyaudit.server.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** What the bytes of records exclude, their fields exclude too: no event that a filter selects is left out. */
class CandidateEventsTest {
    /** The options with a value, and the fields in which it is looked for. */
    private static final Map<String, List<String>> OPTIONS = new LinkedHashMap<>();

    static {
        OPTIONS.put("-k", List.of("key"));
        OPTIONS.put("-c", List.of("comm", "ocomm"));
        OPTIONS.put("-x", List.of("exe"));
        OPTIONS.put("-tm", List.of("tty", "terminal"));
        OPTIONS.put("-hn", List.of("addr", "hostname", "laddr", "saddr"));
        OPTIONS.put("-f", List.of("name", "path", "cwd", "dir", "watch", "file", "new-disk", "saddr"));
        OPTIONS.put("-p", List.of("pid"));
        OPTIONS.put("-pp", List.of("ppid"));
        OPTIONS.put("--session", List.of("ses"));
        OPTIONS.put("-e", List.of("exit"));
        OPTIONS.put("-sc", List.of("syscall"));
        OPTIONS.put("-ua", List.of("uid", "euid", "auid", "loginuid"));
        OPTIONS.put("-ui", List.of("uid"));
        OPTIONS.put("-ue", List.of("euid"));
        OPTIONS.put("-ul", List.of("auid"));
        OPTIONS.put("-ga", List.of("gid", "egid", "id"));
        OPTIONS.put("-gi", List.of("gid", "id"));
        OPTIONS.put("-ge", List.of("egid"));
        OPTIONS.put("-su", List.of("subj", "scontext"));
        OPTIONS.put("-o", List.of("obj", "tcontext"));
        OPTIONS.put("-se", List.of("subj", "tcontext"));
        OPTIONS.put("-vm", List.of("vm"));
        OPTIONS.put("-uu", List.of("uuid"));
        OPTIONS.put("--arch", List.of("arch"));
    }

    private static final String[] TYPES = {"SYSCALL", "PATH", "CWD", "SOCKADDR", "USER_LOGIN", "ADD_GROUP", "AVC", "LOGIN",
        "CONFIG_CHANGE", "NEW_IN_2030", "URINGOP"};
    private static final String[] TEXTS = {"a", "w1", "k", "k=2", "b c", "/etc/passwd", "passwd", "/etc", "../x/./y", "x", "y",
        "\u00e4\u00f6", "\u0001q", "a\u0001b", "AB", "ab12", "?", "(null)", "it's", "a\"b", "tom", "root", "unset",
        "wheel", "x:y:z", "192.0.2.7", "1000", "0", "5", "a\\b", ",", "a,", "c000003e", "x86_64", "openat", "EACCES"};
    private static final String[] NUMBERS = {"0", "1", "5", "13", "33", "257", "1000", "65534", "4294967295", "007", "-1", "-13",
        "-0", "12345678901234567890", "3000000000"};

    private final Random random = new Random(20261126);
    private int selected;
    private int excluded;

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String any(String[] array) {
        return array[random.nextInt(array.length)];
    }

    private static String hexadecimal(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value as a kernel, a program, or somebody with a grudge may have written it. */
    private String value() {
        String text = random.nextInt(3) == 0 ? any(NUMBERS) : any(TEXTS);
        return switch (random.nextInt(9)) {
            case 0, 1 -> '"' + text + '"';
            case 2 -> hexadecimal(text).toUpperCase();
            case 3 -> hexadecimal(text + '\u0001' + any(TEXTS)).toUpperCase();
            case 4 -> hexadecimal(text);
            case 5 -> text + any(new String[] {",", ":", "'", ")", "\"", "\u0000 uid=0"});
            case 6 -> random.nextBoolean() ? "0100" + hexadecimal(text) + "00" : "020000500A000001" + "0".repeat(16);
            default -> text;
        };
    }

    private String field() {
        String name = any(OPTIONS.get(any(List.copyOf(OPTIONS.keySet()))));
        return switch (random.nextInt(12)) {
            case 0 -> "(" + name + '=' + value();
            case 1 -> "new " + name + '=' + value();
            case 2 -> any(new String[] {"x", "o", "old-", "e"}) + name + '=' + value();
            case 3 -> "avc:  denied  { read } " + name + '=' + value();
            default -> name + '=' + value();
        };
    }

    private void line(int serial, StringBuilder log) {
        log.append("type=").append(any(TYPES)).append(" msg=audit(1700000000.100:").append(serial).append("): ");
        fields(log);
        if (random.nextInt(3) == 0) {
            log.append("msg='");
            fields(log);
            log.append('\'');
        }
        if (random.nextInt(3) == 0) {
            log.append('\u001d');
            for (String name : new String[] {"UID", "AUID", "GID", "EGID", "ID"}) {
                log.append(name).append('=').append(value()).append(' ');
            }
        }
        log.append('\n');
    }

    private void fields(StringBuilder log) {
        for (int count = random.nextInt(10); count >= 0; count--) {
            log.append(field()).append(' ');
        }
    }

    private List<AuditEvent> randomEvents(int count) {
        StringBuilder log = new StringBuilder();
        for (int serial = 1; serial <= count; serial++) {
            for (int records = random.nextInt(3); records >= 0; records--) {
                line(serial, log);
            }
        }
        return FilterFixture.events(log.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void check(List<AuditEvent> events, @Nullable NameService names, List<String> words) {
        EventFilter filter;
        try {
            filter = FilterFixture.filter(names, words.toArray(new String[0]));
        } catch (IllegalArgumentException | ParameterException e) {
            // a text where a number is wanted
            return;
        }
        MatchingEvents matching = (MatchingEvents) filter;
        for (AuditEvent event : events) {
            boolean canMatch = matching.canMatch(event);
            boolean isFulfilled = matching.fulfilsConditions(event);
            selected += isFulfilled ? 1 : 0;
            excluded += canMatch ? 0 : 1;
            assertThat(canMatch || !isFulfilled).as(() -> words + " selects " + text(event)).isTrue();
        }
    }

    private static String text(AuditEvent event) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < event.size(); i++) {
            text.append('\n').append(event.content(i).toString(StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        if (random.nextInt(6) == 0) {
            words.add("-w");
        }
        List<String> names = List.copyOf(OPTIONS.keySet());
        String first = any(names);
        String second = random.nextInt(4) == 0 ? any(names) : first;
        for (String option : new LinkedHashSet<>(List.of(first, second))) {
            words.add(option);
            String text = random.nextInt(3) == 0 ? any(NUMBERS) : any(TEXTS);
            int from = random.nextInt(Math.max(1, text.length() / 2));
            words.add(random.nextBoolean() ? text : text.substring(from));
        }
        if (random.nextInt(8) == 0) {
            words.addAll(List.of("-sv", random.nextBoolean() ? "yes" : "no"));
        }
        return words;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverExcludesWhatTheFieldsSelectInRandomEvents(boolean isNamed) {
        NameService names = isNamed ? new NameService() {
            @Override
            public String user(int id) {
                return id == 1000 ? "tom" : null;
            }

            @Override
            public String group(int id) {
                return id == 5 ? "wheel" : null;
            }
        } : null;
        List<AuditEvent> events = randomEvents(800);
        for (int i = 0; i < 500; i++) {
            check(events, names, words());
        }
        events.forEach(AuditEvent::release);
        assertThat(selected).isGreaterThan(1_000);
        assertThat(excluded).isGreaterThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void neverExcludesWhatTheFieldsSelectInLogs(String log) throws IOException {
        List<AuditEvent> events = FilterFixture.eventsOf(log);
        for (Map.Entry<String, List<String>> option : OPTIONS.entrySet()) {
            List<String> values = List.copyOf(values(events, option.getValue()));
            for (int i = 0; i < 2 && !values.isEmpty(); i++) {
                String text = any(values);
                check(events, null, List.of(option.getKey(), text));
                check(events, null, List.of(option.getKey(), text.substring(random.nextInt(text.length()))));
            }
        }
        events.forEach(AuditEvent::release);
        assertThat(selected).isGreaterThan(100);
        assertThat(excluded).isGreaterThan(100);
    }

    private static Set<String> values(List<AuditEvent> events, List<String> names) {
        Set<String> values = new LinkedHashSet<>();
        FieldMeaning meaning = new FieldMeaning(NameService.NONE);
        AuditRecord reader = new AuditRecord();
        for (AuditEvent event : events) {
            for (AuditRecord record : event.records(reader)) {
                for (int field = 0; field < record.fieldCount(); field++) {
                    if (names.contains(record.name(field))) {
                        values.add(record.raw(field));
                        values.add(meaning.of(record, field));
                        values.add(String.valueOf(record.text(field)));
                    }
                }
            }
        }
        values.removeIf(value -> value.isEmpty() || value.startsWith("-") && value.length() < 2);
        return values;
    }

    @Test
    void exampleOfWhatIsExcluded() {
        List<AuditEvent> events = FilterFixture.events("""
                type=SYSCALL msg=audit(1700000000.100:1): syscall=59 pid=5 uid=10 auid=1000 key="w2"
                type=SYSCALL msg=audit(1700000000.100:2): syscall=59 pid=57 uid=100 auid=10 key=7731
                type=SYSCALL msg=audit(1700000000.100:3): syscall=60 pid=7 comm="euid=10" key="w"
                """);
        assertThat(candidates(events, "-k", "w1")).containsExactly(2L);
        assertThat(candidates(events, "-ui", "10")).containsExactly(1L);
        assertThat(candidates(events, "-p", "57")).containsExactly(2L);
        assertThat(candidates(events, "--arch", "b64")).isEmpty();
        assertThat(candidates(events, "-sc", "59")).containsExactly(1L, 2L);
        assertThat(candidates(events, "-sc", "exit")).containsExactly(3L);
        assertThat(candidates(events, "-ul", "tom")).isEmpty();
        events.forEach(AuditEvent::release);
    }

    private static List<Long> candidates(List<AuditEvent> events, String... words) {
        MatchingEvents filter = (MatchingEvents) FilterFixture.filter(words);
        return events.stream().filter(filter::canMatch).map(AuditEvent::serial).toList();
    }
}
