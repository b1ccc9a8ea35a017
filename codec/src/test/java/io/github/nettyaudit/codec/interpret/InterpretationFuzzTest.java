package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as the fields of a record: nothing fails, texts are no longer than their values explain, and what was
 * interpreted before has no influence. The first byte chooses the type.
 */
class InterpretationFuzzTest {
    private static final int[] TYPES = {AuditMessageType.SYSCALL, AuditMessageType.EXECVE, AuditMessageType.USER_AVC,
        AuditMessageType.USER_TTY, AuditMessageType.URINGOP, AuditMessageType.NETFILTER_PKT, AuditMessageType.MQ_OPEN,
        AuditMessageType.FANOTIFY, 1121};
    /** All capabilities, or all flags of clone(2). */
    private static final int LONGEST_NAMES = 1024;
    /** {@code \000} for each byte of a terminal's, or {@code <scroll-backward>,} for six. */
    private static final int WIDENING = 3;

    private static final NameService NAMES = new FileNames();

    private final AuditInterpreter used = interpreter();
    private final AuditRecord record = new AuditRecord();
    private final TextBuffer text = new TextBuffer();

    @FuzzTest(maxDuration = "10m")
    void anyFieldsMeanSomething(byte[] data) {
        int type = data.length == 0 ? AuditMessageType.SYSCALL : TYPES[(data[0] & 0xff) % TYPES.length];
        check(record.wrap(type, Unpooled.wrappedBuffer(data, Math.min(1, data.length), Math.max(0, data.length - 1))));
        check(record.wrapLine(Unpooled.wrappedBuffer(data)));
    }

    private void check(AuditRecord wrapped) {
        List<String> first = interpret(used, wrapped);
        assertThat(interpret(used, wrapped)).isEqualTo(first);
        assertThat(interpret(interpreter(), wrapped)).isEqualTo(first);
    }

    private List<String> interpret(AuditInterpreter interpreter, AuditRecord wrapped) {
        interpreter.wrap(wrapped);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < wrapped.fieldCount() + wrapped.enrichedCount(); i++) {
            int enriched = wrapped.enrichedCount() > 0 ? wrapped.bytes().length : 0;
            interpreter.interpret(i, text.clear());
            assertThat(text.length())
                    .isLessThanOrEqualTo(LONGEST_NAMES + WIDENING * wrapped.valueLength(i) + enriched);
            texts.add(text.toString());
        }
        return texts;
    }

    private static AuditInterpreter interpreter() {
        return AuditInterpreter.builder().names(new CachedNameService(NAMES)).build();
    }
}
