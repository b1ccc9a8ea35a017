package io.github.nettyaudit.server.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /usr/bin/netty-audit}, in a directory of its own, with programs in place of Java that print how they are run. */
class InstalledLauncherTest {
    private static final Path SOURCE = Path.of("src/deb");
    private static final int NOT_FOUND = 127;

    @TempDir
    private Path directory;
    private Path machines;
    private Path launcher;

    private record Ended(int code, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    @BeforeEach
    void install() throws IOException {
        machines = Files.createDirectories(directory.resolve("jvm"));
        launcher = directory.resolve("netty-audit");
        for (String file : List.of("bin/netty-audit", "lib/find-java")) {
            Path installed = directory.resolve(file.substring(file.indexOf('/') + 1));
            Files.writeString(installed, Files.readString(SOURCE.resolve(file))
                    .replace("/usr/lib/netty-audit", directory.toString())
                    .replace("/var/cache/netty-audit", directory.resolve("cache").toString()));
            assertThat(installed.toFile().setExecutable(true)).isTrue();
        }
    }

    private static Path java(Path home, String version, boolean hasRelease) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n"
                + "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2026-01-20' >&2; exit; fi\n"
                + "echo home " + home + "\nfor each; do echo \"<$each>\"; done\nexit 7\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        if (hasRelease) {
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x\"\n");
        }
        return home;
    }

    private Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", withoutJava(), "NETTY_AUDIT_JVMS", machines.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        return new Ended(process.waitFor(), lines);
    }

    /** A directory with what the script needs of a system, and no Java. */
    private String withoutJava() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : List.of("readlink", "sed", "sh")) {
            Path link = tools.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool)
                        : Path.of("/bin", tool));
            }
        }
        return tools.toString();
    }

    @Test
    void withoutAJavaItSaysWhatToDo() throws Exception {
        Ended ended = run(Map.of(), "--config", "/x");
        assertThat(ended.code()).isEqualTo(NOT_FOUND);
        assertThat(ended.text()).startsWith("netty-audit: there is no Java 17 or newer. Install one").contains("JAVA_HOME");
    }

    @Test
    void anOldJavaOfThePathIsNamed() throws Exception {
        Path old = java(directory.resolve("old"), "11.0.20", true);
        Ended ended = run(Map.of("PATH", withoutJava() + ":" + old.resolve("bin")), "--help");
        assertThat(ended.code()).isEqualTo(NOT_FOUND);
        assertThat(ended.text()).contains(old + "/bin/java is Java 11.0.20");
    }

    @Test
    void aWrongJavaHomeIsNamedAndNoOtherIsTaken() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        Ended absent = run(Map.of("JAVA_HOME", directory.resolve("nothing").toString()), "--help");
        assertThat(absent.code()).isEqualTo(NOT_FOUND);
        assertThat(absent.text()).contains("not the directory of a Java");
        Path old = java(directory.resolve("old"), "1.8.0_400", false);
        assertThat(run(Map.of("JAVA_HOME", old.toString()), "--help").text())
                .contains("JAVA_HOME is " + old, "Java 1.8.0_400", "expected: Java 17 or newer");
    }

    @Test
    void theJavaOfThePathComesFirstAndThenTheNewest() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        Path newest = java(machines.resolve("a-25"), "25", false);
        java(machines.resolve("java-8"), "1.8.0_1", true);
        assertThat(run(Map.of(), "--help").lines()).first().isEqualTo("home " + newest);
        Path ofPath = java(directory.resolve("own"), "21.0.2", true);
        assertThat(run(Map.of("PATH", withoutJava() + ":" + ofPath.resolve("bin")), "--help").lines()).first()
                .isEqualTo("home " + ofPath);
        assertThat(run(Map.of("JAVA_HOME", machines.resolve("java-17").toString()), "--help").lines()).first()
                .isEqualTo("home " + machines.resolve("java-17"));
    }

    @Test
    void argumentsAndTheExitCodePass() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        String[] hostile = {"decode", "", "a  b", "*", "$HOME", "`id`", "it's", "\"", "\\"};
        Ended ended = run(Map.of("JAVA_OPTS", "-Da=* -Db"), hostile);
        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.text()).endsWith("<-Da=*>\n<-Db>\n<-jar>\n</usr/share/netty-audit/netty-audit-server.jar>\n<"
                + String.join(">\n<", hostile) + '>');
    }

    @Test
    void optionsWithQuotationMarksAreRefused() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        Ended ended = run(Map.of("JAVA_OPTS", "-Dx='a b'"), "--config", "/x");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.text()).startsWith("netty-audit: JAVA_OPTS has quotation marks");
    }

    @Test
    void optionsSuitTheCommand() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        assertThat(run(Map.of(), "--config", "/x").lines()).contains("<-Xmx256m>", "<-Xmn16m>", "<-XX:+UseSerialGC>",
                "<-XX:TieredStopAtLevel=1>", "<-Djna.nounpack=true>");
        assertThat(run(Map.of(), "decode").lines()).contains("<-XX:+UseSerialGC>").doesNotContain("<-Xmx256m>");
        assertThat(run(Map.of(), "--rules", "@starter").lines()).doesNotContain("<-Xmx256m>", "<-XX:+UseSerialGC>");
        assertThat(run(Map.of("JAVA_OPTS", "-XX:+UseZGC"), "--config", "/x").lines()).contains("<-XX:+UseZGC>")
                .doesNotContain("<-XX:+UseSerialGC>");
    }

    @Test
    void theArchiveOfThisJavaIsUsed() throws Exception {
        java(machines.resolve("java-17"), "17.0.1", true);
        Path cache = Files.createDirectories(directory.resolve("cache"));
        Files.writeString(cache.resolve("java-21.jsa"), "of another one");
        assertThat(run(Map.of(), "--config", "/x").text()).doesNotContain("SharedArchiveFile");
        Path own = Files.writeString(cache.resolve("java-17.jsa"), "x");
        assertThat(run(Map.of(), "--config", "/x").lines()).contains("<-XX:SharedArchiveFile=" + own + '>');
        assertThat(run(Map.of("NETTY_AUDIT_TRAINING", "/y"), "--config", "/x").text())
                .contains("<-XX:ArchiveClassesAtExit=/y>").doesNotContain("SharedArchiveFile");
    }
}
