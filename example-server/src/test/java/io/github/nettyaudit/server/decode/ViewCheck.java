package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.schema.text.HiddenCharacters;
import io.github.nettyaudit.server.text.CharacterWidth;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints the lines of one event for people, reads the text back, and compares it with what the records say. */
final class ViewCheck {
    private static final List<String> USERS = List.of("uid", "euid", "suid", "fsuid");
    private static final List<String> GROUPS = List.of("gid", "egid", "sgid", "fsgid");
    private static final Pattern TIME = Pattern.compile("\\d{4,}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+00:00");
    private static final Pattern WHO = Pattern.compile("pid \\S+(?:, parent \\S+)?|tty \\S+|session \\S+");
    private static final Pattern REMARK = Pattern.compile("\\((?:late|evicted|unparseable)\\)");

    private final FieldInterpreter interpreter = new FieldInterpreter(NameService.NONE, true);
    private final AuditLogLine header = new AuditLogLine();
    private int checked;

    /** How many events were checked. */
    int checked() {
        return checked;
    }

    /** Checks an event of one record; a line that is not a record is left out. */
    void check(byte[] line, int width) throws IOException {
        ByteBuf buffer = Unpooled.wrappedBuffer(line);
        if (!header.read(buffer)) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InterpretedPrinter printer = new InterpretedPrinter(out,
                new EventText(new FieldInterpreter(NameService.NONE, true), false, ZoneOffset.UTC, width));
        printer.line(header, buffer, 0, line.length, 1);
        printer.end();
        String printed = out.toString(StandardCharsets.UTF_8);
        AuditRecord record = new AuditRecord().wrapLine(Unpooled.wrappedBuffer(line));
        try {
            checkCharacters(printed, width);
            PrintedView view = new PrintedView(printed);
            checkHeadline(view, record);
            checkParagraphs(view, record);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(new String(line, StandardCharsets.ISO_8859_1) + "\nis printed as\n" + printed, e);
        }
        checked++;
    }

