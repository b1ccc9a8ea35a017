package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyException;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleConflictException;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleRefusedException;
import io.github.nettyaudit.codec.rule.AuditRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of the real kernel, compared with the real auditctl. */
class RulesLiveTest {
    /** More than fit into one datagram of a listing, and few: to delete one takes the kernel 10 to 30 ms. */
    private static final int MANY = 400;

    // an architecture in each rule with system calls: auditctl otherwise names them by that of the rule before
    private static final List<String> LINES = List.of(
            "-a never,task -F uid=54321",
            "-a always,exit -F arch=b64 -S openat,openat2,open_by_handle_at -F a2&0100 -F exit=-EACCES -F auid>=1000"
                    + " -F auid!=unset -k unsuccessful-create",
            "-a always,exit -F arch=b32 -S open -F success=0 -F key=one -F key=two",
            "-a always,exit -F arch=b64 -S all -F pid=54321 -F ppid!=3 -k all",
            "-A always,exit -F arch=b64 -S getppid -C uid!=euid -C auid=obj_uid -k compared",
            "-a always,exit -F arch=b64 -S mmap -F a0=0xdeadbeef -F a1!=5 -F a2&=7 -F a3<9 -k arguments",
            "-a always,exit -F arch=b64 -S connect -F saddr_fam=10 -k inet6",
            "-a always,exit -F arch=b64 -S open -F filetype=socket -F devmajor=8 -F devminor=1 -F inode=12",
            "-a always,exit -F arch=b64 -F path=/etc/passwd -F perm=x -k identity",
            "-w /etc/shadow -p wa -k identity",
            "-w /tmp -p rwxa -k two\\ words -k more",
            "-a always,exit -F exe=/bin/true -F sessionid!=-1 -F arch=b64 -S execve -F subj_type=x_t",
            "-a always,user -F msgtype=USER_LOGIN -F uid=54321",
            "-a never,exclude -F msgtype>=1900 -F msgtype<=1950",
            "-a always,exclude -F subj_user=nobody_u -F msgtype=AVC",
            "-a never,filesystem -F fstype=tracefs",
            "-a always,io_uring -S openat,sendmsg -F uid=54321 -k ring");

