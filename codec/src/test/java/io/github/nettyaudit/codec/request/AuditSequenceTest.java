package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditSequenceTest {
    @Test
    void wrapsAroundAllBitsAndLeavesOutZero() {
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
    void leavesOutThoseInFlightAndHeldBack() {
        PendingRequests calls = new PendingRequests(1, 8);
        PendingRequest<?> inFlight = add(calls);
        PendingRequest<?> timedOut = add(calls);
        PendingRequest<?> answered = add(calls);
        calls.remove(timedOut, AuditRequestOutcome.TIMED_OUT);
        calls.remove(answered, AuditRequestOutcome.ANSWERED);

        // as if 2³² requests had been made meanwhile
        calls.continueAt(inFlight.sequence);
        assertThat(add(calls).sequence).isEqualTo(4);
        calls.continueAt(-1);
        assertThat(add(calls).sequence).isEqualTo(-1);
        assertThat(add(calls).sequence).isEqualTo(5);
    }

    @Test
    void callLeavesOnce() {
        PendingRequests calls = new PendingRequests(1, 8);
        PendingRequest<?> call = add(calls);
        assertThat(calls.remove(call, AuditRequestOutcome.TIMED_OUT)).isTrue();
        assertThat(calls.remove(call, AuditRequestOutcome.ANSWERED)).isFalse();
        assertThat(calls.ended(call.sequence).ending).isEqualTo(AuditRequestOutcome.TIMED_OUT);
    }

    private static PendingRequest<?> add(PendingRequests calls) {
        PendingRequest<?> call = new PendingRequest<>(AuditRequests.STATUS, 1, new LoopPromise<>(() -> null));
        calls.add(call);
        return call;
    }
}
