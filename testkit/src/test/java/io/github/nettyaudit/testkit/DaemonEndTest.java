package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However the channels of a daemon end, the kernel is left as it was found. */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for quiet periods and timers
class DaemonEndTest {
    @ParameterizedTest
    @EnumSource
    void theKernelIsLeftAsItWasFound(DaemonChannels.End end) throws InterruptedException {
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            DaemonChannels daemon = DaemonChannels.open(kernel);
            assertThat(kernel.state().daemonPid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(kernel.state().enabled()).isOne();

            end.run(daemon);

            assertThat(kernel.state().daemonPid()).isZero();
            assertThat(kernel.state().enabled()).isZero();
            assertThat(daemon.data.isOpen() || daemon.control.isOpen()).isFalse();
            assertThat(daemon.collector.kinds()).filteredOn(kind -> kind != Kind.CHECK_FAILED) // without control channel
                    .containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
            assertThat(daemon.collector.errors).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasOnStaysOn(DaemonChannels.End end) throws InterruptedException {
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            kernel.state().enabled(1);
            end.run(DaemonChannels.open(kernel));
            assertThat(kernel.state().daemonPid()).isZero();
            assertThat(kernel.state().enabled()).isOne();
        }
    }

    /** The records are in the socket when the end begins, and the registration ends while they are read. */
    @ParameterizedTest
    @EnumSource
    void everyRecordThatTheKernelHasSentIsRead(DaemonChannels.End end) throws InterruptedException {
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            DaemonChannels daemon = DaemonChannels.open(kernel);
            daemon.data.config().setAutoRead(false);
            long sent = get(kernel.flood().records(5_000).start());
            daemon.data.config().setAutoRead(true);

            end.run(daemon);

            assertThat(daemon.collector.records.get()).isEqualTo(sent).isEqualTo(5_000);
            assertThat(daemon.collector.kinds()).filteredOn(kind -> kind != Kind.CHECK_FAILED) // without control channel
                    .containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
        }
    }

    /** The reader may be slow or pause; the close waits for it, as long as the close timeout allows. */
    @Test
    void aPauseWithinTheCloseLosesNoRecord() throws InterruptedException {
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            DaemonChannels daemon = DaemonChannels.open(kernel);
            daemon.data.config().setAutoRead(false);
            long sent = get(kernel.flood().records(5_000).start());

            Future<Void> closed = daemon.data.close();
            await().until(() -> daemon.collector.kinds().contains(Kind.UNREGISTERED));
            daemon.data.eventLoop().schedule(() -> daemon.data.config().setAutoRead(true), 200, TimeUnit.MILLISECONDS);
            closed.sync();

            assertThat(daemon.collector.records.get()).isEqualTo(sent);
            DaemonChannels.End.IN_ORDER.run(daemon);
        }
    }
}
