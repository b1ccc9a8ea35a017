package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.server.ctl.RuleReloader;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.source.RecordSource;
import io.github.nettyaudit.server.source.SourceOpener;
import io.github.nettyaudit.server.stats.StatisticsReporter;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.server.tap.TapFile;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One life of the server: opens the sinks, then the source, waits for a reason to end, and then closes in the order in
 * which records flow, so that whatever the kernel has given reaches the readers.
 */
final class ServerRun {
    private static final long LOOP_PATIENCE_SECONDS = 5;

    private final ServerOptions options;
    private final OperatorLog notices;
    private final Duration patience;
    private final Outputs outlets;
    private final StreamCounters counters = new StreamCounters();
    private final CompletableFuture<End> end = new CompletableFuture<>();

    private record End(ExitCode code, String reason) {
    }

    /** @param standardOutput written to if the options want it; not closed */
    ServerRun(ServerOptions options, WritableByteChannel standardOutput, OperatorLog notices) {
        this.options = options;
        this.notices = notices;
        patience = Duration.ofSeconds(options.shutdownTimeout());
        outlets = new Outputs(options.output, standardOutput, notices, this::end);
    }

    /** Ends the run; the first reason counts. From any thread, also before the run has begun. */
    void end(ExitCode code, String reason) {
        end.complete(new End(code, reason));
    }

    /** Runs until {@link #end}; blocks. Problems have been told when it returns. */
    ExitCode run() throws InterruptedException {
        ExitCode code = ExitCode.OK;
        boolean tapComplete = true;
        TapFile tap = null;
        try {
            outlets.open();
            tap = openTap();
            code = stream(tap);
        } catch (ServerException e) {
            notices.say(e.getMessage());
            code = e.exitCode();
        } finally {
            outlets.shutDown();
            if (tap != null) {
                tapComplete = closeTap(tap);
            }
        }
        return code == ExitCode.OK && !tapComplete ? ExitCode.OUTPUT_FAILS : code;
    }

    private ExitCode stream(@Nullable TapFile tap) throws ServerException, InterruptedException {
        Path files = options.kernel.rules();
        try (RuleReloader rules = files == null ? null : new RuleReloader(files, notices, settings -> { })) {
            if (rules != null) {
                rules.check();
            }
            return stream(tap, rules);
        }
    }

    private ExitCode stream(@Nullable TapFile tap, @Nullable RuleReloader rules)
            throws ServerException, InterruptedException {
        RecordStream stream = new RecordStream(ByteBufAllocator.DEFAULT, outlets.sinks(),
                AuditMessageType::name, counters);
        StreamHandler handler = new StreamHandler(stream, new Watch());
        RecordSource source = new SourceOpener(options, notices, handler, counters, tap,
                () -> end(ExitCode.OK, "the demo's last record")).open();
        try {
            outlets.sourceIs(source.name());
            source.loop().execute(() -> {
                stream.event("started", fields -> fields.text("source", source.name())
                        .text("version", ProgramVersion.number()));
                stream.flush();
            });
            StatisticsReporter reporter = new StatisticsReporter(source, stream, counters, outlets.sinks(), notices);
            reporter.start(options.statisticsInterval());
            if (rules != null) {
                // when somebody reads already; without rules the server does not go on
                rules.start(failure -> {
                    notices.say(String.valueOf(failure.getMessage()));
                    end(failure.exitCode(), "rules that could not be loaded");
                });
            }
            End reason = end.join();
            notices.say("ends because of " + reason.reason());
            if (rules != null) {
                rules.close(patience);
            }
            boolean asFound = finish(source, stream, reporter, reason);
            return reason.code() == ExitCode.OK && !asFound ? ExitCode.UNEXPECTED : reason.code();
        } finally {
            source.close();
        }
    }

    /** Closes from the kernel's side to the readers'. */
    private boolean finish(RecordSource source, RecordStream stream, StatisticsReporter reporter, End reason)
            throws InterruptedException {
        boolean asFound = source.stop(patience);
        reporter.stop();
        long deadline = System.nanoTime() + patience.toNanos();
        onLoop(source, stream::flush);
        outlets.drain(deadline); // so that the last line finds room
        onLoop(source, () -> {
            stream.settleGaps();
            stream.event("stopped", fields -> fields.text("reason", reason.reason())
                    .number("records", counters.records()));
            stream.close();
        });
        outlets.close(deadline);
        notices.say("ended after " + reporter.summary());
        return asFound;
    }

    private static void onLoop(RecordSource source, Runnable step) throws InterruptedException {
        source.loop().submit(step).await(LOOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private @Nullable TapFile openTap() throws ServerException {
        Path file = options.kernel.tap();
        if (file == null) {
            return null;
        }
        try {
            return new TapFile(file, options.kernel.tapOverwrite(), notices);
        } catch (IOException e) {
            throw new ServerException(ExitCode.OUTPUT_FAILS, "--tap cannot create " + file + ": " + e.getMessage()
                    + (e.getCause() instanceof FileAlreadyExistsException
                            ? "; choose another name, or add --tap-overwrite" : ""), e);
        }
    }

    /** Closes the tap; whether it has all that it was to have, but for datagrams that a slow disk had no time for. */
    private boolean closeTap(TapFile tap) throws InterruptedException {
        boolean complete = false;
        try {
            complete = tap.close(patience);
        } catch (IOException e) {
            notices.say("the tap's file may be incomplete: " + e);
        }
        if (tap.missing() > 0) {
            notices.say(tap.missing() + " datagrams are missing in the tap's file, because "
                    + (tap.failure() == null ? "the disk was too slow" : "it could not be written: "
                            + tap.failure().getMessage()));
        }
        return complete;
    }

    /** What the data channel's loop tells. */
    private final class Watch implements StreamHandler.Listener {
        @Override
        public void daemonChanged(AuditDaemonEvent event) {
            switch (event.kind()) {
                case DROPPED -> {
                    notices.say("the kernel no longer sends its records to us"
                            + (event.pid() == 0 ? "" : " but to process " + event.pid()));
                    if (!options.kernel.reregister()) {
                        end(ExitCode.OTHER_DAEMON, "the loss of our place as the audit daemon");
                    }
                }
                case REGISTERED_AGAIN -> notices.say("this process is the audit daemon again");
                case CHALLENGED -> notices.say("process " + event.pid() + " wants to be the audit daemon; the kernel"
                        + " lets it only if we are gone");
                case UNREGISTRATION_FAILED -> notices.say("could not give up our place as the audit daemon: "
                        + event.cause());
                case REGISTRATION_FAILED, REGISTERED, LOCKED, UNREGISTERED -> {
                    // told where we ask for it, or in the stream
                }
            }
        }

        @Override
        public void channelClosed() {
            // comes after our own reason to end, if that is why it closes
            end(ExitCode.UNEXPECTED, "the end of the kernel's channel");
        }

        @Override
        public void failed(Throwable cause) {
            notices.say("unexpected on the kernel's channel: " + cause);
        }
    }
}