    private LiveKernel kernel;
    private Loops loops;
    private AuditRules rules;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
        loops = new Loops();
        rules = new AuditRules(loops.control());
    }

    @AfterEach
    void restore() {
        if (kernel != null) {
            LiveKernel taken = kernel;
            try (taken) {
                loops.close();
            }
        }
    }

    @Test
    void everyKindOfRuleIsLoadedAndListedAsAuditctlListsItAndDeleted() throws IOException {
        Auditctl auditctl = Auditctl.require();
        get(rules.apply(List.of()));
        List<AuditRule> wanted = LINES.stream().map(AuditRule::parse).toList();

        for (AuditRule rule : wanted) {
            get(rules.add(rule));
        }

        List<AuditRule> listed = get(rules.list());
        assertThat(listed).containsExactlyInAnyOrderElementsOf(wanted.stream().map(AuditRule::asLoaded).toList());
        // Debian's auditctl of 2023 has no word for io_uring
        assertThat(listed.stream().map(AuditRule::toString).filter(line -> !line.contains("io_uring")))
                .containsExactlyElementsOf(auditctl.list().stream()
                        .filter(line -> !line.contains("io_uring") && !line.contains("(null)")).toList());
        for (AuditRule rule : wanted) {
            get(rules.delete(rule));
        }
        assertThat(get(rules.list())).isEmpty();
        assertThat(auditctl.list()).containsExactly("No rules");
    }

    /** Tabs, carriage returns and a byte order mark in a rule file (F19): the same bytes, or refused like there. */
    @Test
    void whatLooksLikeABlankIsReadAsByAuditctl(@TempDir Path directory) throws IOException {
        Auditctl auditctl = Auditctl.require();
        get(rules.apply(List.of()));
        String arch = "-a always,exit -F arch=b64 -S kexec_load";
        int loaded = 0;
        for (String line : List.of(arch + " -k plain", arch + " -k \tT1", arch + " -k k\r", arch + " -k a\tb",
                arch + " -k k\t", "-w /etc/passwd\t-p wa -k id", "-w /etc/passwd -p wa\r", "-w /etc/passwd -p\twa", "-w\t/etc/passwd -p wa",
                arch + "\t-k k", "\t" + arch, arch + "\t", arch + "\r", "\t", "\r", "  \t ", "\t# comment",
                "  # comment", "   ", "\ufeff" + arch, "\ufeff# comment", "\ufeff",
                arch + " -k two\\ words", arch + " -k a\\\tb")) {
            Path file = Files.writeString(directory.resolve("x.rules"), line + "\n");
            auditctl.attempt("-R", file.toString());
            List<AuditRule> theirs = get(rules.list());
            AuditRuleFile ours = AuditRuleFile.parse("x", Files.readAllBytes(file),
                    new AuditRuleParser(AuditRuleHost.unknown()));
            List<AuditRule> read = ours.commands().stream()
                    .map(command -> ((AuditRuleCommand.Add) command).rule().asLoaded()).toList();
            assertThat(read).as(line).isEqualTo(theirs);
            loaded += theirs.size();
            get(rules.apply(List.of()));
        }
        assertThat(loaded).isGreaterThan(4);
    }

    @Test
    void whatAuditctlLoadsIsWhatWeReadAndDelete() throws IOException {
        Auditctl auditctl = Auditctl.require();
        get(rules.apply(List.of()));
        for (String line : List.of("-a always,exit -F arch=b64 -S getppid -F exit=-EPERM -k x",
                "-a never,exclude -F msgtype=CWD", "-A always,exit -F arch=b32 -S 5 -C uid!=euid -F key=y")) {
            auditctl.run(0, line.split(" "));
            get(rules.delete(AuditRule.parse(line)));
        }
        assertThat(get(rules.list())).isEmpty();
    }

    @Test
    void aSetThatTheKernelRefusesLeavesEverythingAsItWas() {
        List<AuditRule> before = parse("-a always,exit -F arch=b64 -S 1000 -k a",
                "-a always,exit -F arch=b64 -S 1001 -k b", "-a always,exit -F arch=b64 -S 1002 -k c");
        get(rules.apply(before));

        assertThatThrownBy(() -> get(rules.apply(parse("-a always,exit -F arch=b64 -S 1002 -k c",
                "-a always,exit -F arch=b64 -S 1003 -k new", "-w /nowhere/at/all/x -p wa -k b",
                "-a always,exit -F arch=b64 -S 1000 -k a"))))
                .isInstanceOfSatisfying(AuditRuleApplyException.class, failure -> {
                    assertThat(failure.isRolledBack()).isTrue();
                    assertThat(failure.getCause()).isInstanceOf(AuditRuleRefusedException.class)
                            .hasMessageContaining("there is no directory /nowhere/at/all")
                            .hasMessageContaining("ENOENT");
                });

        assertThat(get(rules.list())).isEqualTo(before);
    }

    @Test
    void rulesComeToBeInTheWantedOrderWhateverTheirOrderWas() {
        List<AuditRule> wanted = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            wanted.add(AuditRule.parse("-a always,exit -F arch=b64 -S " + (1000 + number) + " -k k" + number));
        }
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            Collections.shuffle(wanted, random);
            List<AuditRule> some = List.copyOf(wanted.subList(0, 20 + random.nextInt(20)));
            get(rules.apply(some));
            assertThat(get(rules.list())).isEqualTo(some);
            assertThat(get(rules.plan(some)).isEmpty()).isTrue();
        }
    }

    @Test
    void errorsOfTheKernelAreExplained() {
        AuditRule rule = AuditRule.parse("-a always,exit -F arch=b64 -S 1000 -k a");
        get(rules.add(rule));

        assertThatThrownBy(() -> get(rules.add(rule))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("an equal rule is loaded already");
        get(rules.delete(rule));
        assertThatThrownBy(() -> get(rules.delete(rule))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("no such rule is loaded");
    }

    /**
     * Four applications of 270 rules while auditctl loads and deletes rules of its own, and some of ours. Each
     * succeeds, or says that the rules never stopped changing and changes nothing; none deletes what it has not seen.
     * A deletion takes the kernel 10 to 30 ms, and what an application has added is deleted again if it fails.
     */
    @Test
    void applicationsBesideAnotherEditorSucceedOrFailCleanly() throws Exception {
        Auditctl auditctl = Auditctl.require();
        List<AuditRule> ours = parse(IntStream.range(0, 300).mapToObj(number -> "-a always,exit -F arch=b64 -S openat"
                + " -F exit=-EACCES -F auid=" + (100_000 + number) + " -k rule-" + number).toArray(String[]::new));
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger edits = new AtomicInteger();
        FutureTask<Void> editor = new FutureTask<>(() -> {
            for (int edit = 0; !ended.get(); edit++) {
                String[] rule = ("-a always,exit -F arch=b64 -S openat -F exit=-EACCES -F auid="
                        + (edit % 2 == 0 ? 300_000 + edit : 100_000 + edit * 7 % 300) + " -k "
                        + (edit % 2 == 0 ? "theirs" : "rule-" + edit * 7 % 300)).split(" ");
                auditctl.attempt(rule);
                rule[0] = "-d";
                auditctl.attempt(rule);
                edits.addAndGet(2);
            }
            return null;
        });
        new Thread(editor, "editor").start();
        int succeeded = 0;
        try {
            for (int round = 0; round < 4; round++) {
                try {
                    get(rules.apply(ours.subList(round * 4, 270 + round * 4)));
                    succeeded++;
                } catch (AuditRuleConflictException | AuditRuleApplyException clean) {
                    assertThat(clean).hasMessageContaining("another program is changing them");
                }
            }
        } finally {
            ended.set(true);
            editor.get(1, TimeUnit.MINUTES);
        }
        System.out.printf("%d of 4 applications succeeded beside %d edits by auditctl%n", succeeded, edits.get());
        assertThat(succeeded).isPositive();

        get(rules.apply(ours));
        assertThat(get(rules.list())).isEqualTo(ours);
    }

    /** Checks that both load the same rules. The durations are only printed: the machine is shared. */
    @Test
    void manyRulesAreLoadedListedAndCompared(@TempDir Path directory) throws IOException {
        Auditctl auditctl = Auditctl.require();
        get(rules.apply(List.of()));
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < MANY; number++) {
            lines.add("-a always,exit -F arch=b64 -S openat -F exit=-EACCES -F auid=" + (100_000 + number)
                    + " -k rule-" + number);
        }
        Path file = directory.resolve("many.rules");
        List<String> withDelete = new ArrayList<>(List.of("-D"));
        withDelete.addAll(lines);
        Files.write(file, withDelete);
        List<AuditRule> wanted = lines.stream().map(AuditRule::parse).toList();

        // a deletion takes the kernel about 12 ms, so both begin without rules and then load the same rules again
        long start = System.nanoTime();
        auditctl.load(file);
        long byAuditctl = System.nanoTime() - start;
        assertThat(get(rules.list())).isEqualTo(wanted.stream().map(AuditRule::asLoaded).toList());
        start = System.nanoTime();
        auditctl.load(file);
        long reloadedByAuditctl = System.nanoTime() - start;
        get(rules.apply(List.of()));

        start = System.nanoTime();
        AuditRuleApplyResult report = get(rules.apply(lines.stream().map(AuditRule::parse).toList()));
        long here = System.nanoTime() - start;
        assertThat(report.plan().additions()).isEqualTo(MANY);

        start = System.nanoTime();
        List<AuditRule> listed = get(rules.list());
        long listing = System.nanoTime() - start;
        assertThat(listed).isEqualTo(wanted.stream().map(AuditRule::asLoaded).toList());

        start = System.nanoTime();
        report = get(rules.apply(lines.stream().map(AuditRule::parse).toList()));
        long reloadedHere = System.nanoTime() - start;
        assertThat(report.plan().isEmpty()).isTrue();
        System.out.printf(MANY + " rules: auditctl -R %d ms, again %d ms; here parsed and applied in %d ms (first run of"
                        + " the code, leak detection on), again %d ms, listed in %d ms%n", millis(byAuditctl),
                millis(reloadedByAuditctl), millis(here), millis(reloadedHere), millis(listing));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static List<AuditRule> parse(String... lines) {
        return List.of(lines).stream().map(AuditRule::parse).map(AuditRule::asLoaded).toList();
    }
}
