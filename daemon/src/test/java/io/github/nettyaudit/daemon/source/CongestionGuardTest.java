package io.github.nettyaudit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CongestionGuardTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    @TempDir
    private Path proc;

    private long now;
    private long records;
    private long drops;

    /** Looks a first time, lets a second pass, in which so many records come, and looks again. */
    private boolean calmAfter(CongestionGuard guard, long more) {
        guard.look();
        return calmAfter(guard, more, SECOND);
    }

    private boolean calmAfter(CongestionGuard guard, long more, long nanos) {
        records += more;
        now += nanos;
        guard.look();
        return guard.isCalm();
    }

    private CongestionGuard guard(boolean ownsQueue) {
        return new CongestionGuard(new KauditdState(proc), ownsQueue, () -> records, () -> drops, () -> now);
    }

    @Test
    void refusesUntilItHasLookedTwice() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(guard.isCalm()).isFalse();
        guard.look();
        assertThat(guard.isCalm()).isFalse();
        assertThat(calmAfter(guard, 0, SECOND)).isTrue();
    }

    @Test
    void idleKauditdIsCalmForReadersBesideTheDaemonToo() throws IOException {
        kauditd("S", "kauditd_thread");
        assertThat(calmAfter(guard(false), 0)).isTrue();
    }

    @Test
    void kauditdThatWaitsForSpaceInASocketIsNotCalm() throws IOException {
        kauditd("S", "netlink_attachskb");
        assertThat(calmAfter(guard(true), 0)).isFalse();
    }

    @Test
    void runningKauditdIsNotCalm() throws IOException {
        kauditd("R", "0");
        assertThat(calmAfter(guard(true), 0)).isFalse();
    }

    @Test
    void highRateIsNotCalmEvenWhenKauditdIsIdleForAMoment() throws IOException {
        kauditd("S", "kauditd_thread");
        assertThat(calmAfter(guard(true), 50_000)).isFalse();
    }

    @Test
    void whereTheWaitIsHiddenTheRateDecides() throws IOException {
        kauditd("S", "0");
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 100)).isTrue();
        assertThat(calmAfter(guard, 5_000, SECOND)).isFalse();
        assertThat(calmAfter(guard, 100, SECOND)).isTrue();
    }

    @Test
    void whereTheWaitIsHiddenDropsAreNotCalm() throws IOException {
        kauditd("S", "0");
        CongestionGuard guard = guard(true);
        guard.look();
        drops = 3;
        assertThat(calmAfter(guard, 0, SECOND)).isFalse();
        assertThat(calmAfter(guard, 0, SECOND)).isTrue();
    }

    @Test
    void whereNothingIsSeenSilenceBesideAnotherDaemonIsNotCalm() {
        CongestionGuard guard = guard(false);
        assertThat(calmAfter(guard, 0)).isFalse();
        assertThat(calmAfter(guard, 10, SECOND)).isTrue();
        assertThat(calmAfter(guard(true), 0)).isTrue();
    }

    @Test
    void looksThatCatchUpAfterAPauseAreNotTakenForCalm() throws IOException {
        // K1: the process was stopped for 8 s in a storm; its timer then ran eight times within milliseconds
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 300_000)).isFalse();
        now += 8 * SECOND;
        for (int look = 0; look < 8; look++) {
            assertThat(calmAfter(guard, 0, MILLI)).as("look " + look).isFalse();
        }
        assertThat(calmAfter(guard, 300_000, SECOND)).isFalse();
    }

    @Test
    void aLookThatIsTooNearIsComparedWithNothing() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        guard.look();
        assertThat(calmAfter(guard, 0, 399 * MILLI)).isFalse();
        // and the next look compares with the one before, not with the near one
        assertThat(calmAfter(guard, 9_000, 501 * MILLI)).as("10,000 a second since then").isFalse();
        assertThat(calmAfter(guard, 100, 400 * MILLI)).isTrue();
    }

    @Test
    void aLongPauseSaysNothingAboutThePresent() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        guard.look();
        assertThat(calmAfter(guard, 10, 3_001 * MILLI)).isFalse();
        assertThat(calmAfter(guard, 10, 3_000 * MILLI)).isTrue();
    }

    @Test
    void aDecisionExpires() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 0)).isTrue();
        now += 3_000 * MILLI;
        assertThat(guard.isCalm()).isTrue();
        now += MILLI;
        assertThat(guard.isCalm()).isFalse();
    }

    /** A storm that begins after the last look is seen at the moment of the question (invariant 3). */
    @Test
    void aStormThatBeganAfterTheLookIsNotCalm() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 0)).isTrue();

        now += 500 * MILLI;
        records += 4_999;
        assertThat(guard.isCalm()).as("9,998 a second").isTrue();
        records += 1;
        assertThat(guard.isCalm()).as("10,000 a second").isFalse();
        assertThat(guard.wasCalm()).as("the last look, which knows nothing of it").isTrue();

        now += 500 * MILLI;
        guard.look();
        assertThat(guard.isCalm()).as("5,000 a second").isTrue();
    }

    @Test
    void aBurstJustAfterTheLookCountsAsThatOfTheShortestTime() {
        CongestionGuard guard = guard(true); // kauditd is not seen
        assertThat(calmAfter(guard, 0)).isTrue();

        now += MILLI;
        records += 799;
        assertThat(guard.isCalm()).as("799 in 400 ms").isTrue();
        records += 1;
        assertThat(guard.isCalm()).as("800 in 400 ms: 2,000 a second").isFalse();
    }

    @Test
    void kauditdThatHasGotBusySinceTheLookIsNotCalm() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 0)).isTrue();

        Files.writeString(proc.resolve("30/wchan"), "netlink_attachskb");
        assertThat(guard.isCalm()).as("a socket is full").isFalse();
        Files.writeString(proc.resolve("30/wchan"), "kauditd_thread");
        Files.writeString(proc.resolve("30/stat"), "30 (kauditd) R 2 0 0 0 -1 2129984 0");
        assertThat(guard.isCalm()).as("it passes records on").isFalse();
    }

    @Test
    void aDropSinceTheLookIsNotCalmWhereNothingElseIsSeen() {
        CongestionGuard guard = guard(true);
        assertThat(calmAfter(guard, 0)).isTrue();
        drops++;
        assertThat(guard.isCalm()).isFalse();
    }

    @Test
    void silenceSinceTheLookIsCalmBesideAnotherDaemonToo() {
        CongestionGuard guard = guard(false);
        guard.look();
        assertThat(calmAfter(guard, 10, SECOND)).isTrue();
        now += 100 * MILLI; // in which no record came; the look before had proved that some come
        assertThat(guard.isCalm()).isTrue();
    }

    @Test
    void whatTheLastLookFoundExpiresToo() throws IOException {
        kauditd("S", "kauditd_thread");
        CongestionGuard guard = guard(true);
        assertThat(guard.wasCalm()).isFalse();
        assertThat(calmAfter(guard, 0)).isTrue();
        now += 3_000 * MILLI;
        assertThat(guard.wasCalm()).isTrue();
        now += MILLI;
        assertThat(guard.wasCalm()).isFalse();
    }

    @Test
    void processThatCallsItselfKauditdIsNotTakenForIt() throws IOException {
        kauditd("S", "kauditd_thread");
        Files.writeString(proc.resolve("30/cmdline"), "kauditd\0");
        assertThat(new KauditdState(proc).read()).isEqualTo(KauditdState.Activity.UNKNOWN);
        assertThat(KauditdState.unknown().read()).isEqualTo(KauditdState.Activity.UNKNOWN);
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
