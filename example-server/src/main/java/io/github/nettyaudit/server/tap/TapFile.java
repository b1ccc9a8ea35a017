package io.github.nettyaudit.server.tap;

import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngWriter;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The pcapng file that all netlink traffic is copied to. A disk may be slow and the loops may not wait for it, so the
 * blocks of the file go through a {@link BlockQueue}; datagrams that find it full are missing in the file, and counted.
 */
public final class TapFile {
    private final BlockQueue queue;
    private final PcapngWriter writer;

    /** Creates the file, or empties it. */
    public TapFile(Path file, OperatorLog notices) throws IOException {
        OutputStream output = Files.newOutputStream(file);
        queue = new BlockQueue(output, failure -> notices.say("the tap " + file + " ends here, as it cannot be"
                + " written: " + failure.getMessage()));
        writer = new PcapngWriter(queue);
    }

    /** For the taps of all channels. */
    public PcapngWriter writer() {
        return writer;
    }

    /**
     * What the file says about a channel. So that Wireshark dissects the records, lengths are written by the book, and
     * the scripted kernel's traffic passes for that of the real one.
     *
     * @param name {@code data} or {@code control}
     */
    public PcapngInterface describe(String name) {
        return PcapngInterface.AUDIT.withName(name).withCorrectRecordLength(true);
    }

    /** Datagrams that are missing in the file. */
    public long missing() {
        return queue.dropped();
    }

    /** Writes what is left, for at most {@code patience}, and closes the file. */
    public void close(Duration patience) throws IOException, InterruptedException {
        writer.flush();
        queue.close(patience);
    }
}
