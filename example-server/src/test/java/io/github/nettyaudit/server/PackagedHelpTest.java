package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

/** With the properties that the launcher of the Debian package sets, {@code --help} names what is in the package. */
@Isolated("system properties")
class PackagedHelpTest {
    private static final Pattern PROPERTY = Pattern.compile("-D(netty-audit\\.[a-z.]+)=(\\S+?)[\"\\s]");

    private final Map<String, String> properties = new LinkedHashMap<>();

    @BeforeEach
    void setThoseOfTheLauncher() throws Exception {
        Matcher property = PROPERTY.matcher(Files.readString(Path.of("src/deb/bin/netty-audit")));
        while (property.find()) {
            properties.put(property.group(1), property.group(2));
            System.setProperty(property.group(1), property.group(2));
        }
        assertThat(properties).hasSize(3);
    }

    @AfterEach
    void clear() {
        properties.keySet().forEach(System::clearProperty);
    }

    @Test
    void theHelpNamesTheProgramAndTheDocumentsOfThePackage() {
        String help = help("--help");
        assertThat(help).startsWith("Usage: netty-audit [OPTIONS]")
                .contains("\n  netty-audit --rules @starter\n", "/usr/share/doc/netty-audit/FORWARDER.md.gz",
                        "/usr/share/doc/netty-audit/PAGE.md.gz", "/usr/share/doc/netty-audit/EVENTS.md.gz")
                .doesNotContain("netty-audit-server", "java -jar", "${", " docs/", "(docs/");
        for (String command : List.of("decode", "check", "ctl", "ctl add", "ctl set", "ctl delete", "spool", "spool cat")) {
            assertThat(help((command + " --help").split(" "))).as(command).startsWith("Usage: netty-audit " + command)
                    .doesNotContain("netty-audit-server", "java -jar", "${", " docs/", "(docs/");
        }
    }

    @Test
    void withoutThemItNamesThoseOfTheRepository() {
        clear();
        assertThat(help("--help")).startsWith("Usage: netty-audit-server [OPTIONS]")
                .contains("\n  java -jar netty-audit-server.jar --rules @starter\n", "(docs/FORWARDER.md)").doesNotContain("${");
    }

    private static String help(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = AuditServer.commandLine().setOut(new PrintWriter(out, true));
        assertThat(line.execute(arguments)).isZero();
        return out.toString();
    }
}
