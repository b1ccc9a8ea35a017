package io.github.nettyaudit.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OperatorLogTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void namesOfOtherProgramsCannotControlTheTerminal() {
        try (OperatorLog log = new OperatorLog(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            log.say("process 7 (/tmp/\u001b[2J\nnetty-audit: all is well) is the audit daemon");
        }
        assertThat(lines()).containsExactly(
                "netty-audit: process 7 (/tmp/\\x1b[2J\\nnetty-audit: all is well) is the audit daemon");
    }

    /** K6: 2,500 connections that reset wrote 2,472 warnings. */
    @Test
    void messagesThatClientsCanCauseAreRare() {
        try (OperatorLog log = new OperatorLog(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            for (int i = 0; i < 2500; i++) {
                log.sayRarely("refused connections", "refused " + i);
                if (i == 2000) {
                    log.say("something else");
                }
            }
        }
        assertThat(lines()).hasSizeLessThan(10).contains("netty-audit: something else", "netty-audit: refused 0",
                "netty-audit: 2495 messages about refused connections were left out");
    }

    @Test
    void limitsAreByTopicAndEndWithTime() {
        RateLimit limit = new RateLimit();
        for (int i = 1; i < RateLimit.MOST; i++) {
            assertThat(limit.limit("a", "x", 0)).isEqualTo("x");
        }
        assertThat(limit.limit("a", "x", 0)).startsWith("x (more of these are only counted");
        assertThat(limit.limit("a", "x", 1)).isNull();
        assertThat(limit.limit("b", "y", 1)).isEqualTo("y");
        long later = (RateLimit.SECONDS + 1) * 1_000_000_000L;
        assertThat(limit.limit("a", "z", later)).isEqualTo("1 message about a was left out; the latest: z");
        assertThat(limit.takeUnreported()).isEmpty();
    }

    @Test
    void aTerminalThatBlocksCostsMessagesThatAreCounted() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        OutputStream blocked = new OutputStream() {
            @Override
            public void write(int b) {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                printed.write(b);
            }
        };
        OperatorLog log = new OperatorLog(new PrintStream(blocked, true, StandardCharsets.UTF_8), false,
                Duration.ofMinutes(1));
        for (int i = 0; i < 3000; i++) {
            log.say("line " + i);
        }
        free.countDown();
        log.close();
        assertThat(lines()).hasSize(1025).contains("netty-audit: 1976 messages were dropped here, because standard error was"
                + " not read in time");
    }

    private OperatorLog log(LogLevel level) {
        OperatorLog log = new OperatorLog(new PrintStream(printed, true, StandardCharsets.UTF_8));
        log.configure(new LogSettings(level, LogFormat.TEXT));
        return log;
    }

    @Test
    void aLevelHasItsMessagesAndThoseThatMatterMore() {
        for (LogLevel level : LogLevel.values()) {
            printed.reset();
            try (OperatorLog log = log(level)) {
                log.error("error");
                log.warn("warn");
                log.sayRarely("topic", "rare");
                log.say("info");
            }
            assertThat(lines()).as("%s", level).isEqualTo(switch (level) {
                case ERROR -> List.of("netty-audit: error");
                case WARN -> List.of("netty-audit: error", "netty-audit: warn", "netty-audit: rare");
                default -> List.of("netty-audit: error", "netty-audit: warn", "netty-audit: rare", "netty-audit: info");
            });
        }
    }

    @Test
    void messagesOfLibrariesComeTheSameWay() {
        String kafka = "org.apache.kafka.Test";
        try (OperatorLog log = log(LogLevel.INFO)) {
            log.takeLibraryMessages();
            LoggerFactory.getLogger(kafka).warn("by {}", "SLF4J");
            LoggerFactory.getLogger(kafka).info("not at this level");
            InternalLoggerFactory.getInstance("io.netty.Test").error("by {}'s logger", "Netty");
            InternalLoggerFactory.getInstance("io.netty.Test").debug("not at this level");
            InternalLoggerFactory.getInstance("io.github.nettyaudit.Test").info("of this project's library");
            java.util.logging.Logger.getLogger("jdk.Test").warning("by the JDK");
            java.util.logging.Logger.getLogger("jdk.Test").info("not at this level");
            log.configure(new LogSettings(LogLevel.DEBUG, LogFormat.TEXT));
            LoggerFactory.getLogger(kafka).debug("asked {}", "for");
            java.util.logging.Logger.getLogger("jdk.Test").fine("asked for");
            LoggerFactory.getLogger(kafka).trace("not at this level");
        }
        LoggerFactory.getLogger(kafka).info("when the log is closed");
        assertThat(lines()).containsExactly("netty-audit: warning from org.apache.kafka.Test: by SLF4J",
                "netty-audit: error from io.netty.Test: by Netty's logger",
                "netty-audit: info from io.github.nettyaudit.Test: of this project's library",
                "netty-audit: warning from jdk.Test: by the JDK", "netty-audit: debug from org.apache.kafka.Test: asked for",
                "netty-audit: debug from jdk.Test: asked for");
    }

    @Test
    void repeatsOfLibrariesAreCountedAndDebugIsNot() {
        try (OperatorLog log = log(LogLevel.DEBUG)) {
            log.takeLibraryMessages();
            for (int i = 0; i < 100; i++) {
                LoggerFactory.getLogger("a.B").warn("the same {}", i);
                LoggerFactory.getLogger("a.B").debug("asked for {}", i);
            }
        }
        assertThat(lines()).filteredOn(line -> line.contains("the same")).hasSize(RateLimit.MOST);
        assertThat(lines()).filteredOn(line -> line.contains("asked for")).hasSize(100);
        assertThat(lines()).contains("netty-audit: 95 messages about warnings of a.B were left out");
    }

    /** Otherwise those of one sink would leave out the first of another. */
    @Test
    void eachSinkHasABoundOfItsOwn() {
        try (OperatorLog log = log(LogLevel.INFO)) {
            log.takeLibraryMessages();
            for (int i = 0; i < 100; i++) {
                InternalLoggerFactory.getInstance("io.github.nettyaudit.Test").warn("Sink {}: no connection", i % 10);
            }
        }
        assertThat(lines()).hasSize(60).contains("netty-audit: 5 messages about warnings of io.github.nettyaudit.Test"
                + " (Sink 9) were left out");
    }

    @Test
    void theNumberOfTopicsIsBounded() {
        RateLimit limit = new RateLimit();
        int printed = 0;
        for (int i = 0; i < 3 * RateLimit.MOST_TOPICS; i++) {
            printed += limit.limit("topic " + i, "x", 0) == null ? 0 : 1;
        }
        assertThat(printed).isEqualTo(RateLimit.MOST_TOPICS + RateLimit.MOST);
        assertThat(limit.takeUnreported()).singleElement().asString().endsWith("about other topics were left out");
    }

    @Test
    void whatWasLeftOutIsReportedAlsoIfNothingFollows() {
        RateLimit limit = new RateLimit();
        for (int i = 0; i < 20; i++) {
            limit.limit("a", "x", 0);
        }
        assertThat(limit.takeEnded(9_000_000_000L)).isEmpty();
        assertThat(limit.takeEnded(11_000_000_000L)).containsExactly("15 messages about a were left out");
        assertThat(limit.takeUnreported()).isEmpty();
    }
}
