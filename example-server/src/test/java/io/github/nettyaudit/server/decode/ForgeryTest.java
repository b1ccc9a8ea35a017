package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M4: no byte of a record can look like a line, a field, a word or a terminal command of the human view. */
class ForgeryTest {
    private static final int EVENTS = 20_000;
    private static final String[] ATOMS = {
        "|", "| ", "\\", "\"", "'", "=", ",", " ", "  ", "\t", "\u001b[31m", "\u001b]0;x\u0007", "\r", "\u0085",
        "\u009b2J", "\u202e", "\u2066", "\u2028", "\u2029", "\u200b", "\u00a0", "\u3000", "\u2026", "(incomplete)",
        "(late)", "(null)", "(none)", "?", "uid=0", "uid=0 ", "  who      root", "who", "said", "what", "key x",
        "  key x", "pid 5", "session 1", "tty x", "node web", "ok", "failed: x", " ok", "a", "abc", "\u0301",
        "\u0338", "\u4e2d\u6587", "\ud83d\ude00", "{", "}", "(", ")", "#1", "2026-01-01 00:00:00.000 +00:00",
        "\\x1b", "\\u{202e}", "uid,euid,suid,fsuid", "-x=y", "SYSCALL", "\u00e9", "msg='", "\u001d", "type=USER",
        ":", "unset", "/bin/x", "1", "0", "\u007f", "\u0001"};
    private static final String[] NAMES = {
        "uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid", "key", "comm", "exe", "exit", "success",
        "res", "op", "pid", "ppid", "tty", "ses", "auid", "name", "path", "acct", "syscall", "arch", "data",
        "saddr", "proctitle", "a0", "argc", "uid,euid,suid,fsuid", "\u202e", "a\"b", "|", "(x", "seresult",
        "apparmor", "cmd", "\u2026"};
    private static final String[] TYPES = {
        "SYSCALL", "USER_LOGIN", "AVC", "USER_AVC", "EXECVE", "PROCTITLE", "PATH", "CWD", "LOGIN", "who", "said",
        "\u202eX", "a\"b", "X=1", "|", "CKADDR", "UNKNOWN[1999]", "SOCKADDR", "SECCOMP", "CONFIG_CHANGE",
        "USER_TTY", "KERNEL", "DAEMON_END", "SELINUX_ERR", "URINGOP", "ANOM_ABEND"};

    private final ViewCheck check = new ViewCheck();

    @ParameterizedTest
    @ValueSource(strings = {
        "type=USER msg=audit(1700000000.123:1): |", "type=USER msg=audit(1700000000.123:1): pid=1 | |x next |= a",
        "type=USER msg=audit(1700000000.123:1): pid=1 msg='| (incomplete) \u2026 a=b'",
        "type=SYSCALL msg=audit(1700000000.123:1): syscall=2 success=no exit=\"EPERM  key admin\"",
        "type=SYSCALL msg=audit(1700000000.123:1): syscall=2 success=no exit=\"EPERM(x  key y)\"",
        "type=SYSCALL msg=audit(1700000000.123:1): syscall=(late) success=no exit=-13 key=\"a  key b\"",
        "node=execve type=SYSCALL msg=audit(1700000000.123:1): syscall=2",
        "type=SYSCALL msg=audit(1700000000.123:1): syscall=node success=web",
        "type=SYSCALL msg=audit(1700000000.123:1): syscall=key success=no",
        "node=a  ok type=SYSCALL msg=audit(1700000000.123:1): syscall=2",
        "type=EXECVE msg=audit(1700000000.123:1): argc=3 a0=\"(incomplete)\" a1=E280A6 a2=7C2075",
        "type=SYSCALL msg=audit(1700000000.123:1): uid=0 euid=0 suid=0 fsuid=0 euid=1000",
        "type=SYSCALL msg=audit(1700000000.123:1): uid,euid,suid,fsuid=0 euid=1000",
        "type=who msg=audit(1700000000.123:1): root", "type=PROCTITLE msg=audit(1700000000.123:1): proctitle=FF00 x",
        "type=SYSCALL msg=audit(1700000000.123:1): comm=7069642035 exe=287829 pid=4 tty=(none)"})
    void whatLooksLikeSomethingElse(String line) throws IOException {
        for (int width : new int[] {0, 40, 118}) {
            check.check(line.getBytes(StandardCharsets.UTF_8), width);
        }
        assertThat(check.checked()).isEqualTo(3);
    }

    /** Real records: nothing of them is left out either. */
    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void realRecordsAreShownWhole(String name) throws IOException {
        Path log = Path.of("../codec/src/test/resources/corpus/" + name + ".log.gz");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                check.check(line.getBytes(StandardCharsets.ISO_8859_1), TerminalWidth.DEFAULT);
            }
        }
        assertThat(check.checked()).isGreaterThan(1_000);
    }

    @Test
    void randomRecordsSayNoMoreThanTheyDo() throws IOException {
        Random random = new Random(20261126);
        for (int i = 0; i < EVENTS; i++) {
            check.check(line(random), new int[] {0, 40, 80, 118}[random.nextInt(4)]);
        }
        assertThat(check.checked()).isGreaterThan(EVENTS / 2);
    }

    /** The records of an event do not change how the others are read. */
    @Test
    void severalRecordsSayNoMoreThanTheyDo() throws IOException {
        Random random = new Random(20261127);
        for (int i = 0; i < EVENTS / 4; i++) {
            List<byte[]> lines = new ArrayList<>();
            for (int record = 2 + random.nextInt(5); record > 0; record--) {
                lines.add(line(random, "1"));
            }
            check.check(lines, new int[] {0, 40, 80, 118}[random.nextInt(4)]);
        }
        assertThat(check.checked()).isEqualTo(EVENTS / 4);
    }

    private static byte[] line(Random random) {
        return line(random, String.valueOf(random.nextInt(9)));
    }

    private static byte[] line(Random random, String serial) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        if (random.nextInt(4) == 0) {
            line.writeBytes("node=".getBytes(StandardCharsets.UTF_8));
            text(random, line);
            line.write(' ');
        }
        add(line, "type=" + TYPES[random.nextInt(TYPES.length)] + " msg=audit(1700000000.123:" + serial + "): ");
        boolean isSaid = false;
        for (int i = random.nextInt(12); i > 0; i--) {
            if (!isSaid && random.nextInt(12) == 0) {
                add(line, "msg='");
                isSaid = true;
            }
            item(random, line);
            line.write(' ');
        }
        add(line, isSaid ? "'" : "");
        byte[] bytes = line.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            // a line has none
            bytes[i] = bytes[i] == '\n' ? (byte) '\r' : bytes[i];
        }
        return bytes;
    }

    private static void item(Random random, ByteArrayOutputStream line) {
        if (random.nextInt(3) > 0) {
            add(line, NAMES[random.nextInt(NAMES.length)] + '=');
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        text(random, value);
        switch (random.nextInt(5)) {
            case 0 -> {
                for (byte b : value.toByteArray()) {
                    add(line, String.format("%02X", b & 0xff));
                }
            }
            case 1, 2 -> {
                line.write('"');
                line.writeBytes(value.toByteArray());
                line.write('"');
            }
            default -> line.writeBytes(value.toByteArray());
        }
    }

    private static void text(Random random, ByteArrayOutputStream text) {
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 60 : 5); i >= 0; i--) {
            if (random.nextInt(8) == 0) {
                text.write(random.nextInt(256));
            } else {
                add(text, ATOMS[random.nextInt(ATOMS.length)]);
            }
        }
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
