package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationException;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.filter.EventFilter;
import io.github.nettyaudit.server.filter.FilterOptions;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.StandardOutput;
import io.github.nettyaudit.server.text.PrintableText;
import io.github.nettyaudit.server.text.ProgramWords;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the records of logs and captures: {@code decode [--names FILE] [--format FORMAT] FILE…}. */
@Command(name = "decode", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Reads audit logs and captures, and prints their events.", "",
            "A FILE is an audit.log (RAW or ENRICHED); a syslog, dmesg or journalctl's output (best with -o json) with audit"
            + " records in it; the JSON lines of this program, of single records or raw-json; a capture of netlink datagrams (.nlcap), or pcapng as --tap"
            + " writes it. Each may be compressed with gzip, xz or zstd, and text may be UTF-16. The content decides, not"
            + " the name. Of a directory, its audit.log and the rotated ones are read. Rotated logs are read oldest"
            + " first.", "",
            "The host that a syslog names is the node of records that name none. A syslog is only as trustworthy as the"
            + " programs that write to it.", ""},
        footerHeading = "%n",
        footer = {
            "The interpreted format prints a value in quotation marks if it is empty or has blanks, quotation marks or"
            + " escapes, and a word that stands alone also if it could be taken for something else. Escapes begin with a"
            + " backslash:",
            "  \\\\  \\\"    a backslash, a quotation mark",
            "  \\n \\t \\r  newline, tab, carriage return",
            "  \\x1b      another control character, or a byte that is not UTF-8",
            "  \\u{202e}  a character that is invisible or changes the direction of text",
            "A line that begins with | continues the value above it.", "",
            "Standard error reports lines and messages that are not audit records, with the number of the first one."})
