package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.OpenFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rule files: one file, standard input, or all files {@code *.rules} of a directory in the order of
 * {@code augenrules(8)}, by name, numbers in names by their value.
 *
 * <p>Files that other users can change are refused, since a user who can write them decides what is audited. As in
 * auditctl 4.2.2 a file has to be a regular file that is not writable by everybody; in addition it has to belong to
 * root or to the user of this process. A directory is checked like a file. Links are followed, and the file that was
 * opened is the one that is checked.
 */
final class RuleSource {
    /** Standard input. */
    static final String STANDARD_INPUT = "-";
    private static final int LARGEST = 16 << 20;
    private static final String SUFFIX = ".rules";

    /** One file. @param name what to call it in messages */
    record Content(String name, byte[] bytes) {
    }

    private RuleSource() {
    }

    /**
     * Reads everything.
     *
     * @param source a file, a directory, {@code -}, or {@code @starter}
     * @throws ServerException when it cannot be read, or others can change it
     */
    static List<Content> read(String source) throws ServerException {
        if (source.equals(StarterFile.NAME)) {
            return List.of(StarterFile.read(new LocalRuleHost()).content());
        }
        try {
            if (source.equals(STANDARD_INPUT)) {
                return List.of(new Content("standard input", System.in.readAllBytes()));
            }
            try (OpenFile file = OpenFile.open(Path.of(source))) {
                return file.isDirectory() ? directory(source, file) : List.of(regular(source, file));
            }
        } catch (IOException exception) {
            throw unreadable(source, exception);
        }
    }

    /** @param name the file as the user knows it */
    static ServerException unreadable(String name, IOException failure) {
        String sentence = failure instanceof AccessDeniedException
                ? name + " may not be read by this user; the user of the server must be able to read it: chgrp GROUP " + name
                        + " and chmod g+r" + (Files.isDirectory(Path.of(name)) ? "x " : " ") + name
                        + ", or name a copy that it can read"
                : failure instanceof NoSuchFileException ? "no such file: " + name : FileFailure.explain(name, failure);
        return new ServerException(ExitCode.INPUT_OUTPUT, sentence, failure);
    }

    private static List<Content> directory(String name, OpenFile directory) throws IOException, ServerException {
        directory.check("the directory " + name, name);
        List<Path> entries = new ArrayList<>(directory.entries().stream()
                .filter(entry -> entry.getFileName().toString().endsWith(SUFFIX)).toList());
        entries.sort((left, right) ->
                compareNames(left.getFileName().toString(), right.getFileName().toString()));
        List<Content> files = new ArrayList<>();
        for (Path entry : entries) {
            String file = Path.of(name, entry.getFileName().toString()).toString();
            try (OpenFile opened = OpenFile.open(entry)) {
                files.add(regular(file, opened));
            } catch (IOException exception) {
                throw unreadable(file, exception); // its own path is that of a descriptor
            }
        }
        return files;
    }

    private static Content regular(String name, OpenFile file) throws IOException, ServerException {
        if (!file.isRegular()) {
            throw new ServerException(ExitCode.USAGE, name + " is not a regular file"
                    + (file.isDirectory() ? "" : "; give - to read standard input"));
        }
        file.check(name, name);
        return new Content(name, file.read(name, LARGEST));
    }

    /** Compares runs of digits by value, everything else by character. */
    static int compareNames(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int endLeft = digitsEnd(left, i);
                int endRight = digitsEnd(right, j);
                int order = new BigInteger(left.substring(i, endLeft))
                        .compareTo(new BigInteger(right.substring(j, endRight)));
                if (order != 0) {
                    return order;
                }
                i = endLeft;
                j = endRight;
            } else if (left.charAt(i) != right.charAt(j)) {
                return Character.compare(left.charAt(i), right.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
