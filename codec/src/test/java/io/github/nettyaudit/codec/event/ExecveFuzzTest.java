package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any bytes as the EXECVE records of an event, a newline between two of them, and as a PROCTITLE. */
class ExecveFuzzTest {
    private static final String STAMP = "audit(1364481363.243:24287): ";

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreArguments(byte[] data) {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        for (String text : new String(data, StandardCharsets.ISO_8859_1).split("\n")) {
            byte[] record = (STAMP + text).getBytes(StandardCharsets.ISO_8859_1);
            event.add(AuditMessageType.EXECVE, Unpooled.wrappedBuffer(record), 100, 1 << 20);
        }
        byte[] title = (STAMP + "proctitle=" + new String(data, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        event.add(AuditMessageType.PROCTITLE, Unpooled.wrappedBuffer(title), 100, 1 << 20);
        AuditRecord reader = new AuditRecord();
        ExecveArguments arguments = ExecveArguments.of(event, reader);
        List<@Nullable String> strings = arguments.strings();
        assertThat(strings).hasSize(arguments.size());
        int bytes = 0;
        for (int i = 0; i < arguments.size(); i++) {
            byte[] argument = arguments.bytes(i);
            bytes += argument == null ? 0 : argument.length;
        }
        assertThat(bytes).isLessThanOrEqualTo(data.length);
        if (arguments.isComplete()) {
            assertThat(strings).doesNotContainNull();
        }
        assertThat(arguments.toString()).isNotNull();
        assertThat(ProcTitle.join(ProcTitle.ofTitle(event, reader))).isNotNull();
        event.release();
    }

    /**
     * Arguments that the kernel writes come back, whatever they are. When records are missing, repeated or exchanged, an
     * argument that is said to be whole is still the right one. The first bytes choose what is done to the records, the
     * rest are the arguments, a NUL after each.
     */
    @FuzzTest(maxDuration = "10m")
    void argumentsComeBackOrAreMarked(byte[] data) {
        if (data.length < 4) {
            return;
        }
        List<byte[]> arguments = new ArrayList<>();
        int start = 4;
        for (int i = start; i <= data.length; i++) {
            if (i == data.length || data[i] == 0) {
                arguments.add(Arrays.copyOfRange(data, start, i));
                start = i + 1;
            }
        }
        int room = 8 + (data[0] & 0x3f);
        List<String> records = ExecveModel.records(arguments, room);
        ExecveArguments whole = read(records);
        assertThat(whole.isComplete()).isTrue();
        assertThat(whole.size()).isEqualTo(arguments.size());
        check(whole, arguments);

        List<String> changed = new ArrayList<>(records);
        int first = (data[2] & 0xff) % records.size();
        int second = (data[3] & 0xff) % records.size();
        if ((data[1] & 1) != 0) {
            Collections.swap(changed, first, second);
        }
        if ((data[1] & 2) != 0) {
            changed.add(second, records.get(first));
        }
        if ((data[1] & 4) != 0) {
            changed.remove(first);
        }
        ExecveArguments part = read(changed);
        check(part, arguments);
        assertThat(part.size()).isLessThanOrEqualTo(arguments.size());
        if (part.isComplete()) {
            assertThat(part.size()).isEqualTo(arguments.size());
        }
    }

    private static ExecveArguments read(List<String> records) {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, 24287, false);
        for (String record : records) {
            event.add(AuditMessageType.EXECVE, Unpooled.copiedBuffer(STAMP + record, StandardCharsets.ISO_8859_1), 10_000,
                    1 << 24);
        }
        ExecveArguments arguments = ExecveArguments.of(event, new AuditRecord());
        event.release();
        return arguments;
    }

    /** Each argument that is said to be whole is the right one; each other one is the beginning of it, or missing. */
    private static void check(ExecveArguments found, List<byte[]> expected) {
        for (int i = 0; i < found.size(); i++) {
            byte[] argument = found.bytes(i);
            if (found.isComplete(i)) {
                assertThat(argument).isEqualTo(expected.get(i));
            } else {
                assertThat(found.isComplete()).isFalse();
                if (argument != null) {
                    assertThat(expected.get(i)).startsWith(argument);
                }
            }
        }
    }
}
