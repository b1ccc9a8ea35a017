package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.delivery.DeadLetterOptions;
import io.github.nettyaudit.daemon.sink.file.FileSinkFactory;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.privilege.NeededCapabilities;
import io.github.nettyaudit.server.privilege.UserSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Has the server run as the user, and with the capabilities, that the options or the configuration say. */
final class ServerUser {
    private final OperatorLog operator;

    ServerUser(OperatorLog operator) {
        this.operator = operator;
    }

    void become(ServerOptions options) throws ServerException {
        become(options.user(), "--user " + options.user(),
                NeededCapabilities.of(options.source(), options.kernel.rules() != null), List.of());
    }

    /** Says which capabilities are missing, and whether there are others, too. */
    void become(ServerConfiguration configuration) throws ServerException {
        NeededCapabilities needed = NeededCapabilities.of(configuration);
        become(configuration.user(), configuration.file() + ": user: " + configuration.user(), needed,
                directories(configuration));
        needed.missing().forEach(operator::warn);
        if (needed.hasSuperfluous()) {
            operator.say("this process has capabilities that it does not need; it needs: " + needed + " (the key user,"
                    + " or the unit of the service manager, takes away the others)");
        }
    }

    /** The directories that the server makes, which root must make if another user cannot. */
    private static List<Path> directories(ServerConfiguration configuration) {
        List<Path> directories = new ArrayList<>(List.of(configuration.intake().directory(),
                configuration.stateDirectory()));
        Stream.ofNullable(configuration.spool().directory()).forEach(directories::add);
        for (SinkSection sink : configuration.sinks()) {
            if (sink.factory() instanceof FileSinkFactory) {
                directories.add(FileSinkFactory.file(sink.settings()).getParent());
            }
            Stream.ofNullable(sink.delivery().deadLetters()).map(DeadLetterOptions::file).map(Path::getParent)
                    .forEach(directories::add);
        }
        return directories;
    }

    /** @param setting where the user is named, for messages */
    private void become(@Nullable String user, String setting, NeededCapabilities needed, List<Path> directories)
            throws ServerException {
        UserSwitch change;
        try {
            change = user == null ? null : UserSwitch.to(user);
            if (change != null) {
                change.prepare(directories);
            }
        } catch (ServerException e) {
            throw new ServerException(e.exitCode(), setting + ": " + e.getMessage(), e);
        }
        if (change != null) {
            operator.close(); // writes what waits: this program begins again
            try {
                change.run(needed.all());
            } catch (IOException e) {
                System.err.println("netty-audit: " + setting + ": the program cannot be begun again: "
                        + e.getMessage());
            }
            Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code()); // it may be half of both
        }
    }
}
