package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.config.RulesSection;
import io.github.nettyaudit.server.ctl.RuleOrigin;
import io.github.nettyaudit.server.ctl.RulesLockedException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends the server at its start. */
class RunRulesTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final OperatorLog log = new OperatorLog(new PrintStream(errors, true, StandardCharsets.UTF_8));
    private final List<ExitCode> ended = new ArrayList<>();
    private RunRules rules;

    @BeforeEach
    void create(@TempDir Path directory) {
        rules = new RunRules(new RulesSection(null, false), RuleOrigin.OPTION, directory, log, (code, why) -> ended.add(code));
    }

    @AfterEach
    void close() {
        rules.close();
        log.close();
    }

    @Test
    void aLockedKernelDoesNotEndTheServer() {
        rules.failedAtStart(new ServerException(ExitCode.KERNEL_REFUSES, "rules: x: locked",
                new RulesLockedException("1 to add")));

        assertThat(ended).isEmpty();
        log.close();
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("rules: x: locked")
                .contains("The server goes on with the rules that are loaded");
    }

    @Test
    void rulesThatCannotBeLoadedForAnotherReasonDo() {
        rules.failedAtStart(new ServerException(ExitCode.KERNEL_REFUSES, "rules: x: not permitted"));

        assertThat(ended).containsExactly(ExitCode.KERNEL_REFUSES);
        log.close();
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("rules: x: not permitted").doesNotContain("goes on");
    }
}
