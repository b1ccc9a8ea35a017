package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpoolTroubleTest {
    private final List<String> notices = new ArrayList<>();
    private final SpoolTrouble trouble = new SpoolTrouble(Path.of("spool"), notices::add);

    @Test
    void twoTroublesEndTogetherAndEachCanBeginAgain() {
        for (int i = 0; i < 2; i++) {
            notices.clear();
            trouble.writeFailed(new IOException("Input/output error"), WhenFull.STOP);
            trouble.isFull(100, WhenFull.STOP);
            trouble.isFull(100, WhenFull.STOP);
            trouble.writeSucceeded();
            trouble.writeSucceeded();

            assertThat(notices).containsExactly(
                    "the spool spool cannot be written: Input/output error; new entries wait until there is space",
                    "the spool spool has reached its bound of 100 bytes, and no segment can be deleted; new entries wait"
                            + " until there is space",
                    "the spool spool is written again");
        }
    }
}
