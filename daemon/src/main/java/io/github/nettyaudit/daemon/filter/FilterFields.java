package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.FieldName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields that an expression may have. */
final class FilterFields {
    /** What a field's values are. */
    enum Kind {
        /** Types of records. */
        TYPE,
        /** Text. */
        TEXT,
        /** Decimal numbers. */
        NUMBER,
        /** Ids of users. */
        USER,
        /** Ids of groups. */
        GROUP,
        /** System calls. */
        CALL,
        /** Architectures. */
        ARCHITECTURE,
        /** Success or failure. */
        OUTCOME
    }

    /** A field. */
    record Field(Kind kind, ValueSource source) {
    }

    private static final String MESSAGE = "msg.";
    private static final String RAW = "field.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_\\[\\]-]*");
    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("type", new Field(Kind.TYPE, (view, test) -> view.event().size() > 0));
        FIELDS.put("key", new Field(Kind.TEXT, new Sources.Keys()));
        for (String name : List.of("uid", "auid", "euid", "suid", "fsuid")) {
            FIELDS.put(name, new Field(Kind.USER, process(name, false)));
        }
        for (String name : List.of("gid", "egid", "sgid", "fsgid")) {
            FIELDS.put(name, new Field(Kind.GROUP, process(name, false)));
        }
        for (String name : List.of("pid", "ppid", "ses", "exit")) {
            FIELDS.put(name, new Field(Kind.NUMBER, process(name, false)));
        }
        FIELDS.put("exe", new Field(Kind.TEXT, process("exe", true)));
        FIELDS.put("comm", new Field(Kind.TEXT, process("comm", true)));
        FIELDS.put("tty", new Field(Kind.TEXT, process("tty", false)));
        FIELDS.put("subj", new Field(Kind.TEXT, process("subj", false)));
        FIELDS.put("success", new Field(Kind.OUTCOME, new Sources.Outcome()));
        FIELDS.put("syscall", new Field(Kind.CALL, process("syscall", false)));
        FIELDS.put("arch", new Field(Kind.ARCHITECTURE, process("arch", false)));
        FIELDS.put("path", new Field(Kind.TEXT, new Sources.Paths()));
        FIELDS.put("cwd", new Field(Kind.TEXT, new Sources.OfType(AuditMessageType.CWD, FieldName.CWD)));
        FIELDS.put("proctitle", new Field(Kind.TEXT, new Sources.Title()));
        FIELDS.put("container", new Field(Kind.TEXT, Sources.Group.CONTAINER));
        FIELDS.put("pod", new Field(Kind.TEXT, Sources.Group.POD));
        FIELDS.put("unit", new Field(Kind.TEXT, Sources.Group.UNIT));
        FIELDS.put("host", new Field(Kind.TEXT, new Sources.Host()));
        for (String name : List.of("acct", "addr", "cmd", "hostname", "op", "res", "terminal")) {
            FIELDS.put(name, new Field(Kind.TEXT, new Sources.Message(FieldName.of(name), true)));
        }
    }

    private FilterFields() {
    }

    private static ValueSource process(String name, boolean inMessage) {
        return new Sources.Process(FieldName.of(name), inMessage);
    }

    static List<String> names() {
        return List.copyOf(FIELDS.keySet());
    }

    /** Returns a field; {@code null} if there is none of this name. */
    static @Nullable Field find(String name) {
        if (name.startsWith(MESSAGE) && isName(name, MESSAGE)) {
            return new Field(Kind.TEXT, new Sources.Message(FieldName.of(name.substring(MESSAGE.length())), false));
        }
        if (name.startsWith(RAW) && isName(name, RAW)) {
            return new Field(Kind.TEXT, new Sources.Raw(FieldName.of(name.substring(RAW.length()))));
        }
        return FIELDS.get(name);
    }

    private static boolean isName(String name, String prefix) {
        return NAME.matcher(name).region(prefix.length(), name.length()).matches();
    }
}
