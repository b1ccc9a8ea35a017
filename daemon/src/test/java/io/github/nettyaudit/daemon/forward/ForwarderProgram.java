package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that forwards events to a file until it is killed. */
final class ForwarderProgram {
    private ForwarderProgram() {
    }

    /** Standard error goes where that of the tests goes; standard output is a pipe. */
    static Process start(Path directory, long firstSerial) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), ForwarderProgram.class.getName(), directory.toString(),
                String.valueOf(firstSerial)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    static Forwarder forwarder(Path directory) throws IOException {
        EventSinkFactory files = EventSinks.installed().get("file");
        EventSink sink = files.create("file", SinkSettings.of(files.settings(),
                Map.of("path", directory.resolve("out.json").toString(), "max-size", "0")));
        IntakeOptions intake = IntakeOptions.of(directory.resolve("ring/intake.ring")).withCapacity(1 << 20)
                .withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { });
        return Forwarder.onDisk(ForwarderOptions.of(intake),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(), List.of(SinkPlan.of("file", sink, new RawEventEncoder())));
    }

    /** Gives events of three records, two of them open at a time, and prints the last serial that was given. */
    public static void main(String[] arguments) throws IOException {
        Forwarder forwarder = forwarder(Path.of(arguments[0]));
        Intake intake = forwarder.intake();
        for (long serial = Long.parseLong(arguments[1]); ; serial += 2) {
            List<ByteBuf> texts = new ArrayList<>();
            for (int type : new int[] {AuditMessageType.SYSCALL, AuditMessageType.PATH, AuditMessageType.EOE}) {
                for (long event = serial; event < serial + 2; event++) {
                    ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + event + "): a=" + type,
                            StandardCharsets.US_ASCII);
                    intake.record(type, text);
                    texts.add(text);
                }
            }
            texts.forEach(ByteBuf::release);
            intake.flush();
            System.out.println(serial + 1);
        }
    }
}
