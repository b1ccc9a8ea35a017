package io.github.nettyaudit.daemon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator reads in the log about a sink that fails. */
class DeliveryLogTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Delivery.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getLevel() + " " + record.getMessage());
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void eachFailureOnceUntilItChangesAndTheEndOfIt() throws InterruptedException {
        ScriptedSink sink = new ScriptedSink().then(SinkStep.fail("connection reset"), SinkStep.fail("refused"),
                SinkStep.fail("refused"), SinkStep.fail("refused"));
        new DeliveryRig().start(sink).append(2).drain();

        assertThat(lines).containsExactly("WARNING Sink test: connection reset", "WARNING Sink test: refused",
                "INFO Sink test takes events again");
    }
}
