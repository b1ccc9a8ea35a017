package io.github.nettyaudit.daemon.source.log;

import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program that forwards a log to a file, until it is killed or its standard input ends. */
final class LogFilesProgram {
    private LogFilesProgram() {
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), LogFilesProgram.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        EventSinkFactory files = EventSinks.installed().get("file");
        Forwarder forwarder = Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(1 << 20).withNotices(notice -> { })).keepingOpenEvents(),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                List.of(SinkPlan.of("file", files.create("file", SinkSettings.of(files.settings(),
                        Map.of("path", directory.resolve("out.json").toString(), "max-size", "0"))),
                        new RawEventEncoder())));
        LogFiles source = LogFiles.open(new LogFilesOptions(List.of(directory.resolve("audit.log")),
                directory.resolve("positions"), true, true, forwarder::sync, System.err::println), forwarder.intake());
        source.start(problem -> System.err.println("ended: " + problem));
        System.out.println("started");
        System.in.read();
        source.stop(Duration.ofMinutes(1));
        forwarder.close(Duration.ofMinutes(5));
        System.out.println("stopped");
    }
}
