package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.document.Corpus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Encoding the events of system calls makes no garbage once it is warm. */
class OcsfGarbageTest {
    private static final int ROUNDS = 10;
    /** The number of the architecture is boxed, until the compiler knows better. */
    private static final double MOST_BYTES_PER_EVENT = 17;

    @Test
    void systemCallsAreEncodedWithoutGarbage() throws IOException {
        List<AuditEvent> events = systemCalls();
        OcsfEncoder encoder = new OcsfEncoder(NameService.NONE);
        EventContext context = EventContext.ofHost("host");
        ByteBuf out = Unpooled.buffer(1 << 16);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < events.size(); i++) {
                encoder.encode(events.get(i), context, out.clear());
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        events.forEach(AuditEvent::release);
        assertThat(events).hasSizeGreaterThan(1000);
        assertThat((double) least / events.size()).isLessThan(MOST_BYTES_PER_EVENT);
    }

    private static List<AuditEvent> systemCalls() throws IOException {
        List<AuditEvent> events = new ArrayList<>();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            if (event.indexOf(AuditMessageType.SYSCALL) >= 0 && event.indexOf(AuditMessageType.EXECVE) < 0) {
                AuditEventBuilder copy = new AuditEventBuilder(event.seconds(), event.milliseconds(), event.serial())
                        .node(event.node()).log(event.isLog());
                for (int i = 0; i < event.size(); i++) {
                    copy.addRecord(event.type(i), Unpooled.copiedBuffer(event.content(i))); // no detector of leaks
                }
                events.add(copy.build());
            }
            event.release();
        })) {
            reader.read(Unpooled.wrappedBuffer(Corpus.logs().get(1)));
        }
        return events;
    }
}
