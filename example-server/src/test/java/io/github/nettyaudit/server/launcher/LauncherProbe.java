package io.github.nettyaudit.server.launcher;

import java.lang.management.ManagementFactory;
import java.util.List;

/** A program that says how it was started. */
final class LauncherProbe {
    private LauncherProbe() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("pid " + ProcessHandle.current().pid());
        System.out.println("java " + System.getProperty("java.home"));
        System.out.println("options " + ManagementFactory.getRuntimeMXBean().getInputArguments());
        for (String argument : arguments) {
            System.out.println("argument <" + argument + '>');
        }
        System.out.flush();
        if (List.of(arguments).contains("wait")) {
            System.in.read();
        }
        System.exit(arguments.length == 0 ? 0 : 7);
    }
}
