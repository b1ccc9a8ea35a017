package io.github.nettyaudit.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class KernelRepliesTest {
    @Test
    void aFailureWithoutMessageIsNotReportedAsNull() {
        ServerException failure = KernelReplies.failure(new ClosedChannelException());
        assertThat(failure).hasMessage("unexpected: java.nio.channels.ClosedChannelException");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(KernelReplies.failure(new IllegalStateException(""))).hasMessageContaining("IllegalStateException");
    }

    @Test
    void aMessageIsReportedAsItIs() {
        assertThat(KernelReplies.failure(new IllegalStateException("the reason"))).hasMessage("the reason");
    }
}
