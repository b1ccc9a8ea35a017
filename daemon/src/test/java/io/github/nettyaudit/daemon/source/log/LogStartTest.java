package io.github.nettyaudit.daemon.source.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStartTest {
    @TempDir
    private Path directory;

    @Test
    void aLogOfWhichNothingWasStoredBeforeAKillIsReadFromItsStart() throws Exception {
        Path log = Files.writeString(directory.resolve("audit.log"), "type=SYSCALL msg=audit(1764172800.123:1): a=b\n");
        LogPositions positions = LogPositions.open(directory.resolve("files.position"), notice -> { });
        try (LogContent content = Rotations.open(log)) {
            assertThat(content).isNotNull();
            positions.add(new LogFileRecord(5, log.toString(), content.key().toString(), 0, 0, -1));
        }

        LogStart start = LogStart.find(log, positions, Map.of(), true);
        assertThat(start.first()).isNull();
        assertThat(start.offset()).isZero();
        assertThat(start.isMissing()).isFalse();
        try (FollowedFile file = start.open()) {
            assertThat(file.read(new byte[100])).isEqualTo(46);
        }
    }
}
