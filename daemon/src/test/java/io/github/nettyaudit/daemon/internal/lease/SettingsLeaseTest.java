package io.github.nettyaudit.daemon.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.daemon.internal.lease.SettingsLease.Restoration;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsLeaseTest {
    private static final LeasedSetting LIMIT = new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000);
    private static final LeasedSetting ENABLED = new LeasedSetting(AuditSetting.ENABLED, 0, 1);
    private static final Map<AuditSetting, Long> WANTED =
            Map.of(AuditSetting.BACKLOG_LIMIT, 9000L, AuditSetting.ENABLED, 1L);

    private static AuditStatus status(int enabled, long limit) {
        return AuditStatus.builder().enabled(AuditEnabled.of(enabled)).backlogLimit(limit).backlogWaitTime(15_000)
                .mask(0).build();
    }

    private static AuditStatus changes(SettingsLease lease) {
        return lease.changes(setting -> true);
    }

    @Test
    void whatIsNotAsWantedIsChangedAndRemembered() {
        SettingsLease lease = SettingsLease.plan(status(0, 64), WANTED, List.of());

        assertThat(lease.leased()).containsExactly(ENABLED, LIMIT);
        assertThat(lease.turnsAuditingOff()).isTrue();
        assertThat(changes(lease).mask()).isEqualTo(AuditStatusField.ENABLED.maskBit()
                | AuditStatusField.BACKLOG_LIMIT.maskBit());
        assertThat(changes(lease).backlogLimit()).isEqualTo(9000);
        assertThat(lease.changes(setting -> setting == AuditSetting.ENABLED).mask())
                .isEqualTo(AuditStatusField.ENABLED.maskBit());
    }

    @Test
    void whatIsAsWantedIsNotTouched() {
        SettingsLease lease = SettingsLease.plan(status(1, 9000), WANTED, List.of());

        assertThat(lease.leased()).isEmpty();
        assertThat(changes(lease)).isNull();
        assertThat(lease.turnsAuditingOff()).isFalse();
    }

    @Test
    void anotherEnabledValueThanOffIsNeverChanged() {
        SettingsLease lease = SettingsLease.plan(status(2, 64), Map.of(AuditSetting.ENABLED, 1L), List.of());
        assertThat(lease.leased()).isEmpty();
        assertThat(changes(lease)).isNull();
    }

    @Test
    void afterAKillTheValuesThatTheFirstProcessFoundAreTheFoundOnes() {
        SettingsLease lease = SettingsLease.plan(status(1, 9000), WANTED, List.of(ENABLED, LIMIT));

        assertThat(lease.leased()).containsExactly(ENABLED, LIMIT);
        assertThat(changes(lease)).as("they are set already").isNull();
    }

    @Test
    void afterAKillWhatIsNoLongerWantedIsRestoredAtOnce() {
        SettingsLease lease = SettingsLease.plan(status(1, 9000), Map.of(AuditSetting.ENABLED, 1L),
                List.of(ENABLED, LIMIT));

        assertThat(lease.leased()).containsExactly(ENABLED);
        assertThat(changes(lease).mask()).isEqualTo(AuditStatusField.BACKLOG_LIMIT.maskBit());
        assertThat(changes(lease).backlogLimit()).isEqualTo(64);
    }

    @Test
    void afterAKillAuditingStaysOnUntilTheCloseAlsoIfItIsNotWantedAnyMore() {
        SettingsLease lease = SettingsLease.plan(status(1, 9000), Map.of(), List.of(ENABLED, LIMIT));

        assertThat(lease.leased()).containsExactly(ENABLED);
        assertThat(changes(lease).mask()).isEqualTo(AuditStatusField.BACKLOG_LIMIT.maskBit());
        assertThat(lease.turnsAuditingOff()).as("at close").isTrue();
    }

    @Test
    void afterAKillAnotherWantedValueIsSetAndTheFirstFoundOneRemembered() {
        SettingsLease lease = SettingsLease.plan(status(0, 9000), Map.of(AuditSetting.BACKLOG_LIMIT, 500L),
                List.of(LIMIT));

        assertThat(lease.leased()).containsExactly(new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 500));
        assertThat(changes(lease).backlogLimit()).isEqualTo(500);
    }

    @Test
    void afterAKillWhatSomebodyHasChangedSinceCountsAsFound() {
        SettingsLease lease = SettingsLease.plan(status(0, 777), WANTED, List.of(ENABLED, LIMIT));

        assertThat(lease.leased()).containsExactly(ENABLED, new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 777, 9000));
    }

    @Test
    void restoresWhatIsStillAsSet() {
        SettingsLease lease = SettingsLease.plan(status(0, 64), WANTED, List.of());

        Restoration restoration = lease.restoration(status(1, 9000), setting -> setting != AuditSetting.ENABLED);

        assertThat(restoration.restored()).containsExactly(LIMIT);
        assertThat(restoration.changes().mask()).isEqualTo(AuditStatusField.BACKLOG_LIMIT.maskBit());
        assertThat(restoration.changes().backlogLimit()).isEqualTo(64);
        assertThat(lease.leased()).as("until it is given up").containsExactly(ENABLED, LIMIT);
    }

    @Test
    void leavesWhatAnotherProgramHasChanged() {
        SettingsLease lease = SettingsLease.plan(status(0, 64), WANTED, List.of());

        Restoration restoration = lease.restoration(status(0, 500), setting -> true);

        assertThat(restoration.changes()).isNull();
        assertThat(restoration.restored()).isEmpty();
        assertThat(restoration.changedByOthers()).as("enabled is as it was found, which needs no word")
                .containsExactly(LIMIT);
        assertThat(lease.leased()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsNotRestored() {
        SettingsLease lease = SettingsLease.plan(status(0, 64), WANTED, List.of());
        lease.giveUp(AuditSetting.ENABLED);
        assertThat(lease.restoration(status(1, 9000), setting -> true).restored()).containsExactly(LIMIT);
        lease.giveUpAll();
        assertThat(lease.restoration(status(1, 9000), setting -> true).changes()).isNull();
    }

    @Test
    void aSettingThatTheKernelDoesNotHaveIsNotTouched() {
        AuditStatus old = AuditStatus.builder().backlogLimit(64).mask(0).structLength(32).build();
        SettingsLease lease = SettingsLease.plan(old, Map.of(AuditSetting.BACKLOG_LIMIT, 9000L), List.of());
        assertThat(lease.leased()).containsExactly(LIMIT);
        assertThat(changes(lease).mask()).isEqualTo(AuditStatusField.BACKLOG_LIMIT.maskBit());
    }
}
