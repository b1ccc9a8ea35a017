package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which types of records end their event, at the first and last type of each range. */
class EventEndTest {
    private static AuditEventState stateAfter(int type, EventAssemblerOptions options) {
        List<AuditEventState> states = new ArrayList<>();
        EventAssembler assembler = new EventAssembler(options, event -> {
            states.add(event.state());
            event.release();
        });
        assembler.add(type, Unpooled.copiedBuffer("audit(1364481363.243:1): a=b", StandardCharsets.US_ASCII));
        assembler.end();
        assertThat(states).hasSize(1);
        return states.get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {AuditMessageType.USER, AuditMessageType.FIRST_USER_MSG, AuditMessageType.LAST_USER_MSG,
            AuditMessageType.DAEMON_START, 1299, AuditMessageType.KERNEL, AuditMessageType.FIRST_USER_MSG2,
            AuditMessageType.LAST_USER_MSG2})
    void messagesOfUserSpaceStandAlone(int type) {
        assertThat(stateAfter(type, EventAssemblerOptions.live())).isEqualTo(AuditEventState.COMPLETE);
        assertThat(stateAfter(type, EventAssemblerOptions.log())).isEqualTo(AuditEventState.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(ints = {AuditMessageType.LOGIN, AuditMessageType.SYSCALL, 1326, 1328, 1405,
            AuditMessageType.MAC_UNLBL_ALLOW, AuditMessageType.MAC_CALIPSO_DEL, 1420, 1999, 2001, 2099})
    void otherRecordsOfTheKernelWaitForTheEnd(int type) {
        assertThat(stateAfter(type, EventAssemblerOptions.live())).isEqualTo(AuditEventState.UNFINISHED);
        assertThat(stateAfter(type, EventAssemblerOptions.log())).isEqualTo(AuditEventState.UNFINISHED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1007, 1099, AuditMessageType.PROCTITLE})
    void otherRecordsEndAnEventOnlyInALog(int type) {
        assertThat(stateAfter(type, EventAssemblerOptions.live())).isEqualTo(AuditEventState.UNFINISHED);
        assertThat(stateAfter(type, EventAssemblerOptions.log())).isEqualTo(AuditEventState.COMPLETE);
    }
}
