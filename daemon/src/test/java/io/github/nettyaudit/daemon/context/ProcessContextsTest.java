package io.github.nettyaudit.daemon.context;

import static io.github.nettyaudit.daemon.context.TestEvents.CLONE;
import static io.github.nettyaudit.daemon.context.TestEvents.CLONE3;
import static io.github.nettyaudit.daemon.context.TestEvents.EXECVE;
import static io.github.nettyaudit.daemon.context.TestEvents.FORK;
import static io.github.nettyaudit.daemon.context.TestEvents.call;
import static io.github.nettyaudit.daemon.context.TestEvents.event;
import static io.github.nettyaudit.daemon.context.TestEvents.getppid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessPart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessContextsTest {
    private static final String BASH = "/usr/bin/bash";

    private final Path directory;
    private final FakeProc proc;
    private final List<String> notices = new ArrayList<>();
    private final long start;
    private @Nullable ProcessContexts contexts;

    ProcessContextsTest(@TempDir Path directory) {
        this.directory = directory;
        proc = new FakeProc(directory);
        start = proc.now() - 60_000;
    }

    @BeforeEach
    void makeProcesses() {
        proc.process(1, 0, FakeProc.BOOT + 10, "/usr/lib/systemd/systemd", "/sbin/init");
        proc.process(50, 1, start, "/usr/sbin/sshd", "sshd");
        proc.process(100, 50, start, BASH, "-bash");
        proc.process(200, 100, start, "/usr/bin/python3.11", "python3", "-u", "job.py", "x");
    }

    @AfterEach
    void close() {
        if (contexts != null) {
            contexts.close();
        }
        proc.deleteLinks();
    }

    private ProcessContextOptions options() {
        return ProcessContextOptions.defaults().withRoot(directory).withNotices(notices::add).withClock(() -> proc.now());
    }

    private ProcessContexts contexts() {
        if (contexts == null) {
            contexts = new ProcessContexts(options());
        }
        return contexts;
    }

    private ProcessInfo of(AuditEvent event) {
        try {
            return Objects.requireNonNull(contexts().of(event));
        } finally {
            event.release();
        }
    }

    private long reads() {
        return contexts().counters().reads();
    }

    @Test
    void readsAProcessAndItsParents() {
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.pid()).isEqualTo(200);
        assertThat(process.startMillis()).isEqualTo(start);
        assertThat(process.name()).hasToString("python3.11");
        assertThat(process.executable()).hasToString("/usr/bin/python3.11");
        assertThat(process.script()).hasToString("job.py");
        assertThat(process.controlGroup()).isEqualTo(ControlGroup.of("/system.slice/test.service"));
        assertThat(process.loginUser()).isEqualTo(1000);
        assertThat(process.session()).isEqualTo(7);
        assertThat(process.hasMisses()).isFalse();
        assertThat(process.ancestors()).isEqualTo(3);
        ProcessInfo bash = Objects.requireNonNull(process.parent());
        assertThat(bash.executable()).hasToString(BASH);
        assertThat(bash.script()).isNull();
        ProcessInfo first = Objects.requireNonNull(Objects.requireNonNull(bash.parent()).parent());
        assertThat(first.pid()).isEqualTo(1);
        assertThat(first.parentPid()).isZero();
        assertThat(first.parent()).isNull();
        assertThat(first.hasMisses()).isFalse();
        assertThat(notices).isEmpty();
    }

    @Test
    void remembersAProcess() {
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        long reads = reads();
        for (int i = 1; i < 100; i++) {
            // each thread has a name of its own
            assertThat(of(getppid(proc.now() + i, 100, 200, "worker" + i, "/usr/bin/python3.11"))).isSameAs(process);
        }

        assertThat(reads()).isEqualTo(reads);
        assertThat(contexts().counters().events()).isEqualTo(100);
    }

    @Test
    void looksAgainWhenWhatItKnowsIsOld() {
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        long reads = reads();
        proc.write("200/cgroup", "0::/system.slice/other.service\n");
        proc.time(proc.now() + 2_500);
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.controlGroup()).isEqualTo(ControlGroup.of("/system.slice/other.service"));
        assertThat(reads()).isGreaterThan(reads);
    }

    @Test
    void marksWhatIsNotKnownOfAProcessThatHasEnded() {
        ProcessInfo process = of(getppid(proc.now(), 100, 300, "true", "/usr/bin/true"));

        assertThat(process.executable()).hasToString("/usr/bin/true");
        assertThat(process.name()).hasToString("true");
        assertThat(process.loginUser()).isEqualTo(1000);
        assertThat(process.miss(ProcessPart.START)).isEqualTo(MissReason.ENDED);
        assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
        assertThat(process.miss(ProcessPart.EXECUTABLE)).isNull();
        assertThat(process.miss(ProcessPart.LOGIN)).isNull();
        assertThat(process.miss(ProcessPart.PARENT)).isNull();
        assertThat(process.controlGroup()).isNull();
        assertThat(Objects.requireNonNull(process.parent()).executable()).hasToString(BASH);
        assertThat(process.ancestors()).isEqualTo(3);
        long reads = reads();
        assertThat(of(getppid(proc.now(), 100, 300, "true", "/usr/bin/true"))).isSameAs(process);
        assertThat(reads()).isEqualTo(reads);
        assertThat(contexts().counters().ended()).isEqualTo(1);
    }

    @Test
    void marksAParentThatHasEnded() {
        proc.process(300, 1, start, "/usr/bin/sleep", "sleep");
        ProcessInfo process = of(getppid(proc.now(), 299, 300, "sleep", "/usr/bin/sleep"));

        ProcessInfo parent = Objects.requireNonNull(process.parent());
        assertThat(process.parentPid()).isEqualTo(299);
        assertThat(parent.pid()).isEqualTo(299);
        assertThat(parent.executable()).isNull();
        for (ProcessPart part : ProcessPart.values()) {
            assertThat(parent.miss(part)).isEqualTo(MissReason.ENDED);
        }
    }

    @Test
    void doesNotTakeALaterProcessForThatOfTheEvent() {
        long eventTime = proc.now();
        proc.time(eventTime + 5_000);
        proc.process(300, 1, eventTime + 4_000, "/usr/bin/innocent", "innocent");
        ProcessInfo process = of(getppid(eventTime, 100, 300, "evil", "/tmp/evil"));

        assertThat(process.executable()).hasToString("/tmp/evil");
        assertThat(process.controlGroup()).isNull();
        assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.REUSED);
        assertThat(process.miss(ProcessPart.START)).isEqualTo(MissReason.REUSED);
        assertThat(contexts().counters().reused()).isEqualTo(1);
        ProcessInfo later = of(getppid(eventTime + 4_500, 1, 300, "innocent", "/usr/bin/innocent"));
        assertThat(later.hasMisses()).isFalse();
    }

    @Test
    void doesNotTakeALaterProcessForAParent() {
        long eventTime = proc.now();
        proc.time(eventTime + 5_000);
        proc.process(100, 1, eventTime + 4_000, "/usr/bin/innocent", "innocent");
        ProcessInfo process = of(getppid(eventTime, 100, 200, "python3", "/usr/bin/python3.11"));

        ProcessInfo parent = Objects.requireNonNull(process.parent());
        assertThat(parent.pid()).isEqualTo(100);
        assertThat(parent.executable()).isNull();
        assertThat(parent.miss(ProcessPart.EXECUTABLE)).isEqualTo(MissReason.REUSED);
    }

    @Test
    void asksAgainWhenTheIdMayBelongToAnotherProcess() {
        proc.write("sys/kernel/pid_max", "32768\n");
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        proc.time(proc.now() + 1_000);
        proc.process(200, 1, proc.now() - 500, "/usr/bin/other", "other");
        ProcessInfo process = of(getppid(proc.now(), 1, 200, "other", "/usr/bin/other"));

        assertThat(process.executable()).hasToString("/usr/bin/other");
        assertThat(process.script()).isNull();
        assertThat(process.startMillis()).isEqualTo(proc.now() - 500);
    }

    /** With few ids, what was known of a process is not said of one that came a second later and has ended too. */
    @Test
    void forgetsAProcessWhoseIdMayHaveBeenReused() {
        proc.write("sys/kernel/pid_max", "32768\n");
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        proc.end(200);
        proc.time(proc.now() + 1_000);
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.controlGroup()).isNull();
        assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
    }

    @Test
    void keepsWhatItKnowsOfAProcessThatHasEndedSince() {
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        proc.end(200);
        proc.time(proc.now() + 100);
        ProcessInfo after = of(call(proc.now(), EXECVE, 0, 100, 200, "cat", "/usr/bin/cat"));

        assertThat(after.executable()).hasToString("/usr/bin/cat");
        assertThat(after.controlGroup()).isEqualTo(process.controlGroup());
        assertThat(after.startMillis()).isEqualTo(process.startMillis());
        assertThat(after.hasMisses()).isFalse();
    }

    @Test
    void believesTheEventOfAnExecution() {
        // the process goes on to the next program before it is looked at
        ProcessInfo process = of(call(proc.now(), EXECVE, 0, 100, 200, "cat", "/usr/bin/cat", "EXECVE argc=1 a0=\"cat\""));

        assertThat(process.executable()).hasToString("/usr/bin/cat");
        assertThat(process.name()).hasToString("cat");
        assertThat(process.script()).isNull();
        assertThat(process.hasMisses()).isFalse();
        assertThat(process.controlGroup()).isNotNull();
        ProcessInfo next = of(getppid(proc.now() + 1, 100, 200, "python3", "/usr/bin/python3.11"));
        assertThat(next.executable()).hasToString("/usr/bin/python3.11");
        assertThat(next.miss(ProcessPart.SCRIPT)).isEqualTo(MissReason.ENDED);
    }

    @Test
    void givesChildrenTheProgramThatTheirParentHasExecuted() {
        proc.end(100);
        of(call(proc.now(), EXECVE, 0, 50, 100, "login", "/usr/bin/login"));
        ProcessInfo process = of(getppid(proc.now() + 1, 100, 200, "python3", "/usr/bin/python3.11"));

        ProcessInfo parent = Objects.requireNonNull(process.parent());
        assertThat(parent.executable()).hasToString("/usr/bin/login");
        assertThat(parent.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
        assertThat(Objects.requireNonNull(parent.parent()).pid()).isEqualTo(50);
    }

    @Test
    void findsTheScriptThatTheKernelStartedWithAnInterpreter() {
        ProcessInfo process = of(call(proc.now(), EXECVE, 0, 100, 300, "deploy", "/opt/own/interpreter",
                "EXECVE argc=4 a0=\"/opt/own/interpreter\" a1=\"-x\" a2=\"/srv/deploy\" a3=\"now\"",
                "PATH item=0 name=\"/srv/deploy\" inode=1 nametype=NORMAL",
                "PATH item=1 name=\"/opt/own/interpreter\" inode=2 nametype=NORMAL",
                "PATH item=2 name=\"/lib64/ld-linux-x86-64.so.2\" inode=3 nametype=NORMAL"));

        assertThat(process.script()).hasToString("/srv/deploy");
        assertThat(process.miss(ProcessPart.SCRIPT)).isNull();
    }

    @Test
    void findsTheScriptOfAProcessThatHasEndedInItsCommandLine() {
        ProcessInfo process = of(call(proc.now(), TestEvents.GETPPID, 100, 100, 300, "bash", BASH,
                "PROCTITLE proctitle=62617368002F7372762F6A6F622E7368"));

        assertThat(process.script()).hasToString("/srv/job.sh");
        ProcessInfo other = of(getppid(proc.now(), 100, 301, "bash", BASH));
        assertThat(other.script()).isNull();
        assertThat(other.miss(ProcessPart.SCRIPT)).isEqualTo(MissReason.ENDED);
    }

    @Test
    void knowsAChildThatEndedAtOnceByTheCallOfItsParent() {
        of(call(proc.now(), CLONE, 300, "1200011", 50, 100, "bash", BASH));
        ProcessInfo child = of(call(proc.now() + 2, EXECVE, 0, 100, 300, "true", "/usr/bin/true"));

        assertThat(child.executable()).hasToString("/usr/bin/true");
        assertThat(child.controlGroup()).isEqualTo(ControlGroup.of("/system.slice/test.service"));
        assertThat(child.startMillis()).isEqualTo(proc.now());
        assertThat(child.hasMisses()).isFalse();
        assertThat(Objects.requireNonNull(child.parent()).pid()).isEqualTo(100);
    }

    @Test
    void knowsAChildOfAParentThatHasEndedToo() {
        of(getppid(proc.now(), 50, 100, "bash", BASH));
        proc.end(100);
        of(call(proc.now() + 1, FORK, 300, 50, 100, "bash", BASH));
        ProcessInfo child = of(getppid(proc.now() + 2, 1, 300, "bash", BASH));

        assertThat(child.controlGroup()).isEqualTo(ControlGroup.of("/system.slice/test.service"));
        assertThat(child.parentPid()).isEqualTo(1);
    }

    @Test
    void looksAtAChildThatIsThere() {
        of(call(proc.now(), CLONE, 300, "1200011", 50, 100, "bash", BASH));
        proc.process(300, 100, proc.now(), "/usr/bin/cat", "cat");
        proc.write("300/cgroup", "0::/user.slice\n");
        ProcessInfo child = of(getppid(proc.now() + 2, 100, 300, "cat", "/usr/bin/cat"));

        assertThat(child.controlGroup()).isEqualTo(ControlGroup.of("/user.slice"));
        assertThat(child.hasMisses()).isFalse();
    }

    /** A thread is no process; nor is the id of a process in a container that of the host. */
    @Test
    void takesNoNumberForAChildThatIsNone() {
        of(call(proc.now(), CLONE, 300, "3d0f00", 50, 100, "bash", BASH)); // a thread
        proc.link("200/ns/pid", "pid:[4026532210]");
        of(call(proc.now(), FORK, 301, 100, 200, "python3", "/usr/bin/python3.11")); // in a container
        of(call(proc.now(), CLONE, 302, "20000011", 50, 100, "bash", BASH)); // into a new namespace

        for (int pid = 300; pid <= 302; pid++) {
            ProcessInfo process = of(getppid(proc.now() + 1, 100, pid, "x", "/usr/bin/x"));
            assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
        }
    }

    /** The control group of a child of clone3(2) may be another one. */
    @Test
    void doesNotGuessTheControlGroupOfClone3() {
        of(call(proc.now(), CLONE3, 300, "7ffc0", 50, 100, "bash", BASH));
        ProcessInfo child = of(getppid(proc.now() + 1, 100, 300, "bash", BASH));

        assertThat(child.startMillis()).isEqualTo(proc.now());
        assertThat(child.controlGroup()).isNull();
        assertThat(child.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
        assertThat(Objects.requireNonNull(child.parent()).pid()).isEqualTo(100);
    }

    @Test
    void believesTheEventAboutParentAndLogin() {
        ProcessInfo process = of(event(proc.now(), "SYSCALL arch=c000003e syscall=110 success=yes exit=0 a0=0 ppid=50 "
                + "pid=200 auid=4294967295 uid=0 ses=4294967295 comm=\"python3\" exe=\"/usr/bin/python3.11\""));

        assertThat(process.parentPid()).isEqualTo(50);
        assertThat(Objects.requireNonNull(process.parent()).executable()).hasToString("/usr/sbin/sshd");
        assertThat(process.loginUser()).isEqualTo(ProcessInfo.UNSET);
        assertThat(process.session()).isEqualTo(ProcessInfo.UNSET);
    }

    @Test
    void usesTheProcessOfAMessage() {
        ProcessInfo process = of(event(proc.now(), "USER_LOGIN pid=50 uid=0 auid=1000 ses=7 msg='op=login pid=200 "
                + "exe=\"/usr/sbin/sshd\" res=success'"));

        assertThat(process.pid()).isEqualTo(50);
        assertThat(process.parentPid()).isEqualTo(1);
        assertThat(process.executable()).hasToString("/usr/sbin/sshd");
    }

    @Test
    void hasNoContextOfEventsWithoutAProcess() {
        for (AuditEvent event : List.of(event(proc.now(), "CONFIG_CHANGE op=set audit_enabled=1 res=1"),
                event(proc.now(), "SYSCALL arch=c000003e pid=-1"), event(proc.now(), "SYSCALL pid=99999999999"),
                event(proc.now(), "USER_LOGIN msg='pid=50'"))) {
            assertThat(contexts().of(event)).isNull();
            event.release();
        }
    }

    @Test
    void readsNamesWithAnyBytes() {
        byte[] name = "a) S 7 (\n\"".getBytes(StandardCharsets.UTF_8);
        proc.process(300, 100, start, "/x", "x");
        proc.process(300, 100, start, name);
        ProcessInfo process = of(event(proc.now(), "SYSCALL arch=c000003e syscall=110 success=yes exit=0 ppid=100 pid=300"));

        assertThat(process.name()).hasToString("a) S 7 (\n\"");
        assertThat(process.parentPid()).isEqualTo(100);
        proc.process(301, 100, start, "/x", "x");
        proc.process(301, 100, start, new byte[] {(byte) 0xff, (byte) 0xc3, ')'});
        ProcessInfo other = of(event(proc.now(), "SYSCALL arch=c000003e syscall=110 success=yes exit=0 ppid=100 pid=301"));
        assertThat(Objects.requireNonNull(other.name()).toBytes()).containsExactly(0xff, 0xc3, ')');
    }

    @Test
    void marksWhatCannotBeReadOrUnderstood() {
        proc.delete("200/exe");
        proc.write("200/exe", "no link");
        proc.write("200/cgroup", "nothing\n0::\n:\n");
        proc.write("200/loginuid", "somebody");
        AuditEvent event = event(proc.now(), "USER_LOGIN pid=200 uid=0 msg='op=x'");
        ProcessInfo process = of(event);

        assertThat(process.miss(ProcessPart.EXECUTABLE)).isEqualTo(MissReason.UNREADABLE);
        assertThat(process.miss(ProcessPart.SCRIPT)).isEqualTo(MissReason.UNREADABLE);
        assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.INVALID);
        assertThat(process.miss(ProcessPart.LOGIN)).isEqualTo(MissReason.INVALID);
        proc.write("300/stat", "300 (x S 1");
        assertThat(of(event(proc.now(), "USER_LOGIN pid=300 uid=0 msg='op=x'")).miss(ProcessPart.START))
                .isEqualTo(MissReason.INVALID);
    }

    @Test
    void aThreadOfTheKernelHasNoProgram() {
        proc.thread(30, 2, "kworker/0:1");
        ProcessInfo process = of(event(proc.now(), "SYSCALL arch=c000003e syscall=110 success=yes exit=0 ppid=2 pid=30 "
                + "auid=4294967295 ses=4294967295 comm=\"kworker/0:1\" exe=(null)"));

        assertThat(process.executable()).isNull();
        assertThat(process.hasMisses()).isFalse();
        assertThat(process.ancestors()).isEqualTo(1);
    }

    @Test
    void aZombieHasNoProgramAnyMore() {
        proc.state(300, 100, start, 'Z');
        ProcessInfo process = of(event(proc.now(), "USER_LOGIN pid=300 uid=0 msg='op=x'"));

        assertThat(process.miss(ProcessPart.EXECUTABLE)).isEqualTo(MissReason.ENDED);
        assertThat(process.miss(ProcessPart.SCRIPT)).isEqualTo(MissReason.ENDED);
    }

    @Test
    void boundsTheParents() {
        contexts = new ProcessContexts(options().withMaxAncestors(2));
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.ancestors()).isEqualTo(2);
        ProcessInfo last = Objects.requireNonNull(Objects.requireNonNull(process.parent()).parent());
        assertThat(last.pid()).isEqualTo(50);
        assertThat(last.parentPid()).isEqualTo(1);
        assertThat(last.miss(ProcessPart.PARENT)).isEqualTo(MissReason.LIMIT);
    }

    /** Each process is the child of the one before, which has ended: as many as one likes. */
    @Test
    void boundsTheParentsThatOnlyEventsHaveNamed() {
        of(getppid(proc.now(), 50, 100, "bash", BASH));
        ProcessInfo process = null;
        int parent = 100;
        for (int pid = 1000; pid < 1100; pid++) {
            process = of(call(proc.now() - 2_000 + pid, EXECVE, 0, parent, pid, "x", "/usr/bin/x"));
            parent = pid;
        }

        assertThat(Objects.requireNonNull(process).ancestors()).isEqualTo(16);
        ProcessInfo last = process;
        while (last.parent() != null) {
            last = Objects.requireNonNull(last.parent());
        }
        assertThat(last.miss(ProcessPart.PARENT)).isEqualTo(MissReason.LIMIT);
    }

    @Test
    void boundsTheParentsOfACircle() {
        proc.process(300, 301, start, "/x", "x");
        proc.process(301, 300, start, "/y", "y");

        assertThat(of(getppid(proc.now(), 301, 300, "x", "/x")).ancestors()).isLessThanOrEqualTo(16);
    }

    @Test
    void boundsTheNumberOfProcessesAndTheirMemory() {
        contexts = new ProcessContexts(options().withMaxProcesses(10));
        for (int pid = 1000; pid < 1100; pid++) {
            of(getppid(proc.now(), 100, pid, "x", "/usr/bin/x"));
        }
        assertThat(contexts.counters().processes()).isEqualTo(10);
        assertThat(contexts.counters().evicted()).isGreaterThan(80);
        contexts.close();
        contexts = new ProcessContexts(options().withMaxBytes(20_000));
        for (int pid = 1000; pid < 1100; pid++) {
            of(getppid(proc.now(), 100, pid, "x", "/usr/bin/" + "x".repeat(1000)));
        }
        assertThat(contexts.counters().bytes()).isLessThanOrEqualTo(20_000);
        assertThat(contexts.counters().processes()).isBetween(1, 15);
    }

    @Test
    void forgetsWhatItKnowsWhenTheClockIsSet() {
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        proc.setClock(proc.now() - 3_600_000);
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.hasMisses()).isFalse();
        assertThat(process.startMillis()).isEqualTo(proc.now() - 60_000);
        proc.setClock(proc.now() + 7_200_000);
        assertThat(of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11")).startMillis())
                .isEqualTo(proc.now() - 60_000);
        assertThat(contexts().counters().reused()).isZero();
    }

    @Test
    void marksEverythingAndReportsOnceWithoutProc() {
        proc.delete("2");
        for (int i = 0; i < 3; i++) {
            ProcessInfo process = of(getppid(proc.now() + 20_000 * i, 100, 200, "python3", "/usr/bin/python3.11"));
            assertThat(process.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.UNAVAILABLE);
            assertThat(process.miss(ProcessPart.PARENT)).isEqualTo(MissReason.UNAVAILABLE);
            assertThat(process.parentPid()).isEqualTo(100);
            assertThat(process.executable()).hasToString("/usr/bin/python3.11");
        }

        assertThat(notices).singleElement().asString().contains(directory.toString(), "hidepid", "CAP_SYS_PTRACE");
        assertThat(contexts().counters().unavailable()).isEqualTo(3);
        proc.thread(2, 0, "kthreadd");
        assertThat(of(getppid(proc.now() + 60_000, 100, 200, "python3", "/usr/bin/python3.11")).controlGroup()).isNotNull();
    }

    @Test
    void doesNotTakeTheProcOfAContainerForThatOfTheHost() {
        proc.process(2, 1, start, "/usr/bin/sleep", "sleep");
        ProcessInfo process = of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));

        assertThat(process.controlGroup()).isNull();
        assertThat(notices).singleElement().asString().contains("container");
    }

    @Test
    void aDirectoryThatIsMissingIsReported() {
        contexts = new ProcessContexts(options().withRoot(directory.resolve("none")));
        assertThat(of(getppid(proc.now(), 100, 200, "x", "/x")).miss(ProcessPart.START))
                .isEqualTo(MissReason.UNAVAILABLE);
        assertThat(notices).singleElement().asString().contains("none", "error 2");
    }

    /** Whatever becomes of the process while it is read, what was read is of one process, and the rest is marked. */
    @Test
    void readsAProcessThatEndsMeanwhile() {
        int total = countCalls();
        for (int after = 0; after < total; after++) {
            proc.process(200, 100, start, "/usr/bin/python3.11", "python3", "job.py");
            ProcessInfo process = readEnding(after);
            assertThat(process.pid()).isEqualTo(200);
            for (ProcessPart part : List.of(ProcessPart.START, ProcessPart.CONTROL_GROUP, ProcessPart.SCRIPT,
                    ProcessPart.LOGIN)) {
                boolean isThere = switch (part) {
                    case START -> process.startMillis() == start;
                    case CONTROL_GROUP -> process.controlGroup() != null;
                    case SCRIPT -> process.script() != null;
                    default -> process.session() >= 0;
                };
                assertThat(process.miss(part)).as(part + " after " + after).isEqualTo(isThere ? null : MissReason.ENDED);
            }
        }
    }

    private int countCalls() {
        EndingFiles files = new EndingFiles(directory, Integer.MAX_VALUE, () -> { });
        try (ProcessContexts counting = new ProcessContexts(options(), files)) {
            AuditEvent event = event(proc.now(), "USER_LOGIN pid=200 uid=0 msg='op=x'");
            counting.of(event);
            event.release();
        }
        return files.calls();
    }

    private ProcessInfo readEnding(int after) {
        try (ProcessContexts ending = new ProcessContexts(options(), new EndingFiles(directory, after, () -> proc.end(200)))) {
            AuditEvent event = event(proc.now(), "USER_LOGIN pid=200 uid=0 msg='op=x'");
            ProcessInfo process = Objects.requireNonNull(ending.of(event));
            event.release();
            return process;
        }
    }

    @Test
    void refreshOfZeroLooksEachTime() {
        contexts = new ProcessContexts(options().withRefresh(Duration.ZERO));
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        long reads = reads();
        proc.time(proc.now() + 10);
        of(getppid(proc.now(), 100, 200, "python3", "/usr/bin/python3.11"));
        assertThat(reads()).isGreaterThan(reads);
    }
}
