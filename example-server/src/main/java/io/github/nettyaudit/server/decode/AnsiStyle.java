package io.github.nettyaudit.server.decode;

import java.io.Console;
import java.util.Locale;

/** Colours of a terminal, or none. */
enum AnsiStyle {
    /** What is not coloured. */
    PLAIN(""),
    /** Headlines. */
    BOLD("1"),
    /** What is always there and seldom read. */
    DIM("2"),
    /** What failed. */
    RED("31"),
    /** What succeeded. */
    GREEN("32"),
    /** What somebody other than the kernel said. */
    YELLOW("33"),
    /** Names of files, programs and addresses. */
    CYAN("36");

    /** When to colour. */
    enum When { AUTO, ALWAYS, NEVER }

    private static final String END = "\u001b[0m";
    private final String start;

    AnsiStyle(String code) {
        start = "\u001b[" + code + 'm';
    }

    String on(boolean coloured, String text) {
        return coloured && this != PLAIN && !text.isEmpty() ? start + text + END : text;
    }

    /** Whether the output is coloured: on a terminal, unless NO_COLOR is set (no-color.org). */
    static boolean isWanted(When when) {
        String no = System.getenv("NO_COLOR");
        return when == When.ALWAYS || when == When.AUTO && (no == null || no.isEmpty()) && isTerminal();
    }

    /** From JDK 22 on there is a console where there is no terminal, and a method that says so. */
    private static boolean isTerminal() {
        if ("dumb".equals(String.valueOf(System.getenv("TERM")).toLowerCase(Locale.ROOT))) {
            return false;
        }
        Console console = System.console();
        if (console == null) {
            // also where standard input is none
            return TerminalWidth.terminal() != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