public final class DecodeCommand implements Callable<Integer> {
    private static final int OUTPUT_BUFFER = 1 << 16;
    /** Beside the one that reads, which cannot feed more. */
    private static final int MOST_THREADS = 3;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "interpreted",
            converter = FormatChoice.Converter.class, completionCandidates = EventFormat.Words.class,
            description = {"interpreted, or text: events for people to read, coloured on a terminal (the default);",
                "fields: one JSON object per record, with all fields and what they mean; fields inside msg='…' have"
                + " \"space\":\"user\", and \"words\" has the words that are not fields;",
                "raw: lines as the audit daemon logs them, ENRICHED ones with their names;",
                "or one JSON object per event, as " + ProgramWords.EVENTS + " describes: ${COMPLETION-CANDIDATES}."
                + " decode reads raw-json again"})
    private FormatChoice format = FormatChoice.TEXT;

    @Option(names = "--names", paramLabel = "FILE",
            description = "JSON with the names of users and groups: {\"users\":{\"0\":\"root\"},\"groups\":{…}};"
                + " without it, numbers stay numbers")
    private @Nullable Path names;

    @Option(names = "--normalization", paramLabel = "FILE",
            description = "further rules for what events mean, in the form of normalization.conf ("
                + ProgramWords.EVENTS + ")")
    private @Nullable Path normalization;

    @Option(names = "--ecs-strict", description = "--format ecs: leave out the names of auditbeat that the Elastic"
            + " Common Schema does not have, such as user.audit")
    private boolean isEcsStrict;

    @Option(names = {"--color", "--colour"}, paramLabel = "WHEN", defaultValue = "auto",
            description = "auto (the default: on a terminal, unless NO_COLOR is set), always, or never")
    private AnsiStyle.When colour = AnsiStyle.When.AUTO;

    @Option(names = "--width", paramLabel = "COLUMNS",
            description = "break lines of the interpreted format after so many columns, at least 40 (default: as the"
                + " terminal, 118 if there is none); 0 = never")
    private @Nullable Integer width;

    @Option(names = "--follow", description = {"read on when a log grows, also after it was rotated, until SIGINT (Ctrl-C) or SIGTERM."
            + " A log is a FILE that is neither compressed nor rotated by its name; the others are read once.",
        "Standard input is always read as it comes, and events are printed as soon as they are complete"})
    private boolean follow;

    @Option(names = {"-if", "--input"}, paramLabel = "FILE", description = "the same as FILE alone; may be given several"
            + " times")
    private List<String> inputFiles = List.of();

    @Option(names = {"-r", "--raw"}, description = "the same as --format raw")
    private boolean raw;

    @Option(names = {"-i", "--interpret"}, description = "the same as --format interpreted, the default")
    private boolean interpreted;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Parameters(paramLabel = "FILE", description = "what to read; - or nothing is standard input")
    private List<String> files = List.of();

    @Spec
    private CommandSpec spec;

    private NormalizationTable rules = NormalizationTable.builtIn();
    private final LongAdder selected = new LongAdder();
    private final List<EventFilter> made = new CopyOnWriteArrayList<>();

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        NameService service;
        try {
            service = names == null ? NameService.NONE : NamesFile.read(names);
        } catch (JsonProcessingException e) {
            errors.println("netty-audit: --names: " + PrintableText.line(String.valueOf(names))
                    + " is not JSON with the names of users and groups: " + e.getOriginalMessage());
            return ExitCode.USAGE.code();
        } catch (IOException e) {
            errors.println("netty-audit: --names: " + PrintableText.line(FileFailure.explain(String.valueOf(names), e)));
            return ExitCode.INPUT_OUTPUT.code();
        }
        if (normalization != null) {
            try {
                rules = rules.extendedBy(String.valueOf(normalization), Files.readString(normalization));
            } catch (NormalizationException e) {
                errors.println("netty-audit: --normalization: " + PrintableText.line(String.valueOf(e.getMessage())));
                return ExitCode.USAGE.code();
            } catch (IOException e) {
                errors.println("netty-audit: --normalization: "
                        + PrintableText.line(FileFailure.explain(String.valueOf(normalization), e)));
                return ExitCode.INPUT_OUTPUT.code();
            }
        }
        NameService known = names == null ? null : service;
        EventFilter filter;
        try {
            filter = filters.filter(known, ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), PrintableText.line(String.valueOf(e.getMessage())));
        }
        OutputStream out = new StandardOutput(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER));
        RecordPrinter printer = printer(out, service,
                () -> counting(filters.filter(known, ZoneId.systemDefault())));
        InputReader inputs = new InputReader(printer, errors);
        try {
            int code = read(inputs, printer, filter, errors);
            // each filter has seen a part of the events
            filter.warnings().stream().filter(warning -> made.stream().allMatch(one -> one.warnings().contains(warning)))
                    .forEach(warning -> errors.println("netty-audit: " + warning));
            inputs.signals().done(code);
            return code;
        } finally {
            inputs.signals().failed();
        }
    }

    private int read(InputReader inputs, RecordPrinter printer, EventFilter filter, PrintWriter errors) {
        try {
            inputs.read(files(), follow);
            printer.end();
        } catch (EnoughPrinted e) {
            return finish(printer, errors);
        } catch (StandardOutput.Failure e) {
            if (e.isBrokenPipe()) {
                return ExitCode.OK.code();
            }
            errors.println("netty-audit: cannot write: " + e.getMessage());
            return ExitCode.INPUT_OUTPUT.code();
        } catch (IOException e) {
            errors.println("netty-audit: unexpected: " + e);
            return ExitCode.UNEXPECTED.code();
        }
        return (!inputs.allRead() ? ExitCode.INPUT_OUTPUT : inputs.records() == 0 ? ExitCode.NO_RECORDS
                : filter != EventFilter.ALL && selected.sum() == 0 ? ExitCode.NO_MATCH : ExitCode.OK).code();
    }

    private RecordPrinter printer(OutputStream out, NameService service, Supplier<EventFilter> newFilter) {
        boolean isJustOne = filters.isJustOne();
        if (format.records() == DecodeFormat.INTERPRETED && !raw) {
            return new InterpretedPrinter(out, renderers(service, newFilter),
                    isJustOne ? 0 : Math.min(Runtime.getRuntime().availableProcessors() - 1, MOST_THREADS), isJustOne);
        }
        RecordPrinter printer = raw || format.records() == DecodeFormat.RAW ? new RawPrinter(out)
                : new FieldsPrinter(out, new FieldInterpreter(service));
        EventFilter filter = newFilter.get();
        return filter == EventFilter.ALL && !isJustOne ? printer : new SelectingPrinter(printer, filter, isJustOne);
    }

    private Supplier<EventRenderer> renderers(NameService service, Supplier<EventFilter> newFilter) {
        EventFormat documents = format.documents();
        if (documents != null) {
            EncoderSettings settings = new EncoderSettings(service, rules, EcsOptions.DEFAULT.withStrict(isEcsStrict));
            return () -> new EventRenderer(newFilter.get(), new DocumentView(documents.newEncoder(settings)));
        }
        boolean isColoured = AnsiStyle.isWanted(colour);
        int columns = width == null ? TerminalWidth.columns() : width;
        return () -> new EventRenderer(newFilter.get(), new EventText(new FieldInterpreter(service, true), isColoured,
                ZoneId.systemDefault(), columns));
    }

    /** A filter that counts what it selects; every thread needs one of its own. */
    private EventFilter counting(EventFilter filter) {
        made.add(filter);
        return filter == EventFilter.ALL ? filter : (event, context) -> {
            boolean isSelected = filter.matches(event, context);
            if (isSelected) {
                selected.increment();
            }
            return isSelected;
        };
    }

    private List<String> files() {
        List<String> all = new ArrayList<>(inputFiles);
        all.addAll(files);
        return all;
    }

    /** Ends before the input does. */
    private static int finish(RecordPrinter printer, PrintWriter errors) {
        try {
            printer.end();
        } catch (StandardOutput.Failure e) {
            if (!e.isBrokenPipe()) {
                errors.println("netty-audit: cannot write: " + e.getMessage());
                return ExitCode.INPUT_OUTPUT.code();
            }
        } catch (IOException e) {
            errors.println("netty-audit: unexpected: " + e);
            return ExitCode.UNEXPECTED.code();
        }
        return ExitCode.OK.code();
    }
}
