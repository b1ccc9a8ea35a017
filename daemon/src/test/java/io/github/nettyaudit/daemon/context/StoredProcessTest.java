package io.github.nettyaudit.daemon.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StoredProcessTest {
    private static final byte[] ANY_BYTES = {(byte) 0xff, 0, '\n', (byte) 0xc3, ' '};

    private static ProcessInfo process() {
        ProcessInfo first = new ProcessInfoBuilder(1).parentPid(0).startMillis(1_700_000_000_010L)
                .name(ProcessText.of("systemd")).miss(ProcessPart.EXECUTABLE, MissReason.UNREADABLE)
                .controlGroup(ControlGroup.of("/init.scope")).login(ProcessInfo.UNSET, ProcessInfo.UNSET).build();
        ProcessInfo gone = new ProcessInfoBuilder(Integer.MAX_VALUE).missAll(MissReason.ENDED).parentPid(Integer.MAX_VALUE)
                .parent(first).build();
        ProcessInfo shell = new ProcessInfoBuilder(4711).startMillis(0).executable(ProcessText.of("/usr/bin/bash"))
                .controlGroup(ControlGroup.of("/system.slice/docker-" + "0".repeat(64) + ".scope")).parent(gone).build();
        return new ProcessInfoBuilder(4712).startMillis(1_700_000_000_020L)
                .name(ProcessText.of(ANY_BYTES, 0, ANY_BYTES.length)).executable(ProcessText.of("/" + "x".repeat(255)))
                .script(ProcessText.of("./run it")).controlGroup(shell.controlGroup()).login(1000, 0).parent(shell).build();
    }

    @Test
    void givesBackEachPart() {
        ProcessInfo process = process();
        ProcessInfo read = Objects.requireNonNull(StoredProcess.decode(StoredProcess.encode(process)));

        assertThat(read).isEqualTo(process);
        assertThat(Objects.requireNonNull(read.name()).toBytes()).isEqualTo(ANY_BYTES);
        assertThat(read.controlGroup()).isEqualTo(process.controlGroup());
        assertThat(read.ancestors()).isEqualTo(3);
        ProcessInfo gone = Objects.requireNonNull(Objects.requireNonNull(read.parent()).parent());
        assertThat(gone.pid()).isEqualTo(Integer.MAX_VALUE);
        assertThat(gone.controlGroup()).isNull();
        assertThat(gone.miss(ProcessPart.CONTROL_GROUP)).isEqualTo(MissReason.ENDED);
    }

    @Test
    void aProcessOfWhichOnlyTheIdIsKnownIsSmall() {
        ProcessInfo process = new ProcessInfoBuilder(7).build();
        byte[] stored = StoredProcess.encode(process);

        assertThat(stored).containsExactly(1, 5, 1, 1, 7, 11, 0);
        assertThat(StoredProcess.decode(stored)).isEqualTo(process);
    }

    @Test
    void oneAfterAnotherGivesWhatEachAloneGives() {
        ProcessInfo one = process();
        ProcessInfo shell = Objects.requireNonNull(one.parent());
        ProcessInfo sibling = new ProcessInfoBuilder(4713).controlGroup(one.controlGroup()).parent(shell).build();
        ProcessInfo elsewhere = new ProcessInfoBuilder(4714).controlGroup(ControlGroup.of("/user.slice")).parent(shell)
                .build();
        ProcessInfo alone = new ProcessInfoBuilder(4715).controlGroup(one.controlGroup()).build();
        ProcessInfo nowhere = new ProcessInfoBuilder(4716).parent(shell).build();
        ProcessEncoder encoder = new ProcessEncoder();
        ProcessDecoder decoder = new ProcessDecoder();
        for (ProcessInfo process : new ProcessInfo[] {one, sibling, one, elsewhere, sibling, alone, one, nowhere, sibling,
                shell, elsewhere, nowhere, alone}) {
            byte[] stored = encoder.encode(process);
            assertThat(stored).isEqualTo(StoredProcess.encode(process));
            assertThat(decoder.decode(stored)).isEqualTo(process);
        }
    }

    @Test
    void aDamagedFormDoesNotChangeTheNext() {
        ProcessDecoder decoder = new ProcessDecoder();
        byte[] stored = StoredProcess.encode(process());
        for (int length = 0; length <= stored.length; length++) {
            try {
                decoder.decode(Arrays.copyOf(stored, length));
            } catch (IllegalArgumentException e) {
                // that is what it is for
            }
            assertThat(decoder.decode(stored)).isEqualTo(process());
        }
    }

    /** The bytes of this version, so that a change of the form is seen. */
    @Test
    void readsTheFormAsItIsDocumented() {
        ProcessInfo read = StoredProcess.decode(new byte[] {1, 23, 1, 1, 100, 2, 1, 51, 4, 1, 'a', 7, 2, '/', 'b', 8, 1, 0,
                9, 1, 3, 10, 2, 3, 1});

        assertThat(read).isEqualTo(new ProcessInfoBuilder(100).parentPid(50).name(ProcessText.of("a"))
                .controlGroup(ControlGroup.of("/b")).login(0, 3).miss(ProcessPart.EXECUTABLE, MissReason.ENDED).build());
    }

    @Test
    void skipsWhatALaterVersionHas() {
        ProcessInfo read = StoredProcess.decode(new byte[] {1, 21, 1, 1, 7, 99, 3, 1, 2, 3, 10, 6, 2, 1, 99, 1, 3, 99,
                4, 1, 'a', 12, 0});

        assertThat(read).isEqualTo(new ProcessInfoBuilder(7).name(ProcessText.of("a"))
                .miss(ProcessPart.NAME, MissReason.ENDED).build());
        assertThat(StoredProcess.decode(new byte[] {2, 1, 2, 3})).isNull();
    }

    @Test
    void refusesWhatIsCutOffOrDamagedAndNothingElse() {
        byte[] stored = StoredProcess.encode(process());
        int wholeParents = 0;
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            try {
                assertThat(StoredProcess.decode(cut)).as("length %d", length).isNotNull();
                wholeParents++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("stored process");
            }
        }
        assertThat(wholeParents).isEqualTo(3); // cut behind the process, and behind each parent but the last
        for (int i = 0; i < stored.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = stored.clone();
                damaged[i] ^= (byte) (1 << bit);
                try {
                    StoredProcess.decode(damaged);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("stored process");
                }
            }
        }
    }

    @Test
    void refusesNumbersThatAreTooLarge() {
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        large.writeBytes(new byte[] {1, 12, 1, 10});
        for (int i = 0; i < 10; i++) {
            large.write(0xff);
        }
        assertThatThrownBy(() -> StoredProcess.decode(large.toByteArray())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
    }
}
