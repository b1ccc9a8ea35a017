package io.github.nettyaudit.server.yaml;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What the parser says, in the words of an operator for the mistakes that are made most often.
 *
 * @param line   the line to which the sentence belongs, from 1
 * @param column the column, from 1
 * @param text   the sentence
 */
record YamlMistake(int line, int column, String text) {
    private static final Pattern KEY = Pattern.compile("( *)(?:- +)?([A-Za-z][A-Za-z0-9_-]*):(?:\\s.*)?");
    private static final Pattern WITHOUT_BLANK = Pattern.compile(" *(?:- +)?([A-Za-z][A-Za-z0-9_-]*):[^\\s:/].*");

    /**
     * Explains.
     *
     * @param content the text of the file
     */
    static YamlMistake of(MarkedYamlEngineException e, String content) {
        List<String> lines = content.lines().toList();
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        YamlMistake here = new YamlMistake(mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1,
                "");
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("could not find expected ':'")) {
            return e.getContextMark().map(begin -> withoutKey(lines, begin.getLine() + 1, begin.getColumn() + 1))
                    .orElseGet(() -> here.saying(problem));
        }
        if (problem.contains("mapping values are not allowed") && here.line > 1) {
            YamlMistake above = withoutBlank(lines, here.line - 1, 1);
            if (above != null) {
                return above;
            }
        }
        if (problem.contains("<block end>")) {
            String entry = entryWithoutKey(lines, here.line);
            if (entry != null) {
                return here.saying(entry);
            }
        }
        return here.saying(what(e, problem));
    }

    private YamlMistake saying(String sentence) {
        return new YamlMistake(line, column, sentence);
    }

    private static String what(MarkedYamlEngineException e, String problem) {
        String context = e.getContext();
        if (problem.contains("TAB")) {
            return "a tab cannot indent a line: write blanks";
        }
        if (problem.contains("cannot start any token")) {
            return problem + ": put the text in quotation marks";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "there is a colon where no key can be: a key needs a blank after its colon, also in the line above; the keys"
                    + " of a group begin in the same column; a text that has a colon and a blank needs quotation marks";
        }
        String begun = e.getContextMark().map(mark -> ", which begins in line " + (mark.getLine() + 1)).orElse("");
        if (problem.contains("<block end>")) {
            return "this line is not indented as the lines of its group" + begun;
        }
        if (context == null || context.isEmpty()) {
            return problem;
        }
        return context + begun + ": " + problem.replace("<stream end>", "the end of the file");
    }

    private static String line(List<String> lines, int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    private static YamlMistake withoutKey(List<String> lines, int number, int column) {
        YamlMistake mistake = withoutBlank(lines, number, column);
        return mistake != null ? mistake : new YamlMistake(number, column,
                "this line has no key: write KEY: VALUE, with a blank after the colon, or indent it as a part of the line above");
    }

    /** Returns {@code null} if the line has another form. */
    private static @Nullable YamlMistake withoutBlank(List<String> lines, int number, int column) {
        Matcher form = WITHOUT_BLANK.matcher(line(lines, number));
        return form.matches() ? new YamlMistake(number, column, "write a blank after the colon of " + form.group(1)) : null;
    }

    private static int indentation(String line) {
        int blanks = 0;
        while (blanks < line.length() && line.charAt(blanks) == ' ') {
            blanks++;
        }
        return blanks;
    }

    private static boolean isBlank(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }

    private static boolean isEntry(String line) {
        String text = line.stripLeading();
        return text.equals("-") || text.startsWith("- ");
    }

    /** A list that has ended at a key above, and goes on below it. Returns {@code null} if it is something else. */
    private static @Nullable String entryWithoutKey(List<String> lines, int number) {
        if (!isEntry(line(lines, number))) {
            return null;
        }
        int indentation = indentation(line(lines, number));
        int end = 0;
        int nextLine = 0;
        String next = "";
        for (int at = number - 1; at >= 1; at--) {
            String line = line(lines, at);
            if (isBlank(line)) {
                continue;
            }
            Matcher key = KEY.matcher(line);
            if (isEntry(line) && indentation(line) == indentation) {
                return end == 0 ? null : "this entry of a list belongs to no key: the list" + owner(lines, at, indentation)
                        + " ended in line " + end + ", because " + next + ": follows in line " + nextLine + ": move the entry"
                        + " up, below line " + end;
            }
            if (indentation(line) <= indentation && key.matches()) {
                end = lastBefore(lines, at);
                nextLine = at;
                next = key.group(2);
            }
        }
        return null;
    }

    /** The last line before another that is neither empty nor a comment. */
    private static int lastBefore(List<String> lines, int number) {
        int at = number - 1;
        while (at > 1 && isBlank(line(lines, at))) {
            at--;
        }
        return at;
    }

    /** Words with the key of a list of which a line is known. */
    private static String owner(List<String> lines, int entry, int indentation) {
        for (int at = entry - 1; at >= 1; at--) {
            Matcher key = KEY.matcher(line(lines, at));
            if (key.matches() && !isEntry(line(lines, at)) && key.group(1).length() <= indentation) {
                return " of " + key.group(2) + ':';
            }
        }
        return "";
    }
}
