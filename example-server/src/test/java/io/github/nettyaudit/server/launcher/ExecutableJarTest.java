package io.github.nettyaudit.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in front of the jar, and the jar after it, with a program that says how it was started. */
class ExecutableJarTest {
    private static final Path LAUNCHER = Path.of("src/launcher");
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASS = LauncherProbe.class.getName().replace('.', '/') + ".class";
    private static final int KILLED = 128 + 15;

    @TempDir
    private static Path directory;
    private static Path program;

    private record Ended(int code, long pid, List<String> lines) {
        String line(String start) {
            return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse("");
        }
    }

    @BeforeAll
    static void build() throws Exception {
        Path jar = directory.resolve("probe.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LauncherProbe.class.getName());
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out, manifest);
                InputStream own = LauncherProbe.class.getResourceAsStream("/" + CLASS)) {
            entries.putNextEntry(new JarEntry(CLASS));
            own.transferTo(entries);
        }
        program = directory.resolve("the program");
        Process maker = new ProcessBuilder(JAVA, LAUNCHER.resolve("ExecutableJar.java").toString(), jar.toString(),
                LAUNCHER.resolve("netty-audit.sh").toString(), program.toString()).inheritIO().start();
        assertThat(maker.waitFor()).isZero();
    }

    private static ProcessBuilder builder(Map<String, String> environment, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return run(builder(environment, command.toArray(new String[0])));
    }

    private static Ended run(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        return new Ended(process.waitFor(), process.pid(), lines);
    }

    @Test
    void argumentsAndTheExitCodePass() throws Exception {
        String[] hostile = {"decode", "", "a  b", "*", "$HOME", "`id`", "it's", "\"", "\\", "-", "a\nb", "\u00e4"};
        Ended ended = run(Map.of("LC_ALL", "C.UTF-8"), hostile);
        assertThat(ended.code()).isEqualTo(7);
        assertThat(String.join("\n", ended.lines())).endsWith("argument <" + String.join(">\nargument <", hostile) + '>');
        assertThat(run(Map.of()).code()).isZero();
    }

    @Test
    void noProcessStandsBetween() throws Exception {
        Ended ended = run(Map.of(), "decode");
        assertThat(ended.line("pid ")).isEqualTo("pid " + ended.pid());
    }

    @Test
    void signalsArriveAtTheProgram() throws Exception {
        Process process = builder(Map.of(), program.toString(), "decode", "wait").start();
        StringBuilder output = new StringBuilder();
        while (output.indexOf("<wait>") < 0) {
            int next = process.getInputStream().read();
            assertThat(next).as(output.toString()).isNotNegative();
            output.append((char) next);
        }
        // not that of Process, which also closes the input
        process.toHandle().destroy();
        assertThat(process.waitFor()).isEqualTo(KILLED);
    }

    @Test
    void onlyCommandsThatEndSoonHaveOtherOptions() throws Exception {
        assertThat(run(Map.of(), "decode").line("options")).contains("TieredStopAtLevel=1", "+UseSerialGC");
        assertThat(run(Map.of(), "ctl").line("options")).contains("TieredStopAtLevel=1", "+UseSerialGC");
        assertThat(run(Map.of(), "--source").line("options")).isEqualTo("options []");
        assertThat(run(Map.of()).line("options")).isEqualTo("options []");
    }

    @Test
    void optionsOfTheUserCountMore() throws Exception {
        Ended ended = run(Map.of("JAVA_OPTS", "-XX:+UseParallelGC  -XX:TieredStopAtLevel=4 -Da=*"), "decode");
        assertThat(ended.line("options")).isEqualTo(
                "options [-XX:TieredStopAtLevel=1, -XX:+UseParallelGC, -XX:TieredStopAtLevel=4, -Da=*]");
        assertThat(run(Map.of("JAVA_OPTS", "-Dx=1"), "--source").line("options")).isEqualTo("options [-Dx=1]");
    }

    /** B8: Java said that it could not find the class b". */
    @Test
    void optionsWithQuotationMarksAreRefused() throws Exception {
        Ended ended = run(Map.of("JAVA_OPTS", "-Dx=\"a b\""), "decode");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.lines()).singleElement().asString().startsWith("netty-audit: JAVA_OPTS has quotation marks")
                .contains("JDK_JAVA_OPTIONS");
        assertThat(run(Map.of("JDK_JAVA_OPTIONS", "-Dx=\"a b\""), "--source").line("options"))
                .isEqualTo("options [-Dx=a b]");
    }

    @Test
    void theJavaOfTheUserRuns() throws Exception {
        Path home = Files.createDirectories(directory.resolve("java home/bin")).getParent();
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho own\nexit 3\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Ended ended = run(Map.of("JAVA_HOME", home.toString()), "decode");
        assertThat(ended.lines()).containsExactly("own");
        assertThat(ended.code()).isEqualTo(3);
        Ended missing = run(Map.of("JAVA_HOME", directory.resolve("nothing").toString()), "decode");
        assertThat(missing.code()).isBetween(126, 127);
        Ended ofPath = run(Map.of("JAVA_HOME", "", "PATH", home.resolve("bin") + ":" + System.getenv("PATH")), "decode");
        assertThat(ofPath.lines()).containsExactly("own");
    }

    @Test
    void itIsAJarWhoseOffsetsAreRight() throws Exception {
        try (JarFile jar = new JarFile(program.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName)).containsExactly("META-INF/MANIFEST.MF", CLASS);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
        int end = file.limit() - 22;
        int directoryStart = file.getInt(end + 16);
        assertThat(file.getInt(directoryStart)).isEqualTo(0x02014b50);
        assertThat(directoryStart + file.getInt(end + 12)).isEqualTo(end);
        int first = file.getInt(directoryStart + 42);
        assertThat(file.getInt(first)).isEqualTo(0x04034b50);
        assertThat(first).isEqualTo((int) Files.size(LAUNCHER.resolve("netty-audit.sh")));
        Ended ended = run(builder(Map.of(), JAVA, "-jar", program.toString(), "decode"));
        assertThat(ended.line("options")).isEqualTo("options []");
        assertThat(ended.line("argument")).isEqualTo("argument <decode>");
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException, InterruptedException {
        Path wrong = Files.write(directory.resolve("wrong.jar"), new byte[1_000]);
        Process maker = new ProcessBuilder(JAVA, LAUNCHER.resolve("ExecutableJar.java").toString(), wrong.toString(),
                LAUNCHER.resolve("netty-audit.sh").toString(), directory.resolve("none").toString())
                .redirectErrorStream(true).start();
        assertThat(new String(maker.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("not a jar");
        assertThat(maker.waitFor()).isNotZero();
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
