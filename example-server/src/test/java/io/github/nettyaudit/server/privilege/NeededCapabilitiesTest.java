package io.github.nettyaudit.server.privilege;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.option.SourceMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeededCapabilitiesTest {
    private static final String SINK = "sinks: [ { name: a, type: stdout } ]\n";

    @TempDir
    private Path directory;

    private NeededCapabilities of(String configuration) throws Exception {
        Path file = Files.writeString(directory.resolve("server.yaml"), configuration);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return NeededCapabilities.of(ConfigurationFile.read(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "source: demo | none",
        "source: kernel | CAP_NET_ADMIN CAP_SYS_PTRACE CAP_AUDIT_CONTROL CAP_AUDIT_READ",
        "process-context: false | CAP_NET_ADMIN CAP_AUDIT_CONTROL CAP_AUDIT_READ",
        "source: { type: files, paths: [/var/log/audit/audit.log], position: /p } | CAP_DAC_READ_SEARCH",
        "source: auditd | CAP_SYS_PTRACE",
    })
    void dependOnTheSource(String line, String expected) throws Exception {
        assertThat(of(line + '\n' + SINK)).hasToString(expected);
    }

    @Test
    void dependOnSubscribers() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "a-secret-of-subscribers");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(of("source: demo\nsinks:\n  - { name: a, type: stream, listen: 127.0.0.1:601, token-file: " + token + " }\n"
                + "  - { name: b, type: stream, listen: \"unix:/run/b.sock\", user: 65534 }\n"))
                .hasToString("CAP_CHOWN CAP_NET_BIND_SERVICE");
        assertThat(of("source: demo\nsinks: [{ name: a, type: stream, listen: 127.0.0.1:6010, token-file: " + token + " }]\n"))
                .hasToString("none");
    }

    @Test
    void dependOnMetricsAndPage() throws Exception {
        assertThat(of("source: demo\npage: { listen: \"127.0.0.1:80\" }\n" + SINK)).hasToString("CAP_NET_BIND_SERVICE");
        assertThat(of("source: demo\nmetrics: { listen: \"127.0.0.1:80\" }\n" + SINK)).hasToString("CAP_NET_BIND_SERVICE");
        assertThat(of("source: demo\nmetrics: { listen: \"unix:/run/m.sock\", user: 65534 }\n" + SINK)).hasToString("CAP_CHOWN");
        assertThat(of("source: demo\nmetrics: { user: 65534 }\n" + SINK)).hasToString("none");
    }

    @Test
    void sayWhatIsMissingForWhat() throws Exception {
        NeededCapabilities needed = of("source: { type: kernel, mode: multicast }\nprocess-context: false\n" + SINK);
        assertThat(needed.missing(Capability.NET_ADMIN.bit() | Capability.AUDIT_READ.bit())).containsExactly(
                "this process lacks CAP_AUDIT_CONTROL, which it needs to read how many records the kernel has lost");
        assertThat(needed.missing(-1)).isEmpty();
        assertThat(needed.superfluous(Capability.NET_ADMIN.bit())).isZero();
        assertThat(needed.superfluous(Capability.NET_ADMIN.bit() | Capability.CHOWN.bit())).isOne();
        assertThat(NeededCapabilities.of(SourceMode.DEMO, false).all()).isEmpty();
        assertThat(NeededCapabilities.of(SourceMode.AUTO, true).missing(0)).hasSize(3);
    }
}
