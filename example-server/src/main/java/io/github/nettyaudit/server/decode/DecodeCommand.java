package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.io.FileFailure;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the records of logs and captures: {@code decode [--names FILE] [--format FORMAT] FILE…}. */
@Command(name = "decode", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Reads audit logs and captures, and prints their events.", "",
            "A FILE is an audit.log (RAW or ENRICHED), the JSON lines of this program, a capture of netlink datagrams"
            + " (FILE.nlcap), or pcapng as --tap writes it. Each may be compressed with gzip. The first bytes of the file"
            + " decide.", ""},
        footerHeading = "%n",
        footer = {
            "The interpreted format prints a value in quotation marks if it is empty or has blanks, quotation marks or"
            + " escapes. Escapes begin with a backslash:",
            "  \\\\  \\\"    a backslash, a quotation mark",
            "  \\n \\t \\r  newline, tab, carriage return",
            "  \\x1b      another control character, or a byte that is not UTF-8",
            "  \\u{202e}  a character that is invisible or changes the direction of text",
            "A line that begins with | continues the value above it.", "",
            "Standard error reports lines and messages that are not audit records, with the number of the first one."})
public final class DecodeCommand implements Callable<Integer> {
    private static final int OUTPUT_BUFFER = 1 << 16;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "interpreted",
            description = {"interpreted: events for people to read, coloured on a terminal (the default);",
                "fields: one JSON object per record, with all fields and what they mean; fields inside msg='…' have"
                + " \"space\":\"user\", and \"words\" has the words that are not fields;",
                "raw: lines as the audit daemon logs them"})
    private DecodeFormat format = DecodeFormat.INTERPRETED;

    @Option(names = "--names", paramLabel = "FILE",
            description = "JSON with the names of users and groups: {\"users\":{\"0\":\"root\"},\"groups\":{…}};"
                + " without it, numbers stay numbers")
    private @Nullable Path names;

    @Option(names = {"--color", "--colour"}, paramLabel = "WHEN", defaultValue = "auto",
            description = "auto (the default: on a terminal, unless NO_COLOR is set), always, or never")
    private AnsiStyle.When colour = AnsiStyle.When.AUTO;

    @Option(names = "--width", paramLabel = "COLUMNS", defaultValue = "118",
            description = "break lines of the interpreted format after so many columns (default: 118); 0 = never")
    private int width;

    @Parameters(paramLabel = "FILE", description = "what to read; - or nothing is standard input")
    private List<String> files = List.of();

    @Spec
    private CommandSpec spec;

    private long records;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        FieldInterpreter interpretation;
        try {
            interpretation = new FieldInterpreter(names == null ? NameService.NONE : NamesFile.read(names));
        } catch (JsonProcessingException e) {
            errors.println("netty-audit: --names: " + names + " is not JSON with the names of users and groups: "
                    + e.getOriginalMessage());
            return ExitCode.USAGE.code();
        } catch (IOException e) {
            errors.println("netty-audit: --names: " + FileFailure.explain(String.valueOf(names), e));
            return ExitCode.INPUT_OUTPUT.code();
        }
        OutputStream out = new DecodeOutput(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER));
        RecordPrinter printer = switch (format) {
            case RAW -> new RawPrinter(out);
            case FIELDS -> new FieldsPrinter(out, interpretation);
            case INTERPRETED -> new InterpretedPrinter(out,
                    new EventText(interpretation, AnsiStyle.isWanted(colour), ZoneId.systemDefault(),
                            width));
        };
        boolean allRead = true;
        try {
            for (String file : files.isEmpty() ? List.of("-") : files) {
                allRead &= read(file, printer, errors);
                printer.fileEnded();
            }
            printer.end();
        } catch (DecodeOutput.Failure e) {
            if (e.isBrokenPipe()) {
                return ExitCode.OK.code();
            }
            errors.println("netty-audit: cannot write: " + e.getMessage());
            return ExitCode.INPUT_OUTPUT.code();
        } catch (IOException e) {
            errors.println("netty-audit: unexpected: " + e);
            return ExitCode.UNEXPECTED.code();
        }
        return (!allRead ? ExitCode.INPUT_OUTPUT : records == 0 ? ExitCode.NO_RECORDS : ExitCode.OK).code();
    }

    private boolean read(String file, RecordPrinter printer, PrintWriter errors) throws IOException {
        InputReport report = new InputReport();
        try (InputStream input = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            new RecordInput(printer, report).read(input);
        } catch (DecodeOutput.Failure e) {
            throw e;
        } catch (IOException e) {
            errors.println("netty-audit: " + FileFailure.explain(file, e));
            report(file, report, errors);
            return false;
        }
        report(file, report, errors);
        if (report.records() == 0) {
            errors.println("netty-audit: " + file + ": there is no audit record in it");
        }
        return true;
    }

    private void report(String file, InputReport report, PrintWriter errors) {
        records += report.records();
        report.sentences().forEach(sentence -> errors.println("netty-audit: " + file + ": " + sentence));
    }
}
