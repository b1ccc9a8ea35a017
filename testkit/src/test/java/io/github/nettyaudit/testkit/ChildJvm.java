package io.github.nettyaudit.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of the tests as a program of its own, on the class path and JDK of the tests. */
final class ChildJvm {
    private ChildJvm() {
    }

    /** Standard error goes where that of the tests goes; standard input and output are pipes. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** As above, with words before the command, such as {@code unshare --user}. */
    static Process start(List<String> prefix, Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(prefix, main, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<String> command(List<String> prefix, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
