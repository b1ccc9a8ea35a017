package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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
}
