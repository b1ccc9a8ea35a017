package io.github.nettyaudit.daemon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import org.junit.jupiter.api.Test;

/** What an operator reads in the log about a sink that fails. */
class DeliveryLogTest {
    @Test
    void eachFailureOnceUntilItChangesAndTheEndOfIt() throws InterruptedException {
        ScriptedSink sink = new ScriptedSink().then(SinkStep.fail("connection reset"), SinkStep.fail("refused"),
                SinkStep.fail("refused"), SinkStep.fail("refused"));
        try (LogLines log = new LogLines()) {
            new DeliveryRig().start(sink).append(2).drain();

            assertThat(log.lines).containsExactly("WARNING Sink test: connection reset", "WARNING Sink test: refused",
                    "INFO Sink test takes events again");
        }
    }
}
