package io.github.nettyaudit.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

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
        OperatorLog log = new OperatorLog(new PrintStream(blocked, true, StandardCharsets.UTF_8),
                Duration.ofMinutes(1));
        for (int i = 0; i < 3000; i++) {
            log.say("line " + i);
        }
        free.countDown();
        log.close();
        assertThat(lines()).hasSize(1025).contains("netty-audit: 1976 messages were dropped here, because standard error was"
                + " not read in time");
    }
}
