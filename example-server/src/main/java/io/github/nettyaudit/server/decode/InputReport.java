package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.server.text.PrintableText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what one file holds: records, and everything that could not be read as a record. */
final class InputReport {
    private static final int SHOWN = 60;

    private final Map<String, Integer> serverEvents = new TreeMap<>();
    private long line;
    private long records;
    private long unread;
    private long firstUnread;
    private @Nullable String firstText;
    private long invalid;
    private long cut;

    void nextLine() {
        line++;
    }

    void record() {
        records++;
    }

    /** A line is neither an audit record nor a line of the server. Empty lines are not counted. */
    void unread(ByteBuf buffer, int start, int end) {
        String text = buffer.toString(start, Math.min(end - start, SHOWN), StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return;
        }
        if (unread++ == 0) {
            firstUnread = line;
            firstText = PrintableText.value(text) + (end - start > SHOWN ? "…" : "");
        }
    }

    /** A datagram of a capture could not be decoded. */
    void invalid() {
        invalid++;
    }

    /** So many lines were too long, and lack their end. */
    void cut(long lines) {
        cut += lines;
    }

    /** A line in which the server reports something, most often a loss. */
    void serverEvent(String event) {
        serverEvents.merge(event, 1, Integer::sum);
    }

    long records() {
        return records;
    }

    /** What the user must know, one sentence each. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (unread > 0) {
            sentences.add(unread + " of " + line + " lines are not audit records; the first is line " + firstUnread + ": "
                    + firstText);
        }
        if (invalid > 0) {
            sentences.add(invalid + " messages of the capture could not be decoded");
        }
        if (cut > 0) {
            sentences.add(cut + " lines were longer than 1 MiB; their ends were not read");
        }
        if (!serverEvents.isEmpty()) {
            sentences.add("the server that wrote it reported: " + serverEvents.entrySet().stream()
                    .map(entry -> PrintableText.value(entry.getKey()) + ' ' + entry.getValue() + " times").toList());
        }
        return sentences;
    }
}