    /** Checks what is printed of several lines, which may be records of one event or of several. */
    void check(List<byte[]> lines, int width) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InterpretedPrinter printer = new InterpretedPrinter(out,
                new EventText(new FieldInterpreter(NameService.NONE, true), false, ZoneOffset.UTC, width));
        List<AuditRecord> records = new ArrayList<>();
        for (byte[] line : lines) {
            ByteBuf buffer = Unpooled.wrappedBuffer(line);
            if (header.read(buffer)) {
                printer.line(header, buffer, 0, line.length, 1);
                records.add(new AuditRecord().wrapLine(buffer));
            }
        }
        printer.end();
        String printed = out.toString(StandardCharsets.UTF_8);
        try {
            checkCharacters(printed, width);
            List<AuditRecord> left = new ArrayList<>(records);
            boolean isCommand = false;
            for (String event : events(printed)) {
                isCommand |= checkEvent(new PrintedView(event), records, left);
            }
            boolean isSaidByCommand = isCommand;
            assertThat(left).allMatch(record -> isLeftOut(record, isSaidByCommand));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(lines.stream().map(line -> new String(line, StandardCharsets.ISO_8859_1) + '\n')
                    .collect(Collectors.joining()) + "is printed as\n" + printed, e);
        }
        checked++;
    }

    /** The events, each with the empty line at its end. */
    private static List<String> events(String printed) {
        List<String> events = new ArrayList<>();
        for (int start = 0; start < printed.length();) {
            int end = printed.indexOf("\n\n", start);
            assertThat(end).isPositive();
            events.add(printed.substring(start, end + 2));
            start = end + 2;
        }
        return events;
    }

    /** Checks one of several events; what it says of a record is taken from what is left. */
    private boolean checkEvent(PrintedView view, List<AuditRecord> records, List<AuditRecord> left) {
        assertThat(records).anySatisfy(record -> checkHeadline(view, record));
        List<PrintedView.Paragraph> paragraphs = new ArrayList<>(view.paragraphs);
        boolean isCommand = removeSummary(paragraphs);
        while (!paragraphs.isEmpty()) {
            PrintedView.Paragraph kernel = paragraphs.remove(0);
            boolean isSaid = !paragraphs.isEmpty() && paragraphs.get(0).label().equals("said");
            List<PrintedView.Item> user = isSaid ? PrintedView.items(paragraphs.remove(0).text()) : List.of();
            AuditRecord printed = left.stream().filter(record -> typeName(kernel.label()).equals(TypeName.of(record))
                    && PrintedView.items(kernel.text()).equals(items(record, FieldSpace.KERNEL))
                    && user.equals(items(record, FieldSpace.USER))).findFirst()
                    .orElseThrow(() -> new AssertionError("no record says " + kernel + user));
            left.remove(printed);
        }
        return isCommand;
    }

    private static void checkCharacters(String printed, int width) {
        for (String line : printed.split("\n", -1)) {
            if (line.codePoints().anyMatch(HiddenCharacters::isHidden)) {
                throw new AssertionError("a hidden character");
            }
            if (width > 0) {
                assertThat(line.codePoints().map(CharacterWidth::columns).sum()).isLessThanOrEqualTo(width);
            }
        }
    }

    private void checkHeadline(PrintedView view, AuditRecord record) {
        List<String> parts = new ArrayList<>(view.headline);
        String time = parts.remove(0);
        assertThat(TIME.matcher(time).matches() || time.equals(record.seconds() + "." + record.milliseconds()))
                .as(time).isTrue();
        assertThat(parts.remove(0)).isEqualTo("#" + record.serial());
        String node = record.node();
        if (node != null) {
            assertThat(parts.get(0)).startsWith("node ");
            assertThat(PrintedView.text(parts.remove(0).substring("node ".length())))
                    .isEqualTo(PrintedView.latin(node.getBytes(StandardCharsets.UTF_8)));
        }
        String action = parts.remove(0);
        assertThat(action).doesNotStartWith("(").doesNotStartWith("key ").doesNotStartWith("node ");
        List<String> keys = new ArrayList<>();
        interpreter.wrap(record);
        for (int i = record.find(FieldName.KEY); i >= 0; i = record.findNext(FieldName.KEY, i)) {
            String key = PrintedView.latin(bytes(interpreter.text(i)));
            if (!List.of("", "(null)", "?").contains(key)) {
                keys.add(key);
            }
        }
        List<String> printed = new ArrayList<>();
        while (!parts.isEmpty() && parts.get(0).startsWith("key ")) {
            String key = PrintedView.text(parts.remove(0).substring("key ".length()));
            if (!key.isEmpty()) {
                printed.add(key);
            }
        }
        assertThat(printed).isEqualTo(keys);
        assertThat(parts).allMatch(part -> REMARK.matcher(part).matches());
    }

    private void checkParagraphs(PrintedView view, AuditRecord record) {
        List<PrintedView.Paragraph> paragraphs = new ArrayList<>(view.paragraphs);
        boolean isCommand = removeSummary(paragraphs);
        if (paragraphs.isEmpty()) {
            assertThat(isLeftOut(record, isCommand)).isTrue();
            return;
        }
        assertThat(typeName(paragraphs.get(0).label())).isEqualTo(TypeName.of(record));
        List<PrintedView.Item> kernel = PrintedView.items(paragraphs.remove(0).text());
        assertThat(kernel).isEqualTo(items(record, FieldSpace.KERNEL));
        List<PrintedView.Item> user = items(record, FieldSpace.USER);
        if (!user.isEmpty()) {
            assertThat(paragraphs.get(0).label()).isEqualTo("said");
            assertThat(PrintedView.items(paragraphs.remove(0).text())).isEqualTo(user);
        }
        assertThat(paragraphs).isEmpty();
    }

    /** Takes away the lines that sum an event up; returns whether there is one of a command. */
    private static boolean removeSummary(List<PrintedView.Paragraph> paragraphs) {
        boolean isCommand = false;
        for (String label : List.of("who", "what", "command")) {
            if (!paragraphs.isEmpty() && paragraphs.get(0).label().equals(label)) {
                PrintedView.Paragraph paragraph = paragraphs.remove(0);
                isCommand |= label.equals("command");
                if (label.equals("who")) {
                    checkWho(paragraph.text());
                }
            }
        }
        return isCommand;
    }

    private static boolean isLeftOut(AuditRecord record, boolean isCommand) {
        return record.type() == AuditMessageType.EOE || isCommand && (record.type() == AuditMessageType.EXECVE
                || record.type() == AuditMessageType.PROCTITLE);
    }

    private static String typeName(String label) {
        if (!label.startsWith("\"")) {
            assertThat(label).matches("[A-Z0-9_]+(\\[-?[0-9]+])?");
        }
        return new String(PrintedView.text(label).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static void checkWho(String text) {
        List<String> parts = PrintedView.parts(text);
        parts.remove(0);
        if (!parts.isEmpty() && !WHO.matcher(blanked(parts.get(0))).matches()) {
            parts.remove(0);
        }
        assertThat(parts).hasSizeLessThanOrEqualTo(3).allMatch(part -> WHO.matcher(blanked(part)).matches());
    }

    /** A part with other characters in place of what stands in quotation marks. */
    private static String blanked(String part) {
        return part.replaceAll("\"(?:[^\"\\\\]++|\\\\.)*+\"", "x");
    }

    private List<PrintedView.Item> items(AuditRecord record, FieldSpace space) {
        interpreter.wrap(record);
        List<PrintedView.Item> items = new ArrayList<>();
        byte[] bytes = record.bytes();
        int word = 0;
        for (int field = 0; field <= record.fieldCount(); field++) {
            for (; word < record.wordCount() && record.fieldAfterWord(word) == field; word++) {
                if (record.wordSpace(word) == space) {
                    items.add(new PrintedView.Item(null,
                            latin(bytes, record.wordStart(word), record.wordLength(word))));
                }
            }
            if (field < record.fieldCount() && record.space(field) == space) {
                items.add(new PrintedView.Item(latin(bytes, record.nameStart(field), record.nameLength(field)),
                        PrintedView.latin(bytes(interpreter.text(field)))));
            }
        }
        assertThat(word).isEqualTo(record.wordCount());
        return space == FieldSpace.KERNEL && items.stream().noneMatch(item -> item.name() == null)
                ? gathered(gathered(items, USERS), GROUPS) : items;
    }

    /** The fields with those of a family, if all are there, behind its first one. */
    private static List<PrintedView.Item> gathered(List<PrintedView.Item> items, List<String> family) {
        List<PrintedView.Item> members = family.stream()
                .flatMap(name -> items.stream().filter(item -> item.name().equals(name))).toList();
        if (members.size() != family.size() || members.stream().map(PrintedView.Item::text).distinct().count() != 1
                || members.stream().map(PrintedView.Item::name).distinct().count() != members.size()) {
            return items;
        }
        List<PrintedView.Item> gathered = new ArrayList<>();
        for (PrintedView.Item item : items) {
            if (item.name().equals(family.get(0))) {
                gathered.addAll(members);
            } else if (!members.contains(item)) {
                gathered.add(item);
            }
        }
        return gathered;
    }

    private static byte[] bytes(TextBuffer text) {
        return Arrays.copyOf(text.array(), text.length());
    }

    private static String latin(byte[] bytes, int start, int length) {
        return PrintedView.latin(Arrays.copyOfRange(bytes, start, start + length));
    }
}
