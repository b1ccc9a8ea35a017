package io.github.nettyaudit.server.spool;

import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.StandardOutput;
import io.github.nettyaudit.server.text.PrintableText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the subcommands of {@code spool} share: the directory, standard output, and what failures are reported as. */
abstract class SpoolAction implements Callable<Integer> {
    private static final int OUTPUT_BUFFER = 1 << 16;

    @Parameters(paramLabel = "DIRECTORY", description = "the directory of the spool, spool.directory of the configuration")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    /** Does it. */
    abstract ExitCode run(SpoolDirectory spool, OutputStream out) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        return run(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER)).code();
    }

    final ExitCode run(OutputStream stream) throws InterruptedException {
        OutputStream out = new StandardOutput(stream);
        Path path = directory == null ? Path.of(".") : directory;
        try {
            if (!Files.isDirectory(path)) {
                say(path + (Files.exists(path) ? ": this is not a directory" : ": there is no such directory"));
                return ExitCode.INPUT_OUTPUT;
            }
            SpoolDirectory spool = SpoolDirectory.open(path);
            if (spool.segments().isEmpty() && spool.readerPositions().isEmpty()) {
                say(path + ": this directory is not that of a spool: there is no segment and no position in it");
                return ExitCode.INPUT_OUTPUT;
            }
            ExitCode code = run(spool, out);
            out.flush();
            return code;
        } catch (StandardOutput.Failure e) {
            if (e.isBrokenPipe()) {
                return ExitCode.OK;
            }
            say("cannot write: " + e.getMessage());
            return ExitCode.INPUT_OUTPUT;
        } catch (IOException e) {
            say(FileFailure.explain(path.toString(), e));
            return ExitCode.INPUT_OUTPUT;
        }
    }

    static void line(OutputStream out, String line) throws IOException {
        out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** A line for the operator, on standard error. */
    final void say(String line) {
        PrintWriter err = spec().commandLine().getErr();
        err.println("netty-audit: " + PrintableText.line(line));
        err.flush();
    }

    final CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not created by the command line");
        }
        return spec;
    }
}
