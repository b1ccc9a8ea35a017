package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditSequenceTest {
    @Test
    void sequencesWrapAroundAndLeaveOutZero() {
        KernelSide kernel = new KernelSide(new AuditRequestHandler(16, -2, 8));
        List<Future<Void>> changes = new ArrayList<>();
        for (int rate = 0; rate < 4; rate++) {
            changes.add(kernel.client().setRateLimit(rate));
        }
        List<AuditMessage> requests = kernel.requests();
        assertThat(requests).extracting(AuditMessage::sequence).containsExactly(-2, -1, 1, 2);
        requests.forEach(request -> kernel.send(acknowledge(request)));
        assertThat(changes).allMatch(Future::isSuccess);
        assertThat(kernel.finish()).isEmpty();
    }

    @Test
    void sequencesInFlightOrRememberedAreLeftOut() {
        // 1, 2 and 3 come again, as after 2³² requests
        PendingRequests pending = pending(1, 2, 3, 1, 2, 3, 4, 0, -1);
        PendingRequest<?> inFlight = add(pending);
        PendingRequest<?> timedOut = add(pending);
        PendingRequest<?> answered = add(pending);
        pending.remove(timedOut, AuditRequestOutcome.TIMED_OUT);
        pending.remove(answered, AuditRequestOutcome.COMPLETED);

        assertThat(inFlight.sequence).isEqualTo(1);
        assertThat(add(pending).sequence).isEqualTo(4);
        assertThat(add(pending).sequence).isEqualTo(-1);
    }

    @Test
    void aRequestIsRemovedOnce() {
        PendingRequests pending = pending(1);
        PendingRequest<?> request = add(pending);
        assertThat(pending.inFlight()).isOne();
        assertThat(pending.remove(request, AuditRequestOutcome.TIMED_OUT)).isTrue();
        assertThat(pending.remove(request, AuditRequestOutcome.COMPLETED)).isFalse();
        assertThat(pending.inFlight()).isZero();
        assertThat(pending.completed(request.sequence).outcome).isEqualTo(AuditRequestOutcome.TIMED_OUT);
    }

    private static PendingRequests pending(Integer... sequences) {
        Iterator<Integer> next = List.of(sequences).iterator();
        return new PendingRequests(8, 8, next::next);
    }

    private static PendingRequest<?> add(PendingRequests pending) {
        PendingRequest<?> request = new PendingRequest<>(AuditRequests.STATUS, 1, new LoopPromise<>(() -> null));
        assertThat(pending.admit()).isTrue();
        pending.add(request);
        return request;
    }
}
