package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --rules} on a scripted kernel. */
class RuleReloaderTest {
    private static final String RULE = "-a always,exit -F arch=b64 -S 1000 -F key=x";

    private final ScriptedControl control = new ScriptedControl();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final OperatorLog log = new OperatorLog(new PrintStream(errors, true, StandardCharsets.UTF_8));
    /** What is kept after each application, and what was announced before each change. */
    private final List<AuditStatus> settings = new ArrayList<>();
    private final List<AuditStatus> announced = new ArrayList<>();
    private final ReentrantLock applying = new ReentrantLock();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        log.close();
        control.close();
    }

    /** The rules are wrong, so nothing is changed if the reloader does not wait. */
    @Test
    void waitsWhileRulesAreChangedElsewhereAndEndsMeanwhile() throws Exception {
        List<ServerException> failures = new CopyOnWriteArrayList<>();
        RuleReloader reloader = reloader(write("-w"));
        applying.lock();
        try {
            reloader.reload(failures::add);
            reloader.close(Duration.ofSeconds(30)); // returns when the reloader has ended
        } finally {
            applying.unlock();
        }
        assertThat(failures).isEmpty();
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private RuleReloader reloader(Path source) {
        return new RuleReloader(source, RuleOrigin.OPTION, log, new RuleReloader.Settings() {
            @Override
            public void changing(AuditStatus changes) {
                assertThat(control.status().backlogLimit()).as("not sent yet").isNotEqualTo(changes.backlogLimit());
                announced.add(changes);
            }

            @Override
            public void applied(AuditStatus kept) {
                settings.add(kept);
            }
        }, applying);
    }

    private Path write(String... lines) throws IOException {
        return Files.write(directory.resolve("x.rules"), List.of(lines));
    }

    private static ServerException refusal(RuleReloader reloader) {
        ServerException refused = catchThrowableOfType(ServerException.class, reloader::check);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return refused;
    }

    @Test
    void standardInputIsRefusedAndNotRead() {
        assertThat(refusal(reloader(Path.of("-")))).hasMessage("--rules - is refused: standard input can be read only"
                + " once, and the rules are read again at each SIGHUP. Write them into a file, or load them with: ctl"
                + " apply -");
    }

    @Test
    void filesWithoutRulesAreRefusedAtTheStartAndAtEachReload() throws Exception {
        control.load(RULE);
        assertEmptyIsRefused(directory);
        assertEmptyIsRefused(write("# nothing"));
        try (RuleReloader reloader = reloader(write("-D"))) {
            reloader.check();
            reloader.apply(control.connection);
            assertThat(control.rules()).isEmpty();
        }
    }

    private void assertEmptyIsRefused(Path source) {
        try (RuleReloader reloader = reloader(source)) {
            assertThat(refusal(reloader)).hasMessageStartingWith("--rules " + source + ": ")
                    .hasMessageEndingWith(", so all loaded rules would be deleted; nothing was changed. If that is what"
                            + " you want, write a line -D.");
            assertThatThrownBy(() -> reloader.apply(control.connection)).isInstanceOf(ServerException.class)
                    .hasMessageContaining("so all loaded rules would be deleted");
        }
        assertThat(control.rules()).hasSize(1);
    }

    @Test
    void filesThatOthersCanChangeAreRefused() throws Exception {
        Path file = write(RULE);
        try (RuleReloader reloader = reloader(file)) {
            reloader.check();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

            assertThat(refusal(reloader)).hasMessage("--rules " + file + ": " + file + " is refused, because every user"
                    + " can change it (mode 0666): chmod o-w " + file);
            assertThatThrownBy(() -> reloader.apply(control.connection)).isInstanceOf(ServerException.class);
        }
        assertThat(control.rules()).isEmpty();
    }

    @Test
    void settingsOfTheFilesAreReportedSoThatTheyStay() throws Exception {
        try (RuleReloader reloader = reloader(write("-b 8192", RULE, "-b 4096", "-e 1"))) {
            reloader.apply(control.connection);
        }

        assertThat(settings).containsExactly(AuditStatus.builder().backlogLimit(4096)
                .enabled(AuditEnabled.ON).build());
        assertThat(announced).first().isEqualTo(AuditStatus.builder().backlogLimit(4096).build());
        assertThat(control.status().backlogLimit()).isEqualTo(4096);
        assertThat(control.rules()).hasSize(1);
    }

    @Test
    void settingsOfAFileThatFailsAreNotReported() throws Exception {
        control.kernel.on(AuditMessageType.ADD_RULE).error(22);
        try (RuleReloader reloader = reloader(write("-b 8192", RULE))) {
            assertThatThrownBy(() -> reloader.apply(control.connection)).isInstanceOf(ServerException.class)
                    .hasMessageContaining("put back: backlog_limit 64");
        }
        assertThat(settings).containsExactly(AuditStatus.builder().build());
        assertThat(announced).containsExactly(AuditStatus.builder().backlogLimit(8192).build(),
                AuditStatus.builder().backlogLimit(64).build());
    }

    /** L1: the end of the server does not wait for a thousand rules, and leaves none of them. */
    @Test
    void anApplicationIsStoppedAndUndoneWhenTheServerEnds() throws Exception {
        control.load(RULE);
        control.kernel.senderSleeps(Duration.ofMillis(2));
        RuleReloader reloader = reloader(write(IntStream.range(0, 5_000).mapToObj(number ->
                "-a always,exit -F arch=b64 -S 1000 -F pid=" + (number + 10) + " -k k").toArray(String[]::new)));
        FutureTask<ServerException> applied = new FutureTask<>(() -> catchThrowableOfType(ServerException.class,
                () -> reloader.apply(control.connection)));
        new Thread(applied, "apply").start();
        await().until(() -> control.kernel.requests(AuditMessageType.ADD_RULE).size() > 100);
        control.kernel.senderSleeps(Duration.ZERO);

        reloader.close(Duration.ofSeconds(20));

        ServerException stopped = applied.get(60, TimeUnit.SECONDS);
        assertThat(stopped.getMessage()).matches("--rules .*x.rules: the run was stopped; the \\d+ changes made before"
                + " were undone");
        assertThat(control.rules()).hasSize(1);
        assertThat(control.kernel.requests(AuditMessageType.ADD_RULE).size()).isLessThan(5_000);
    }
}
