package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.server.text.PrintableText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what one file holds: records, and everything that could not be read as a record. */
final class InputReport {
    private static final int SHOWN = 60;

    private final Map<String, Integer> serverEvents = new TreeMap<>();
    private final Map<DocumentKind, Long> documents = new EnumMap<>(DocumentKind.class);
    private long firstDocument;
    private long line;
    private long records;
    private long unread;
    private long firstUnread;
    private @Nullable String firstText;
    private long invalid;
    private long damaged;
    private @Nullable String firstDamage;
    private long cut;
    private long linesBefore;
    private long withoutEventId;
    private long interpreted;
    private long firstInterpreted;
    private long otherEntries;
    private long withoutText;
    private long kernelLosses;
    private long lastLossLine;
    private String lastLoss = "";
    private long afterNul;
    private long firstAfterNul;
    private String firstTextAfterNul = "";
    private @Nullable String encoding;
    private @Nullable BinaryFormat format;

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
            firstText = shown(buffer, start, end);
        }
    }

    /** A line is an event in a form from which the records cannot be made again. */
    void document(DocumentKind kind) {
        if (documents.isEmpty()) {
            firstDocument = line;
        }
        documents.merge(kind, 1L, Long::sum);
    }

    private static String shown(ByteBuf buffer, int start, int end) {
        return PrintableText.value(buffer.toString(start, Math.min(end - start, SHOWN), StandardCharsets.UTF_8).strip())
                + (end - start > SHOWN ? "…" : "");
    }

    /** A datagram of a capture could not be decoded. */
    void invalid() {
        invalid++;
    }

    /** A line is an event of {@code raw-json}, but for something. */
    void damaged(String what) {
        if (damaged++ == 0) {
            firstDamage = "line " + line + ": " + what;
        }
    }

    /** So many lines of the file were too long, and lack their end. */
    void setCut(long lines) {
        cut = lines;
    }

    /** A record that journalctl has printed as text. */
    void withoutEventId() {
        records++;
        withoutEventId++;
    }

    /** A line of {@code ausearch -i}. */
    void interpreted() {
        if (interpreted++ == 0) {
            firstInterpreted = line;
        }
    }

    /** A line in which the kernel says that it lost records. */
    void kernelLoss(ByteBuf text) {
        kernelLosses++;
        int length = Math.min(text.readableBytes(), SHOWN);
        lastLoss = text.toString(text.readerIndex(), length, StandardCharsets.UTF_8).strip();
        lastLossLine = line;
    }

    /** A line with text behind a NUL, which is no part of the record before it and no record itself. */
    void afterNul(ByteBuf buffer, int start, int end) {
        if (afterNul++ == 0) {
            firstAfterNul = line;
            firstTextAfterNul = shown(buffer, start, end);
        }
    }

    /** A line that ausearch prints between events. */
    void separator() {
        // neither a record nor something that was lost
    }

    /** An entry of the journal that is not a record. */
    void otherJournalEntry() {
        otherEntries++;
    }

    /** A record of the journal whose text journalctl has left out. */
    void withoutText() {
        withoutText++;
    }

    /** The file was converted to UTF-8. */
    void converted(String encoding) {
        this.encoding = encoding;
    }

    /** What the file seems to be, if it is not text. */
    void setFormat(@Nullable BinaryFormat format) {
        this.format = format;
    }

    /** The number of the current line, from 1. */
    long line() {
        return line;
    }

    /** Another file begins, whose lines are counted anew. */
    void restartLines() {
        linesBefore += line;
        line = 0;
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
            sentences.add(unread + " of " + (linesBefore + line) + " lines are not audit records; the first is line "
                    + firstUnread + ": " + firstText);
        }
        documents.forEach((kind, count) -> sentences.add(count + " of " + (linesBefore + line) + " lines " + kind.counted(count)
                + (documents.size() == 1 ? "; the first is line " + firstDocument : "") + ". decode reads audit logs and what is written"
                + " with format: raw-json; netty-audit spool cat prints the events of a spool"));
        if (kernelLosses > 0) {
            sentences.add("the kernel reported " + counted(kernelLosses, "time", "times")
                    + " that it lost records; the last time is line " + lastLossLine + ": "
                    + PrintableText.value(lastLoss));
        }
        if (afterNul > 0) {
            sentences.add(counted(afterNul, "line has", "lines have") + " text behind a NUL, where a record ends; the first"
                    + " is line " + firstAfterNul + ": " + firstTextAfterNul);
        }
        if (interpreted > 0) {
            sentences.add(counted(interpreted, "line is", "lines are") + " the interpreted output of ausearch(8), which has dates in place of"
                    + " event ids and cannot be read back; the first is line " + firstInterpreted
                    + "; use ausearch --raw");
        }
        if (withoutEventId > 0) {
            sentences.add(counted(withoutEventId, "record has", "records have") + " no time and serial, which journalctl leaves out of its text;"
                    + " journalctl -o json has them");
        }
        if (withoutText > 0) {
            sentences.add(counted(withoutText, "record has", "records have") + " no text, because journalctl leaves long ones out; use journalctl"
                    + " --all -o json");
        }
        if (otherEntries > 0) {
            sentences.add(counted(otherEntries, "entry of the journal is not an audit record",
                    "entries of the journal are not audit records"));
        }
        if (encoding != null) {
            sentences.add("it is " + encoding + ", and was read as such");
        }
        if (invalid > 0) {
            sentences.add(counted(invalid, "message", "messages") + " of the capture could not be decoded");
        }
        if (damaged > 0) {
            sentences.add(counted(damaged, "line is a raw-json event that is", "lines are raw-json events that are")
                    + " damaged; the first is " + firstDamage);
        }
        if (cut > 0) {
            sentences.add(counted(cut, "line was longer than 1 MiB; its end was", "lines were longer than 1 MiB; their ends were")
                    + " not read");
        }
        if (!serverEvents.isEmpty()) {
            sentences.add("the server that wrote it reported: " + serverEvents.entrySet().stream()
                    .map(entry -> PrintableText.value(entry.getKey()) + ' ' + counted(entry.getValue(), "time", "times")).toList());
        }
        return sentences;
    }

    private static String counted(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /** What the user must know if the file was read to its end and has no record. */
    String emptySentence() {
        return "there is no audit record in it" + (format == null ? "" : "; it is " + format.sentence());
    }
}
