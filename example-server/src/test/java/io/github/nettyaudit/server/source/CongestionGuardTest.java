package io.github.nettyaudit.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CongestionGuardTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path proc;

    @Test
    void idleKauditdIsCalmForReadersBesideTheDaemonToo() throws IOException {
        kauditd("S", "kauditd_thread");
        assertThat(watch(false).isCalm(0, 0, SECOND)).isTrue();
    }

    @Test
    void kauditdWaitingForRoomInASocketIsNotCalm() throws IOException {
        kauditd("S", "netlink_attachskb");
        assertThat(watch(true).isCalm(0, 0, SECOND)).isFalse();
    }

    @Test
    void runningKauditdIsNotCalm() throws IOException {
        kauditd("R", "0");
        assertThat(watch(true).isCalm(0, 0, SECOND)).isFalse();
    }

    @Test
    void highRateIsNotCalmEvenWhenKauditdIsIdleForAMoment() throws IOException {
        kauditd("S", "kauditd_thread");
        assertThat(watch(true).isCalm(50_000, 0, SECOND)).isFalse();
    }

    @Test
    void whereTheWaitIsHiddenTheRateDecides() throws IOException {
        kauditd("S", "0");
        CongestionGuard watch = watch(true);
        assertThat(watch.isCalm(100, 0, SECOND)).isTrue();
        assertThat(watch.isCalm(5_100, 0, 2 * SECOND)).isFalse();
        assertThat(watch.isCalm(5_200, 0, 3 * SECOND)).isTrue();
    }

    @Test
    void whereTheWaitIsHiddenDropsAreNotCalm() throws IOException {
        kauditd("S", "0");
        CongestionGuard watch = watch(true);
        assertThat(watch.isCalm(0, 3, SECOND)).isFalse();
        assertThat(watch.isCalm(0, 3, 2 * SECOND)).isTrue();
    }

    @Test
    void whereNothingIsSeenSilenceBesideAnotherDaemonIsNotCalm() {
        CongestionGuard watch = watch(false);
        assertThat(watch.isCalm(0, 0, SECOND)).isFalse();
        assertThat(watch.isCalm(10, 0, 2 * SECOND)).isTrue();
        assertThat(watch(true).isCalm(0, 0, SECOND)).isTrue();
    }

    @Test
    void processThatCallsItselfKauditdIsNotTakenForIt() throws IOException {
        kauditd("S", "kauditd_thread");
        Files.writeString(proc.resolve("30/cmdline"), "kauditd\0");
        assertThat(new KauditdState(proc).read()).isEqualTo(KauditdState.Activity.UNKNOWN);
    }

    private CongestionGuard watch(boolean ownsQueue) {
        return new CongestionGuard(proc, ownsQueue, 0);
    }

    private void kauditd(String state, String wait) throws IOException {
        Path other = Files.createDirectory(proc.resolve("7"));
        Files.writeString(other.resolve("comm"), "kthreadd\n");
        Path thread = Files.createDirectory(proc.resolve("30"));
        Files.writeString(thread.resolve("comm"), "kauditd\n");
        Files.writeString(thread.resolve("cmdline"), "");
        Files.writeString(thread.resolve("stat"), "30 (kauditd) " + state + " 2 0 0 0 -1 2129984 0\n");
        Files.writeString(thread.resolve("wchan"), wait);
    }
}
