package io.github.nettyaudit.daemon.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.schema.process.ProcessText;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of single files of proc(5). */
class ProcFilesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String cgroup(String text) {
        byte[] file = bytes(text);
        return Objects.toString(new CgroupFile().read(file, file.length), null);
    }

    @Test
    void readsStat() {
        byte[] text = bytes("4711 (my) S 1 (x) R 100 4711 4711 34816 4711 4194304 2105 8250 98731 0 8 24 55 316 20 0 1 0 "
                + "7205759 7802880 1234 18446744073709551615 1 1 0 0\n");
        ProcStat stat = new ProcStat();

        assertThat(stat.read(text, text.length)).isTrue();
        assertThat(new String(text, stat.nameStart, stat.nameEnd - stat.nameStart, StandardCharsets.US_ASCII))
                .isEqualTo("my) S 1 (x");
        assertThat(stat.parentPid).isEqualTo(100);
        assertThat(stat.startTicks).isEqualTo(7205759);
        assertThat(stat.isKernelThread()).isFalse();
        int start = new String(text, StandardCharsets.US_ASCII).indexOf("7205759");
        for (int length = 0; length <= start; length++) {
            assertThat(stat.read(text, length)).as("%d bytes", length).isFalse();
        }
    }

    /** As on a machine whose clock was set back before its first process: the kernel prints a negative number so. */
    @Test
    void readsAStartBeforeTheBoot() {
        byte[] text = bytes("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 422 0 0 20 0 1 0 1844674407370 0 0 1 0\n");
        ProcStat stat = new ProcStat();

        assertThat(stat.read(text, text.length)).isTrue();
        assertThat(stat.isKernelThread()).isTrue();
        assertThat(stat.startTicks).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", ")", "()", "1 () S", ") S 1 (", "1 (a) S x 1 1 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 5 0"})
    void refusesOtherText(String text) {
        assertThat(new ProcStat().read(bytes(text), text.length())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0::/system.slice/ssh.service\\n | /system.slice/ssh.service",
        "0::/\\n | /",
        "0::/system.slice/ssh.service (deleted)\\n | /system.slice/ssh.service",
        "12:pids:/user.slice\\n1:name=systemd:/user.slice/user-0.slice/session-1.scope\\n0::/\\n "
            + "| /user.slice/user-0.slice/session-1.scope",
        "4:memory:/process_api/x\\n1:name=systemd:/\\n0::/\\n | /process_api/x",
        "11:cpu,cpuacct:/docker/H\\n1:name=systemd:/\\n0::/system.slice/containerd.service\\n | /docker/H",
        "1:name=systemd:/a:b\\n | /a:b",
        "3:cpu:/\\n0::/\\n | /",
        "0::x\\n: \\n\\n | ",
        " | "
    })
    void choosesAControlGroup(@Nullable String text, @Nullable String path) {
        String hash = "0f".repeat(32);
        String file = text == null ? "" : text.replace("\\n", "\n").replace("H", hash);

        assertThat(cgroup(file)).isEqualTo(path == null ? null : path.replace("H", hash));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/usr/bin/bash | bash,./run.sh,x | ./run.sh",
        "/usr/bin/dash | sh,-eux,run.sh | run.sh",
        "/usr/bin/bash | bash,-c,run.sh | ",
        "/usr/bin/bash | bash,--rcfile,x,run.sh | ",
        "/usr/bin/bash | -bash | ",
        "/usr/bin/python3.11 | python3,-u,-O,job.py,-c | job.py",
        "/usr/bin/python3.11 | python3,-m,http.server | ",
        "/usr/bin/python3.11 (deleted) | python3,job.py | job.py",
        "/usr/bin/perl | perl,-w,x.pl | x.pl",
        "/usr/bin/perl | perl,-e,print | ",
        "/usr/bin/node | node,--inspect,app.js | ",
        "/usr/bin/node | node,app.js | app.js",
        "/usr/bin/lua5.4 | lua,-,x | ",
        "/usr/bin/cat | cat,x.sh | "
    })
    void findsTheScript(String program, String arguments, @Nullable String script) {
        String options = Interpreters.options(ProcessText.of(program));
        byte[] list = bytes(arguments.replace(',', '\0') + '\0');

        assertThat(options == null ? null : Objects.toString(Interpreters.script(options, list, list.length), null))
                .isEqualTo(script);
    }

    @Test
    void doesNotTakeAPartOfAnArgumentForAScript() {
        byte[] cut = bytes("bash\0./ru");
        assertThat(Interpreters.script(Objects.requireNonNull(Interpreters.options(ProcessText.of("/bin/bash"))), cut,
                cut.length)).isNull();
        assertThat(Interpreters.script("", cut, 0)).isNull();
    }
}
