package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.source.LineSource;
import io.github.nettyaudit.daemon.source.log.LogFiles;
import io.github.nettyaudit.daemon.source.log.LogFilesOptions;
import io.github.nettyaudit.daemon.source.plugin.AuditdInput;
import io.github.nettyaudit.daemon.source.plugin.AuditdSocket;
import io.github.nettyaudit.server.config.FilesSection;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SourceSection;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sources {@code auditd} and {@code files}: opens them as a configuration says, and checks what it names. */
public final class LineSources {
    private static final String POSITIONS = "files.position";

    private LineSources() {
    }

    /**
     * Returns the forwarder's options with those for the source.
     *
     * @param options the options
     * @param source  the source
     * @return the options: what auditd gives its plugins ends by the kernel's end of an event, and missing serials are
     *         reported; a log is read on where it was left
     */
    public static ForwarderOptions options(ForwarderOptions options, SourceSection source) {
        return switch (source.type()) {
            case AUDITD -> options.withLines(EventAssemblerOptions.live());
            case FILES -> source.files().follow() ? options.keepingOpenEvents() : options;
            default -> options;
        };
    }

    /**
     * Opens the source.
     *
     * @param configuration which
     * @param forwarder     receives the lines
     * @param operator      hears of problems
     * @return the source, to be started
     * @throws ServerException if a file cannot be read
     */
    public static LineSource open(ServerConfiguration configuration, Forwarder forwarder, OperatorLog operator)
            throws ServerException {
        Intake intake = forwarder.intake();
        try {
            SourceSection source = configuration.source();
            if (source.type() == SourceSection.Type.FILES) {
                FilesSection files = source.files();
                return LogFiles.open(new LogFilesOptions(files.paths(), positions(configuration),
                        files.start() == FilesSection.Start.OLDEST, files.follow(), forwarder::sync, operator::warn), intake);
            }
            Path socket = source.socket();
            return socket == null ? new AuditdInput(new FileInputStream(FileDescriptor.in), intake)
                    : new AuditdSocket(socket, intake, operator::say);
        } catch (IOException e) {
            intake.close();
            throw new ServerException(ExitCode.INPUT_OUTPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Names the source.
     *
     * @param source the source
     * @return what the operator reads after "from"
     */
    public static String describe(SourceSection source) {
        return source.type() == SourceSection.Type.FILES ? source.files().paths().stream().map(Path::toString)
                .collect(Collectors.joining(", "))
                : source.socket() == null ? "auditd, on standard input" : "auditd, on " + source.socket();
    }

    private static Path positions(ServerConfiguration configuration) throws IOException {
        Path named = configuration.source().files().position();
        if (named != null) {
            return named;
        }
        Path spool = configuration.spool().directory();
        Path directory = spool == null ? configuration.stateDirectory() : spool;
        Files.createDirectories(directory);
        return directory.resolve(POSITIONS);
    }

    /**
     * Finds out whether the files or the socket can be read, and changes nothing.
     *
     * @param source the source
     * @return a sentence without its full stop for each problem
     */
    public static List<String> problems(SourceSection source) {
        List<String> problems = new ArrayList<>();
        if (source.type() == SourceSection.Type.AUDITD && source.socket() != null) {
            add(problems, "source.socket: ", AuditdSocket.problem(source.socket()));
        }
        for (Path log : source.files().paths()) {
            add(problems, "source.paths: ", problem(log));
        }
        return problems;
    }

    private static void add(List<String> problems, String key, @Nullable String problem) {
        if (problem != null) {
            problems.add(key + problem);
        }
    }

    private static @Nullable String problem(Path log) {
        if (Files.isDirectory(log)) {
            return log + " is a directory; name the log in it, such as " + log.resolve("audit.log");
        }
        if (Files.exists(log) && !Files.isRegularFile(log)) {
            return log + " is not a regular file";
        }
        try {
            Files.newInputStream(log).close();
            return null;
        } catch (IOException e) {
            return FileFailure.explain(log.toString(), e);
        }
    }
}
