package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One word of a line, without its quotes and backslashes.
 *
 * <p>Words are separated by spaces, as in a rule file of auditctl; a tab and a carriage return are characters of a
 * word like others. A space within a word is written after a backslash, which auditctl understands too, or between
 * single or double quotes, which only a shell understands. A backslash also escapes a quote, another backslash and, as
 * in a shell, any other ASCII character that is neither a letter nor a digit. Between single quotes a backslash has no
 * special meaning.
 *
 * @param text    the text
 * @param columns the column in the line, from 1, of each character, and of the position after the last
 */
record RuleWord(String text, int[] columns) {
    /** Returns the column where the word begins. */
    int column() {
        return columns[0];
    }

    int column(int offset) {
        return columns[Math.min(offset, columns.length - 1)];
    }

    /** Returns the rest of the word, from an index on. */
    RuleWord from(int offset) {
        return new RuleWord(text.substring(offset), Arrays.copyOfRange(columns, offset, columns.length));
    }

    /** Makes words of texts; the columns are those of the texts with one blank between them. */
    static List<RuleWord> of(List<String> texts) {
        List<RuleWord> words = new ArrayList<>();
        int column = 1;
        for (String text : texts) {
            int start = column;
            words.add(new RuleWord(text, IntStream.rangeClosed(0, text.length()).map(at -> start + at).toArray()));
            column += text.length() + 1;
        }
        return words;
    }

    /**
     * Returns the index in a line of the first tab or carriage return that is not in quotes, and so may be meant as a
     * separator, which it is not; -1 if there is none.
     */
    static int lookalike(String line) {
        Splitter splitter = new Splitter(line);
        splitter.split();
        return splitter.lookalike;
    }

    /** @throws AuditRuleException if a quote is not closed */
    static List<RuleWord> split(String line) {
        return new Splitter(line).split();
    }

    private static final class Splitter {
        private final String line;
        private final List<RuleWord> words = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> columns = new ArrayList<>();
        private boolean inWord;
        private int at;
        private int lookalike = -1;

        private Splitter(String line) {
            this.line = line;
        }

        private List<RuleWord> split() {
            while (at < line.length()) {
                char character = line.charAt(at);
                if (isBlank(character)) {
                    endWord();
                    at++;
                } else if (character == '\'' || character == '"') {
                    inWord = true;
                    quoted(character);
                } else {
                    inWord = true;
                    at += character == '\\' && isEscapable(at + 1) ? 1 : 0;
                    if (lookalike < 0 && (character == '\t' || character == '\r')) {
                        lookalike = at;
                    }
                    take();
                }
            }
            endWord();
            return words;
        }

        private void quoted(char quote) {
            int start = at++;
            while (at < line.length() && line.charAt(at) != quote) {
                boolean escape = quote == '"' && line.charAt(at) == '\\' && at + 1 < line.length()
                        && "\"\\$`".indexOf(line.charAt(at + 1)) >= 0;
                at += escape ? 1 : 0;
                take();
            }
            if (at >= line.length()) {
                throw AuditRuleException.of("the quote is not closed", "another " + quote + ", or \\" + quote
                        + " for the quote itself").at(null, start + 1);
            }
            at++;
        }

        private void take() {
            text.append(line.charAt(at));
            columns.add(++at);
        }

        private void endWord() {
            if (inWord) {
                columns.add(at + 1);
                words.add(new RuleWord(text.toString(), columns.stream().mapToInt(Integer::intValue).toArray()));
                text.setLength(0);
                columns.clear();
                inWord = false;
            }
        }

        private boolean isEscapable(int index) {
            if (index >= line.length()) {
                return false;
            }
            char character = line.charAt(index);
            return isBlank(character) || character > ' ' && character < 0x7F && !Character.isLetterOrDigit(character);
        }

        private static boolean isBlank(char character) {
            // the lines of a file have no newline; a line that a program makes may end with one
            return character == ' ' || character == '\n';
        }
    }
}
