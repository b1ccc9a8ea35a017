package io.github.nettyaudit.server.decode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Any bytes as a record: the human view, read back, says what the record says (M4). */
class ViewFuzzTest {
    private static final String[] STARTS = {"type=SYSCALL msg=audit(1700000000.123:1): ",
        "node=n type=USER_AVC msg=audit(1700000000.123:1): pid=1 msg='", "type=EXECVE msg=audit(1700000000.123:1): ", ""};
    private static final int[] WIDTHS = {0, 40, 118};

    private final ViewCheck check = new ViewCheck();

    @FuzzTest(maxDuration = "10m")
    void theViewSaysWhatTheRecordSays(byte[] data) throws IOException {
        int choice = data.length == 0 ? 0 : data[0] & 0xff;
        byte[] start = STARTS[choice % STARTS.length].getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[start.length + data.length];
        System.arraycopy(start, 0, line, 0, start.length);
        for (int i = 0; i < data.length; i++) {
            // a line has none
            line[start.length + i] = data[i] == '\n' ? (byte) '\r' : data[i];
        }
        check.check(line, WIDTHS[choice / STARTS.length % WIDTHS.length]);
    }
}
