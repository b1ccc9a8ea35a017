package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An assembler whose events and losses are kept, and a check that every buffer is released. */
abstract class EventAssemblerFixture {
    static final int SYSCALL = AuditMessageType.SYSCALL;
    static final int PATH = AuditMessageType.PATH;
    static final int PROCTITLE = AuditMessageType.PROCTITLE;
    static final int EOE = AuditMessageType.EOE;

    final List<AuditEvent> events = new ArrayList<>();
    final List<AuditLossEvent> losses = new ArrayList<>();
    final List<ByteBuf> buffers = new ArrayList<>();
    EventAssembler assembler = assembler(EventAssemblerOptions.live());

    EventAssembler assembler(EventAssemblerOptions options) {
        return new EventAssembler(options, event -> {
            if (event instanceof AuditLossEvent loss) {
                losses.add(loss);
            } else {
                events.add(event);
            }
        });
    }

    long openEvents() {
        assembler.batchEnd();
        return assembler.counters().openEvents();
    }

    void add(int type, long serial) {
        add(type, serial, "a=" + type);
    }

    void add(int type, long serial, String fields) {
        addText(type, "audit(1364481363.243:" + serial + "): " + fields);
    }

    void addText(int type, String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        buffers.add(buffer);
        assembler.add(type, buffer);
    }

    @AfterEach
    void everyBufferIsReleased() {
        assembler.end();
        events.forEach(AuditEvent::release);
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    void addLine(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        AuditLogLine line = new AuditLogLine();
        assertThat(line.read(buffer)).isTrue();
        assembler.addLine(line, buffer, 0, buffer.writerIndex());
        buffer.release();
        assertThat(buffer.refCnt()).isLessThanOrEqualTo(1);
        buffers.add(buffer);
    }
}
