package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a daemon logs through java.util.logging, which names the class and the method that log. */
class AuditDaemonLogTest {
    private final Scripted scripted = new Scripted();

    @AfterEach
    void close() {
        scripted.close();
    }

    /** What one logger logs, until it is closed. */
    private static final class Log extends Handler implements AutoCloseable {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();
        private final Logger logger;

        Log(Class<?> type) {
            logger = Logger.getLogger(type.getName());
            logger.setLevel(Level.FINE);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            record.getSourceMethodName(); // finds out who logs, which is possible now only
            records.add(record);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }

    @Test
    void aNoticeComesFromAMethodWithAName() {
        try (Log log = new Log(AuditDaemon.class)) {
            AuditDaemonOptions options = AuditDaemonOptions.builder().endpoint(scripted.endpoint())
                    .shutdownHook(false).backlogLimit(9000).build();
            AuditDaemon daemon = get(AuditDaemon.open(scripted.group, options, new Collector()));
            get(daemon.close());

            assertThat(log.records).singleElement().satisfies(record -> {
                assertThat(record.getLevel()).isEqualTo(Level.INFO);
                assertThat(record.getLoggerName()).isEqualTo(AuditDaemon.class.getName());
                assertThat(record.getSourceClassName()).isEqualTo(AuditDaemonNotices.class.getName());
                assertThat(record.getSourceMethodName()).isEqualTo("log");
                assertThat(record.getMessage()).startsWith("changed enabled 0 -> 1, backlog_limit 64 -> 9000");
            });
        }
    }

    @Test
    void aConsumerThatThrowsIsAWarningFromAMethodWithAName() {
        IllegalStateException failure = new IllegalStateException("from a test");
        AuditDaemonNotices notices = new AuditDaemonNotices(notice -> {
            throw failure;
        });
        try (Log log = new Log(AuditDaemon.class)) {
            notices.accept("changed {}");

            assertThat(log.records).singleElement().satisfies(record -> {
                assertThat(record.getLevel()).isEqualTo(Level.WARNING);
                assertThat(record.getThrown()).isSameAs(failure);
                assertThat(record.getSourceMethodName()).isEqualTo("accept");
                assertThat(record.getMessage()).isEqualTo("the consumer of notices has failed: changed {}");
            });
        }
    }

    /** The data channel is closed by force after the control channel: neither can end the registration. */
    @Test
    void whatTheRescueMendsIsNoWarning() throws Exception {
        AuditDaemon daemon = scripted.open(scripted.options(), new Collector());
        try (Log log = new Log(AuditDaemonHandler.class)) {
            CountDownLatch end = new CountDownLatch(1);
            daemon.dataChannel().eventLoop().execute(() -> {
                try {
                    end.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                // as the transport does when its loop has waited for too long
                daemon.dataChannel().unsafe().close(daemon.dataChannel().voidPromise());
            });
            daemon.client().channel().close().sync();
            end.countDown();

            assertThat(get(daemon.closed()).problems()).isEmpty();

            scripted.assertAsFound();
            await().until(() -> log.records.stream().anyMatch(record -> record.getMessage().contains("registration")));
            assertThat(log.records).extracting(LogRecord::getLevel).containsOnly(Level.FINE);
        }
    }
}
