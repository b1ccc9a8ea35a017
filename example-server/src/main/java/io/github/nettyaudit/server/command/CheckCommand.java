package io.github.nettyaudit.server.command;

import io.github.nettyaudit.daemon.sink.file.FileSinkFactory;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.ctl.RuleDirectories;
import io.github.nettyaudit.server.ctl.RuleOrigin;
import io.github.nettyaudit.server.ctl.RuleReloader;
import io.github.nettyaudit.server.ctl.StarterRules;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.privilege.NeededCapabilities;
import io.github.nettyaudit.server.privilege.UserSwitch;
import io.github.nettyaudit.server.sink.stream.StreamSinkFactory;
import io.github.nettyaudit.server.source.LineSources;
import io.github.nettyaudit.server.text.PrintableText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration and everything that it names, and starts nothing: {@code check FILE}. */
@Command(name = "check", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Reads a configuration file, the rule files and the normalization file that it names, and its secrets;"
            + " looks whether the logs or the socket of its source can be read. Prints each problem with its file, line and column. Starts and changes nothing, and does not open the"
            + " sinks."})
public final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration file, as for --config")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    /** Created by the command line. */
    public CheckCommand() {
    }

    @Override
    public Integer call() {
        PrintWriter out = spec().commandLine().getOut();
        PrintWriter err = spec().commandLine().getErr();
        ExitCode code = check(Objects.requireNonNull(file), out::println,
                line -> err.println("netty-audit: " + PrintableText.line(line)));
        out.flush();
        err.flush();
        return code.code();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    /**
     * Checks a file.
     *
     * @param file     the configuration file
     * @param result   gets a sentence if nothing is wrong
     * @param problems gets a line for each problem and for each warning
     */
    static ExitCode check(Path file, Consumer<String> result, Consumer<String> problems) {
        return check(file, result, problems, Files::isWritable);
    }

    static ExitCode check(Path file, Consumer<String> result, Consumer<String> problems, Predicate<Path> mayWrite) {
        List<String> warnings = new ArrayList<>();
        ServerConfiguration configuration;
        try {
            configuration = ConfigurationFile.read(file, warning -> warnings.add("warning: " + warning));
        } catch (ServerException e) {
            String.valueOf(e.getMessage()).lines().forEach(problems);
            return e.exitCode();
        }
        ExitCode ofRules = checkRules(configuration, problems, warnings);
        ExitCode ofUser = checkUser(configuration, problems);
        List<String> unreadable = new ArrayList<>(LineSources.problems(configuration.source()));
        unreadable.addAll(missingDirectories(configuration));
        unreadable.addAll(blockedDirectories(configuration));
        unreadable.forEach(problems);
        closedDirectories(configuration, mayWrite).forEach(warning -> warnings.add("warning: " + warning));
        warnings.forEach(problems);
        ExitCode code = Stream.of(ofRules, ofUser, unreadable.isEmpty() ? ExitCode.OK : ExitCode.INPUT_OUTPUT)
                .filter(each -> each != ExitCode.OK).findFirst().orElse(ExitCode.OK);
        if (code == ExitCode.OK) {
            result.accept(file + ": no problem was found; " + summary(configuration));
            privileges(configuration, result);
        }
        return code;
    }

    private static void privileges(ServerConfiguration configuration, Consumer<String> result) {
        NeededCapabilities needed = NeededCapabilities.of(configuration);
        result.accept("capabilities that the server needs: " + needed);
        needed.missing().forEach(result);
    }

    /** Directories in which sockets are to be, which nobody makes. */
    private static List<String> missingDirectories(ServerConfiguration configuration) {
        List<Path> made = new ArrayList<>(List.of(configuration.intake().directory()));
        Stream.ofNullable(configuration.spool().directory()).forEach(made::add);
        Map<String, Path> sockets = new LinkedHashMap<>();
        for (SinkSection sink : configuration.sinks()) {
            Path directory = sink.factory() instanceof StreamSinkFactory
                    ? StreamSinkFactory.directoryOfSocket(sink.settings()) : null;
            if (directory != null) {
                sockets.put("sink " + sink.name(), directory);
            }
        }
        if (configuration.metrics() != null && configuration.metrics().web().door().listen() instanceof ListenAddress.Unix at) {
            sockets.put("metrics.listen", at.path().getParent());
        }
        if (configuration.page() != null && configuration.page().web().door().listen() instanceof ListenAddress.Unix at) {
            sockets.put("page.listen", at.path().getParent());
        }
        List<String> problems = new ArrayList<>();
        sockets.forEach((owner, directory) -> {
            if (!Files.isDirectory(directory) && made.stream().noneMatch(one -> one.normalize().startsWith(directory))) {
                problems.add(owner + ": there is no directory " + directory + ", in which its socket is to"
                        + " be; make it, owned by root or the server's user, and writable for nobody else");
            }
        });
        return problems;
    }

    /** Files that are where the server is to have a directory. */
    private static List<String> blockedDirectories(ServerConfiguration configuration) {
        List<String> problems = new ArrayList<>();
        Map<String, Path> directories = directories(configuration);
        directories.put("state-directory", configuration.stateDirectory());
        directories.forEach((key, directory) -> {
            Path there = nearest(directory);
            if (!Files.isDirectory(there)) {
                problems.add(key + ": " + there + " is not a directory: name another one");
            }
        });
        writtenFiles(configuration).forEach((key, file) -> {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(key + ": " + file + " is not a regular file: name another one");
            }
        });
        return problems;
    }

    /** The directories in which the server makes files from its start on, by the keys that name them. */
    private static Map<String, Path> directories(ServerConfiguration configuration) {
        Map<String, Path> directories = new LinkedHashMap<>();
        directories.put("intake.directory", configuration.intake().directory());
        if (configuration.spool().directory() != null) {
            directories.put("spool.directory", configuration.spool().directory());
        }
        writtenFiles(configuration).forEach((key, file) -> directories.put(key, file.getParent()));
        return directories;
    }

    /** The files that the server writes, by the keys that name them. */
    private static Map<String, Path> writtenFiles(ServerConfiguration configuration) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (SinkSection sink : configuration.sinks()) {
            if (sink.factory() instanceof FileSinkFactory) {
                files.put("path of the sink " + sink.name(), FileSinkFactory.file(sink.settings()));
            }
            if (sink.delivery().deadLetters() != null) {
                files.put("dead-letters of the sink " + sink.name(), sink.delivery().deadLetters().file());
            }
        }
        if (configuration.source().files().position() != null) {
            files.put("source.position", configuration.source().files().position());
        }
        return files;
    }

    /** The directory, or the nearest one above it that is there. */
    private static Path nearest(Path directory) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** Directories in which this user may not make files; the server may have another user. */
    private static List<String> closedDirectories(ServerConfiguration configuration, Predicate<Path> mayWrite) {
        List<String> warnings = new ArrayList<>();
        directories(configuration).forEach((key, directory) -> {
            Path there = nearest(directory);
            if (Files.isDirectory(there) && !mayWrite.test(there)) {
                warnings.add(key + ": this user may not write to " + there + "; the user of the server must be able to");
            }
        });
        return warnings;
    }

    private static ExitCode checkUser(ServerConfiguration configuration, Consumer<String> problems) {
        String user = configuration.user();
        if (user == null || UserSwitch.isKnown(user)) {
            return ExitCode.OK;
        }
        problems.accept("user: this host knows no user " + user + "; useradd --system --no-create-home makes one");
        return ExitCode.USAGE;
    }

    private static ExitCode checkRules(ServerConfiguration configuration, Consumer<String> problems,
            List<String> warnings) {
        Path rules = configuration.rules().path();
        if (rules == null || rules.toString().equals(StarterRules.NAME)) {
            return ExitCode.OK;
        }
        try {
            RuleReloader.check(rules, RuleOrigin.KEY, problems);
            RuleDirectories.missing(rules, RuleOrigin.KEY).forEach(warning -> warnings.add("warning: " + warning));
            return ExitCode.OK;
        } catch (ServerException e) {
            String.valueOf(e.getMessage()).lines().forEach(problems);
            return e.exitCode();
        }
    }

    private static String summary(ServerConfiguration configuration) {
        List<String> parts = new ArrayList<>();
        parts.add("source " + configuration.source().type().name().toLowerCase(Locale.ROOT));
        Path directory = configuration.spool().directory();
        parts.add(directory == null ? "events are kept in memory" : "events are kept in " + directory);
        if (!configuration.sinks().isEmpty()) {
            parts.add((configuration.sinks().size() == 1 ? "sink " : "sinks ") + configuration.sinks().stream()
                    .map(CheckCommand::describe).collect(Collectors.joining(", ")));
        }
        MetricsSection metrics = configuration.metrics();
        if (metrics != null) {
            parts.add("metrics at " + metrics.web().url(metrics.web().door().listen(), "/metrics"));
        }
        PageSection page = configuration.page();
        if (page != null) {
            parts.add("page at " + page.web().url(page.web().door().listen(), "/"));
        }
        return String.join("; ", parts);
    }

    private static String describe(SinkSection sink) {
        return sink.name() + " (" + sink.factory().type() + ", " + sink.formatName() + ')';
    }
}
