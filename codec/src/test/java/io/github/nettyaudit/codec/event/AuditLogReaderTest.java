package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditLogReaderTest {
    private static final String LOG = """
            type=SYSCALL msg=audit(1364481363.243:1): syscall=2
            Mar 28 14:36:03 host kernel: something else
            type=PATH msg=audit(1364481363.243:1): item=0
            type=PROCTITLE msg=audit(1364481363.243:1): proctitle=6C73

            node=host type=USER_AVC msg=audit(1364481363.243:2): a=b
            type=SYSCALL msg=audit(1364481363.243:3): syscall=3""";

    private final List<String> events = new ArrayList<>();

    private AuditLogReader reader() {
        return new AuditLogReader(event -> {
            events.add(event.toString());
            event.release();
        });
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void piecesOfAnySizeMakeTheSameEvents() {
        for (int size : new int[] {1, 7, 50, LOG.length()}) {
            events.clear();
            List<ByteBuf> pieces = new ArrayList<>();
            AuditLogReader reader = reader();
            for (int start = 0; start < LOG.length(); start += size) {
                ByteBuf piece = buffer(LOG.substring(start, Math.min(LOG.length(), start + size)));
                pieces.add(piece);
                reader.read(piece);
            }
            assertThat(events).as("pieces of %d", size).containsExactly(
                    "AuditEvent(1364481363.243:1 COMPLETE: SYSCALL, PATH, PROCTITLE)",
                    "AuditEvent(host 1364481363.243:2 COMPLETE: USER_AVC)");
            reader.close();
            assertThat(events).hasSize(3).endsWith("AuditEvent(1364481363.243:3 UNFINISHED: SYSCALL)");
            assertThat(reader.otherLines()).isEqualTo(2);
            assertThat(reader.cutLines()).isZero();
            assertThat(reader.counters().records()).isEqualTo(5);
            assertThat(reader.counters().ended(AuditEventState.COMPLETE)).isEqualTo(2);
            assertThat(pieces).allMatch(piece -> piece.refCnt() == 0);
        }
    }

    /** 66836 has the lower 16 bits of SYSCALL. */
    @Test
    void aTypeOfMoreThanSixteenBitsIsNotTakenForAnother() {
        try (AuditLogReader reader = reader()) {
            reader.read(buffer("type=UNKNOWN[66836] msg=audit(1364481363.243:1): syscall=2\n"
                    + "type=UNKNOWN[65535] msg=audit(1364481363.243:3): syscall=2\n"));
        }
        assertThat(events).containsExactly("AuditEvent(1364481363.243:1 COMPLETE: UNKNOWN[66836])",
                "AuditEvent(1364481363.243:3 COMPLETE: UNKNOWN[65535])");
    }

    @Test
    void anOpenEventKeepsNoBuffer() {
        AuditLogReader reader = reader();
        ByteBuf piece = buffer("type=SYSCALL msg=audit(1364481363.243:1): syscall=2\n" + "#".repeat(1_000) + '\n');
        reader.read(piece);
        assertThat(piece.refCnt()).isZero();
        assertThat(reader.counters().openEvents()).isOne();
        reader.close();
        assertThat(events).hasSize(1);
        assertThat(reader.counters().openEvents()).isZero();
    }

    @Test
    void aLineThatIsTooLongLosesItsEnd() {
        AuditLogReader reader = reader();
        reader.read(buffer("type=USER_AVC msg=audit(1364481363.243:1): a="));
        reader.read(buffer("x".repeat(AuditLogSplitter.MAX_LINE)));
        reader.read(buffer("\ntype=USER_AVC msg=audit(1364481363.243:2): a=b\n"));
        reader.close();
        assertThat(reader.cutLines()).isOne();
        assertThat(events).hasSize(2);
    }

    @Test
    void theOptionsAreThoseOfTheCaller() {
        AuditLogReader reader = new AuditLogReader(EventAssemblerOptions.live(), event -> {
            events.add(event.toString());
            event.release();
        });
        reader.read(buffer(LOG));
        assertThat(events).containsExactly("AuditEvent(host 1364481363.243:2 COMPLETE: USER_AVC)");
        reader.close();
    }
}
