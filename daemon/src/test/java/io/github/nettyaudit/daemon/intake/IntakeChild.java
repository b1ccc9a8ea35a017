package io.github.nettyaudit.daemon.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts a class of these tests as a program of its own, on the class path and JDK of the tests. */
final class IntakeChild {
    private IntakeChild() {
    }

    /** Standard error goes where that of the tests goes; standard output is a pipe. */
    static Process start(Class<?> main, String argument) throws IOException {
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                main.getName(), argument)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
