package io.github.nettyaudit.server;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.KernelOptions;
import io.github.nettyaudit.server.tap.TapFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The file of {@code --tap}, if the option is given, and what is reported about it. Not thread-safe. */
final class Tap {
    private final KernelOptions options;
    private final OperatorLog operator;
    private @Nullable TapFile file;

    Tap(KernelOptions options, OperatorLog operator) {
        this.options = options;
        this.operator = operator;
    }

    /** Creates the file; returns {@code null} if the option is not given. */
    @Nullable TapFile open() throws ServerException {
        Path path = options.tap();
        if (path == null) {
            return null;
        }
        try {
            file = new TapFile(path, options.tapOverwrite(), operator);
            return file;
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, "--tap cannot create " + path + ": " + e.getMessage()
                    + (e.getCause() instanceof FileAlreadyExistsException
                            ? "; choose another name, or add --tap-overwrite" : ""), e);
        }
    }

    /**
     * Closes the file. Returns whether it is complete, except for datagrams that were dropped because the disk
     * was too slow; true if there is no tap.
     */
    boolean close(Duration patience) throws InterruptedException {
        TapFile opened = file;
        if (opened == null) {
            return true;
        }
        boolean complete = false;
        try {
            complete = opened.close(patience);
        } catch (IOException e) {
            operator.warn("the tap's file may be incomplete: " + e);
        }
        if (opened.missing() > 0) {
            IOException failure = opened.failure();
            operator.warn(opened.missing() + " datagrams are missing in the tap's file, because "
                    + (failure == null ? "the disk was too slow" : "it could not be written: " + failure.getMessage()));
        }
        return complete;
    }
}
