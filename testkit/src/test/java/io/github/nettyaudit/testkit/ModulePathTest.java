package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs the library as named modules: {@link ModulePathProgram} in a JVM of its own, whose class path is empty. */
class ModulePathTest {
    private static final String TESTKIT = "io.github.nettyaudit.testkit";
    /** The module of Netty's native library is required by nobody; an application adds it. */
    private static final String NATIVE_LIBRARY = "io.netty.transport.epoll.linux."
            + (System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64");
    /** The modules that load native code. */
    private static final String NATIVE_ACCESS = "com.sun.jna,io.netty.common";

    private static String output;

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=" + NATIVE_ACCESS));
        if (Runtime.version().feature() >= 24) {
            command.add("--illegal-native-access=deny");
        }
        command.addAll(List.of("--module-path", modulePath(), "--add-modules", NATIVE_LIBRARY, "--patch-module",
                TESTKIT + "=" + classes(ModulePathTest.class), "--module",
                TESTKIT + "/" + ModulePathProgram.class.getName()));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).as(output).isZero();
    }

    @Test
    void everyClassBelongsToANamedModule() {
        assertThat(output.lines()).contains(
                "module of AuditClient = io.github.nettyaudit.codec",
                "module of AuditNetlinkChannel = io.github.nettyaudit.transport",
                "module of ScriptedKernel = io.github.nettyaudit.testkit",
                "module of Channel = io.netty.transport",
                "module of PlatformDependent = io.netty.common",
                "module of Native = com.sun.jna");
    }

    @Test
    void opensAChannelAndAsksForTheStatus() {
        assertThat(output.lines()).contains("unavailable because = null", "backlog limit = 4321");
    }

    @Test
    void findsItsTables() {
        assertThat(output.lines()).contains("type 1300 = SYSCALL", "errno 17 = EEXIST", "captured = "
                + CapturedDatagrams.liveWatch().size());
    }

    @Test
    void printsNoWarning() {
        assertThat(output.lines()).hasSize(12).noneMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void exportsEveryPackageWithAPublicType() {
        for (String module : List.of("codec", "transport", "testkit")) {
            ModuleReference reference = ModuleFinder.of(paths()).find("io.github.nettyaudit." + module).orElseThrow();
            Set<String> exported = reference.descriptor().exports().stream().map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());

            assertThat(exported).as(module).containsExactlyInAnyOrderElementsOf(reference.descriptor().packages()
                    .stream().filter(name -> !name.contains(".internal")).collect(Collectors.toSet()));
        }
    }

    private static String modulePath() {
        return Stream.of(paths()).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jars and class directories of the tests' class path that have main code; one with tests is a twin of it. */
    private static Path[] paths() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(Files::exists).filter(path -> !path.endsWith("test-classes"))
                .filter(path -> !path.toString().endsWith("-tests.jar")).toArray(Path[]::new);
    }

    private static Path classes(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
