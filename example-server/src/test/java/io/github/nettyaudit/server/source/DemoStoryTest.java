package io.github.nettyaudit.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The demo's story: each kind of event, and the same people and processes from its beginning to its end. */
class DemoStoryTest {
    private static final int HEADER = 16;
    private static final Pattern STAMP = Pattern.compile("audit\\(0\\.000:(\\d+)\\): .*");

    private record Told(String type, String text) {
        private String field(String name) {
            Matcher matcher = Pattern.compile("(?:^| )" + name + "=(\\S+)").matcher(text);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    private static List<Told> story() {
        var records = DemoStory.records();
        return IntStream.range(0, records.size()).mapToObj(index -> {
            byte[] bytes = records.bytes(index);
            return new Told(AuditMessageType.name(records.type(index)),
                    new String(bytes, HEADER, bytes.length - HEADER, StandardCharsets.UTF_8));
        }).toList();
    }

    @Test
    void hasEachKindOfEvent() {
        assertThat(story()).extracting(Told::type).contains("SERVICE_START", "USER_AUTH", "LOGIN", "USER_LOGIN", "EXECVE",
                "USER_CMD", "ADD_USER", "USER_CHAUTHTOK", "PATH", "KERN_MODULE", "SOCKADDR", "ANOM_ABEND", "AVC",
                "CONFIG_CHANGE", "USER_LOGOUT", "SERVICE_STOP");
        assertThat(story()).filteredOn(record -> record.type().equals("SYSCALL"))
                .extracting(record -> record.field("key")).contains("\"program-start\"", "\"privileges\"", "\"accounts\"",
                        "\"kernel-module\"", "\"mount\"", "\"time-change\"", "\"denied\"", "\"connections\"", "\"files\"");
    }

    @Test
    void serialsRise() {
        int last = 0;
        for (Told record : story()) {
            Matcher stamp = STAMP.matcher(record.text());
            assertThat(stamp.matches()).as(record.text()).isTrue();
            assertThat(Integer.parseInt(stamp.group(1))).isBetween(last, last + 1);
            last = Integer.parseInt(stamp.group(1));
        }
    }

    /** A process of the session of alice is hers, and was started in the story by one that was there before. */
    @Test
    void peopleAndProcessesStayTheSame() {
        Set<String> started = new HashSet<>(Set.of("2101", "2118")); // sshd, one process for root and one for alice
        for (Told record : story()) {
            if (record.field("ses").equals("3") && !record.type().equals("LOGIN")) {
                assertThat(record.field("auid")).as(record.text()).isEqualTo("1000");
                boolean starts = record.type().equals("SYSCALL") && record.field("syscall").equals("59");
                if (starts) {
                    assertThat(started).as(record.text()).contains(record.field("ppid"));
                    started.add(record.field("pid"));
                } else if (!record.field("pid").isEmpty()) {
                    assertThat(started).as(record.text()).contains(record.field("pid"));
                }
            }
        }
        assertThat(started).hasSizeGreaterThan(15);
    }
}
