package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.StandardOutput;
import io.github.nettyaudit.server.text.PrintableText;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files of {@code decode}, and reports on standard error what could not be read. */
final class InputReader {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

    private final RecordPrinter printer;
    private final PrintWriter errors;
    private final EndBySignal signals = new EndBySignal();
    private long records;
    private boolean allRead = true;

    /** A file that is read once, and was opened before others are read. */
    private record Opened(String name, InputStream input) {
    }

    InputReader(RecordPrinter printer, PrintWriter errors) {
        this.printer = printer;
        this.errors = errors;
    }

    /** The number of records that were read. */
    long records() {
        return records;
    }

    /** Whether all files could be read to their ends. */
    boolean allRead() {
        return allRead;
    }

    /**
     * Reads files, one after the other.
     *
     * @param arguments the names of files and directories
     * @param follow    whether those that may grow are read until a signal comes
     * @throws IOException if the printer cannot print
     */
    void read(List<String> arguments, boolean follow) throws IOException {
        List<String> files = InputFiles.of(arguments, follow, this::failed);
        if (follow && files.stream().anyMatch(InputReader::isFollowed)) {
            follow(files);
            return;
        }
        for (String file : files) {
            printer.fileStarted(files.size() == 1 ? null : file);
            try (InputStream input = open(file)) {
                readOnce(new Opened(file, input));
            } catch (StandardOutput.Failure | EnoughPrinted e) {
                throw e;
            } catch (IOException e) {
                failed(file, e);
            }
        }
    }

    private void readOnce(Opened file) throws IOException {
        InputReport report = new InputReport();
        boolean isWhole = false;
        try {
            new RecordInput(printer, report).read(file.input());
            isWhole = true;
        } catch (StandardOutput.Failure | EnoughPrinted e) {
            throw e;
        } catch (IOException e) {
            failed(file.name(), e);
        }
        report(file.name(), report, isWhole);
    }

    /** Whether a file is a log that may grow, by its name; a FIFO or a device is read once, as it comes. */
    private static boolean isFollowed(String file) {
        return InputFiles.mayGrow(file) && (Files.isRegularFile(Path.of(file)) || !Files.exists(Path.of(file)));
    }

    /** Opens everything first: a log may be rotated while an older one is read. */
    private void follow(List<String> files) throws IOException {
        List<Opened> once = new ArrayList<>();
        List<InputReport> reports = new ArrayList<>();
        List<String> followed = files.stream().filter(InputReader::isFollowed).toList();
        try (LogFollower follower = new LogFollower(printer, new InputPause(printer, System::nanoTime))) {
            for (String file : followed) {
                reports.add(new InputReport());
                if (!follower.add(file, reports.get(reports.size() - 1))) {
                    errors.println("netty-audit: " + PrintableText.line(file) + ": no such file; waiting for it");
                }
            }
            for (String file : files) {
                if (!isFollowed(file)) {
                    once.add(new Opened(file, open(file)));
                }
            }
            for (Opened file : once) {
                printer.fileStarted(file.name());
                readOnce(file);
            }
            signals.end(follower::stop);
            follower.run();
        } catch (StandardOutput.Failure | EnoughPrinted e) {
            throw e;
        } catch (IOException e) {
            failed(followed.get(0), e);
        } finally {
            for (Opened file : once) {
                file.input().close();
            }
        }
        for (int i = 0; i < reports.size(); i++) {
            report(followed.get(i), reports.get(i), true);
        }
    }

    /** Pauses are noticed of everything but regular files: of a pipe, a FIFO, a terminal. */
    private InputStream open(String file) throws IOException {
        if (file.equals(InputFiles.STANDARD_INPUT)) {
            return Files.isRegularFile(STANDARD_INPUT) ? System.in : pausing(System.in);
        }
        Path path = Path.of(file);
        if (Files.isRegularFile(path) || !Files.exists(path)) {
            return Files.newInputStream(path);
        }
        // the stream of Files.newInputStream cannot say how much of a FIFO is available: "Illegal seek"
        return pausing(new FileInputStream(file));
    }

    private InputStream pausing(InputStream input) {
        PausingInput pausing = new PausingInput(input, new InputPause(printer, System::nanoTime));
        signals.end(pausing::stop);
        return pausing;
    }

    private void failed(String file, IOException failure) {
        allRead = false;
        errors.println("netty-audit: " + PrintableText.line(FileFailure.explain(file, failure)));
    }

    private void report(String file, InputReport report, boolean isWhole) {
        records += report.records();
        List<String> sentences = report.sentences();
        if (isWhole && report.records() == 0) {
            sentences.add(report.emptySentence());
        }
        for (String sentence : sentences) {
            errors.println("netty-audit: " + PrintableText.line(file) + ": " + sentence);
        }
    }

    /** What ends the inputs at a signal; it waits to be told that everything is printed. */
    EndBySignal signals() {
        return signals;
    }
}
