package io.github.nettyaudit.server.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.DocumentLinks;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the package, laid out from a small jar. */
class DebContentsTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private static Path directory;
    private static Path contents;

    @BeforeAll
    static void layOut() throws Exception {
        contents = layOut(directory.resolve("one"));
    }

    private static Path layOut(Path target) throws IOException, InterruptedException {
        Path jar = directory.resolve("small.jar");
        if (!Files.exists(jar)) {
            makeJar(jar);
        }
        Process maker = new ProcessBuilder(JAVA, "src/deb/DebContents.java", "..", jar.toString(), target.toString(),
                "0.1.0-SNAPSHOT", "2026-11-26T00:00:00Z").redirectErrorStream(true).start();
        String said = new String(maker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(maker.waitFor()).as(said).isZero();
        return target;
    }

    private static void makeJar(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream out = new ZipOutputStream(file)) {
            for (String name : List.of("META-INF/MANIFEST.MF", "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
                    "META-INF/native/libnetty_transport_native_epoll_aarch_64.so", "com/sun/jna/Native.class",
                    "com/sun/jna/linux-x86-64/libjnidispatch.so", "com/sun/jna/linux-aarch64/libjnidispatch.so",
                    "linux/amd64/libzstd-jni-1.5.7-17.so",
                    "linux/aarch64/libzstd-jni-1.5.7-17.so")) {
                out.putNextEntry(new ZipEntry(name));
                out.write((name + '\n').repeat(9).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String page(String name) throws IOException {
        return compressed(contents.resolve("files/usr/share/man/" + name)).replace("\\-", "-");
    }

    private static String compressed(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyLinkOfTheDocumentsLeadsToAFileOfThePackage() throws IOException {
        List<Path> documents;
        try (Stream<Path> files = Files.list(contents.resolve("files/usr/share/doc/netty-audit"))) {
            documents = files.filter(file -> file.toString().endsWith(".md.gz")).toList();
        }
        assertThat(documents).extracting(file -> file.getFileName().toString())
                .contains("README.md.gz", "CHANGELOG.md.gz", "OPERATE.md.gz", "BENCHMARKS.md.gz", "CONFORMANCE.md.gz");
        for (Path document : documents) {
            assertThat(DocumentLinks.broken(document, DebContentsTest::compressed)).isEmpty();
        }
        assertThat(compressed(documents.get(0).resolveSibling("OPERATE.md.gz"))).contains("](FORWARDER.md.gz#take-over)");
        assertThat(compressed(documents.get(0).resolveSibling("README.md.gz")))
                .contains("](https://github.com/nettyaudit/netty-audit/blob/main/CONTRIBUTING.md)");
    }

    @Test
    void theConfigurationIsAccepted() throws Exception {
        Path file = contents.resolve("private/etc/netty-audit/server.yaml");
        ServerConfiguration configuration = ConfigurationFile.read(file);
        assertThat(configuration.rules().path()).hasToString("@starter");
        assertThat(configuration.rules().keep()).isTrue(); // the service starts also where rules are loaded
        assertThat(configuration.statistics()).isEqualTo(Duration.ofMinutes(10)); // the journal is for what matters
        assertThat(Files.readString(file)).containsPattern("(?m)^keep-rules: true {15}# ").containsPattern("(?m)^rules: starter {17}# ");
        assertThat(configuration.sinks()).hasSize(1);
        assertThat(configuration.spool().directory()).isEqualTo(Path.of("/var/lib/netty-audit/spool"));
    }

    @Test
    void theRulesAreThoseOfStarter() throws IOException {
        String rules = Files.readString(contents.resolve("private/etc/netty-audit/rules.d/10-starter.rules"));
        assertThat(rules).contains("-S execve,execveat -k program-start", "dir=/etc/netty-audit ",
                "# if sudo is installed: -a always,exit").doesNotContain("@starter", "dir=/etc/audit ");
    }

    @Test
    void eachArchitectureHasItsLibraries() throws IOException {
        for (String architecture : List.of("amd64", "arm64")) {
            Path libraries = contents.resolve(architecture + "/lib/usr/lib/netty-audit");
            String own = architecture.equals("amd64") ? "x86_64|x86-64|amd64" : "aarch";
            try (Stream<Path> files = Files.list(libraries)) {
                assertThat(files).hasSize(3).allSatisfy(file -> assertThat(Files.readString(file)).containsPattern(own));
            }
            assertThat(Files.readString(contents.resolve(architecture + "/control/control")))
                    .contains("\nArchitecture: " + architecture + '\n', "\nVersion: 0.1.0~SNAPSHOT\n").doesNotContain("[[");
        }
    }

    @Test
    void conffilesAreThere() throws IOException {
        for (String file : Files.readAllLines(contents.resolve("amd64/control/conffiles"))) {
            assertThat(List.of(contents.resolve("files" + file), contents.resolve("private" + file)))
                    .as(file).anyMatch(Files::exists);
        }
    }

    @Test
    void theManualNamesTheExitCodes() throws IOException {
        String page = page("man8/netty-audit.8.gz");
        for (ExitCode code : ExitCode.values()) {
            assertThat(page).contains(".TP\n.B " + code.code() + '\n' + code.meaning());
        }
        assertThat(page).doesNotContain("[[");
    }

    @Test
    void theManualNamesTheKeysOfAllSinks() throws IOException {
        String page = page("man5/netty-audit-server.yaml.5.gz");
        assertThat(page).contains(Files.readString(Path.of("../docs/examples/server.yaml")).strip()).doesNotContain("[[");
        for (Map.Entry<String, EventSinkFactory> type : EventSinks.installed().entrySet()) {
            assertThat(page).contains("\n.SS " + type.getKey() + '\n');
            for (SettingKey<?> key : type.getValue().settings()) {
                assertThat(page).as(type.getKey()).containsPattern("(?m)^\\.B.*\\b" + key.name() + "\\b");
            }
        }
    }

    @Test
    void groffHasNothingToComplainAbout() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "no groff");
        for (String name : List.of("man8/netty-audit.8.gz", "man5/netty-audit-server.yaml.5.gz")) {
            Path file = directory.resolve("page");
            try (InputStream in = new GZIPInputStream(Files.newInputStream(contents.resolve("files/usr/share/man/" + name)))) {
                Files.write(file, in.readAllBytes());
            }
            Process groff = new ProcessBuilder("groff", "-ww", "-K", "utf8", "-T", "utf8", "-man", "-z", file.toString())
                    .redirectErrorStream(true).start();
            String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assumeTrue(!said.contains("can't open"), said); // groff-base without its macros
            assertThat(said).as(name).isEmpty();
            assertThat(groff.waitFor()).isZero();
        }
    }

    @Test
    void aSecondTimeAllBytesAreTheSame() throws Exception {
        assertThat(bytes(layOut(directory.resolve("two")))).isEqualTo(bytes(contents));
    }

    private static Map<String, String> bytes(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }
}
