package io.github.nettyaudit.server.spool;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.forward.StoredEventDecoder;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolGap;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolSegmentFile;
import io.github.nettyaudit.daemon.spool.SpoolSegmentReport;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.exit.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code spool verify}: reads every block and every event. */
@Command(name = "verify", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Reads every block and every event of a spool, and reports what is damaged or missing. Ends with 5 if"
            + " something is. While a forwarder writes the spool, its last block may be counted as the rest of a segment;"
            + " that is no damage."})
public final class VerifySpoolCommand extends SpoolAction {
    private long events;
    private long unreadable;
    private long missing;
    private String firstUnreadable = "";

    /** Created by the command line. */
    public VerifySpoolCommand() {
    }

    @Override
    ExitCode run(SpoolDirectory spool, OutputStream out) throws IOException, InterruptedException {
        long damaged = 0;
        for (SpoolSegmentFile segment : spool.segments()) {
            try {
                damaged += segment(segment, spool.verify(segment), out);
            } catch (NoSuchFileException e) {
                line(out, segment.path().getFileName() + ": was deleted meanwhile");
            }
        }
        readAll(spool, out);
        if (unreadable > 0) {
            line(out, unreadable + " events cannot be read; the first is " + firstUnreadable);
        }
        boolean whole = damaged == 0 && unreadable == 0 && missing == 0;
        line(out, events + " events were read; " + (whole ? "nothing is damaged or missing"
                : damaged + " damaged places, " + missing + " events are missing"));
        return whole ? ExitCode.OK : ExitCode.INPUT_OUTPUT;
    }

    private static long segment(SpoolSegmentFile file, SpoolSegmentReport report, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder().append(file.path().getFileName()).append(": ").append(report.blocks())
                .append(" blocks, ").append(report.entries()).append(" events");
        if (report.damagedBlocks() > 0) {
            line.append(", ").append(report.damagedBlocks()).append(" damaged places of ").append(report.damagedBytes())
                    .append(" bytes in all");
        }
        if (report.restBytes() > 0) {
            line.append(", ").append(report.restBytes()).append(" bytes at the end are no whole block");
        }
        if (report.skippedEntries() > 0) {
            line.append(", ").append(report.skippedEntries()).append(" events were discarded because there was no space");
        }
        line(out, line.toString());
        return report.damagedBlocks();
    }

    private void readAll(SpoolDirectory spool, OutputStream out) throws IOException, InterruptedException {
        StoredEventDecoder decoder = new StoredEventDecoder(EventContext.NONE);
        try (SpoolReader reader = spool.openReader(SpoolStart.OLDEST)) {
            for (SpoolItem item = reader.read(Duration.ZERO); item != null; item = reader.read(Duration.ZERO)) {
                if (item instanceof SpoolGap gap) {
                    missing += gap.entries();
                    line(out, "events " + gap.firstSequence() + " to " + gap.lastSequence() + " are missing: "
                            + gap.cause().reason());
                } else if (item instanceof SpoolBatch batch) {
                    while (batch.next()) {
                        event(batch, decoder);
                    }
                }
            }
        }
    }

    private void event(SpoolBatch batch, StoredEventDecoder decoder) {
        try {
            AuditEvent event = decoder.decode(batch.entry());
            event.release();
            events++;
        } catch (IOException | RuntimeException e) {
            if (unreadable++ == 0) {
                firstUnreadable = batch.sequence() + ": " + e.getMessage();
            }
        }
    }
}
