package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The header that syslog(3) writes for the local socket, with the time of this host's zone:
 * <pre>
 * &lt;86&gt;Nov 26 15:40:48 netty-audit[812]: TEXT
 * </pre>
 */
final class LocalHeader implements MessageHeader {
    private final DateTimeFormatter time;
    private final byte[] begin;
    private final byte[] tag;

    LocalHeader(int priority, String appName, ZoneId zone) {
        time = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(zone);
        begin = ("<" + priority + '>').getBytes(StandardCharsets.US_ASCII);
        tag = (" " + appName + '[' + ProcessHandle.current().pid() + "]: ").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(DocumentOrigin origin, ByteBuf output) {
        output.writeBytes(begin);
        String words;
        try {
            words = time.format(origin.time());
        } catch (DateTimeException e) {
            words = time.format(Instant.EPOCH); // the text has the time
        }
        output.writeCharSequence(words, StandardCharsets.US_ASCII);
        output.writeBytes(tag);
    }
}
