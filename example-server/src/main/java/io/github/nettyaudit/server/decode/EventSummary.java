package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.server.text.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who did what to what, and whether it worked: the few fields of an event that one looks at first. */
final class EventSummary {
    private static final FieldName SYSCALL = FieldName.of("syscall");
    private static final FieldName OPERATION = FieldName.of("op");
    private static final FieldName URING_OPERATION = FieldName.of("uring_op");
    private static final FieldName SUCCESS = FieldName.of("success");
    private static final FieldName RESULT = FieldName.of("res");
    private static final FieldName EXIT = FieldName.of("exit");
    private static final FieldName LOGIN_USER = FieldName.of("auid");
    private static final FieldName USER = FieldName.of("uid");
    private static final FieldName EFFECTIVE_USER = FieldName.of("euid");
    private static final FieldName PROGRAM = FieldName.of("exe");
    private static final FieldName COMMAND = FieldName.of("comm");
    private static final FieldName PROCESS = FieldName.of("pid");
    private static final FieldName PARENT = FieldName.of("ppid");
    private static final FieldName TERMINAL = FieldName.of("tty");
    private static final FieldName SESSION = FieldName.of("ses");
    private static final FieldName KEY = FieldName.of("key");
    private static final FieldName NAME = FieldName.of("name");
    private static final FieldName NAME_TYPE = FieldName.of("nametype");
    private static final FieldName ADDRESS = FieldName.of("saddr");
    private static final FieldName ACCOUNT = FieldName.of("acct");
    private static final FieldName UNIT = FieldName.of("unit");
    private static final String ABSENT = "(null)";
    private static final String INDENT = "  ";
    /** The interpretation of a Unix socket's address, whose path any program can choose. */
    private static final String LOCAL_ADDRESS = "{ saddr_fam=local";
    private static final Pattern ADDRESS_OF_NUMBERS =
            Pattern.compile("\\{ (saddr_fam=[\\w-]+(?: [\\w-]+=[\\w.:%-]+)*) }");

    private final FieldInterpreter interpretation;
    private final AuditRecord record = new AuditRecord();
    private final List<String> keys = new ArrayList<>();
    private String action = "";
    private String result = "";
    private boolean failed;
    private String actor = "";
    private final Set<String> objects = new LinkedHashSet<>();

    EventSummary(FieldInterpreter interpretation) {
        this.interpretation = interpretation;
    }

    /** What happened. */
    String action() {
        return action;
    }

    /** How it ended; empty if nobody says. */
    String result() {
        return result;
    }

    boolean failed() {
        return failed;
    }

    /** Who did it, as far as the kernel knows. */
    String actor() {
        return actor;
    }

    /** The files, addresses or accounts that it was done to. */
    Set<String> objects() {
        return objects;
    }

    /** The keys of the rules that matched. */
    List<String> keys() {
        return keys;
    }

    void read(AuditEvent event) {
        keys.clear();
        action = "";
        result = "";
        failed = false;
        actor = "";
        objects.clear();
        int main = mainRecord(event);
        if (main >= 0) {
            wrap(event, main);
            readAction();
            int first = event.type(0);
            if (main > 0 && !isPartOfCall(first)) {
                // what the kernel thought worth a record of its own says more than the system call
                wrap(event, 0);
                String words = words();
                wrap(event, main);
                action = words + " by " + action;
            }
            readResult();
            readActor();
            for (int key = record.find(KEY); key >= 0; key = record.findNext(KEY, key)) {
                String text = kernel(key);
                if (!text.equals(ABSENT)) {
                    keys.add(text);
                }
            }
        }
        readObject(event);
    }

    private void wrap(AuditEvent event, int number) {
        event.read(number, record);
        interpretation.wrap(record);
    }

    private static int mainRecord(AuditEvent event) {
        int call = event.indexOf(AuditMessageType.SYSCALL);
        int ring = call < 0 ? event.indexOf(AuditMessageType.URINGOP) : call;
        return ring >= 0 ? ring : event.size() > 0 ? 0 : -1;
    }

    private void readAction() {
        String type = words();
        String call = kernel(SYSCALL);
        String ring = kernel(URING_OPERATION);
        String operation = record.find(OPERATION) >= 0 ? kernel(OPERATION) : user(OPERATION);
        if (record.type() == AuditMessageType.SYSCALL && !call.isEmpty()) {
            action = call;
        } else if (!ring.isEmpty()) {
            action = "io_uring " + ring;
        } else {
            action = operation.isEmpty() ? type : type + ": " + operation;
        }
    }

    /** The record's type in words, or by its own name if that is not known. */
    private String words() {
        String name = TypeName.of(record);
        return record.type() < 0 ? PrintableText.line(name) : name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether records of this type only say more about the arguments of a system call. */
    private static boolean isPartOfCall(int type) {
        return switch (type) {
            case AuditMessageType.PATH, AuditMessageType.CWD, AuditMessageType.SOCKADDR, AuditMessageType.EXECVE,
                    AuditMessageType.PROCTITLE, AuditMessageType.IPC, AuditMessageType.IPC_SET_PERM,
                    AuditMessageType.SOCKETCALL, AuditMessageType.MQ_OPEN, AuditMessageType.MQ_SENDRECV,
                    AuditMessageType.MQ_NOTIFY, AuditMessageType.MQ_GETSETATTR, AuditMessageType.FD_PAIR,
                    AuditMessageType.OBJ_PID, AuditMessageType.BPRM_FCAPS, AuditMessageType.CAPSET,
                    AuditMessageType.MMAP, AuditMessageType.OPENAT2, AuditMessageType.SYSCALL -> true;
            default -> false;
        };
    }

    private void readResult() {
        String success = kernel(SUCCESS);
        String word = !success.isEmpty() ? success : record.find(RESULT) >= 0 ? kernel(RESULT) : user(RESULT);
        failed = word.equals("no") || word.equals("failed") || word.equals("0");
        if (failed) {
            String exit = unquoted(kernel(EXIT));
            result = exit.isEmpty() ? "failed" : "failed: " + exit;
        } else if (!word.isEmpty()) {
            result = "ok";
        }
    }

    private void readActor() {
        StringBuilder text = new StringBuilder();
        String login = kernel(LOGIN_USER);
        String effective = record.find(EFFECTIVE_USER) >= 0 ? kernel(EFFECTIVE_USER) : kernel(USER);
        if (login.isEmpty() || login.equals("unset") || login.equals(effective)) {
            text.append(effective);
        } else {
            text.append(login).append(effective.isEmpty() ? "" : " as " + effective);
        }
        String program = kernel(PROGRAM);
        String command = kernel(COMMAND);
        if (!program.isEmpty() && !program.equals(ABSENT)) {
            append(text, INDENT, program);
            if (!command.isEmpty() && !program.endsWith("/" + command)) {
                append(text, " ", "(" + command + ")");
            }
        } else if (!command.isEmpty()) {
            append(text, INDENT, command);
        }
        String process = kernel(PROCESS);
        if (!process.isEmpty()) {
            append(text, INDENT, "pid " + process);
            String parent = kernel(PARENT);
            append(text, ", ", parent.isEmpty() ? "" : "parent " + parent);
        }
        String terminal = kernel(TERMINAL);
        if (!terminal.isEmpty() && !terminal.equals("(none)")) {
            append(text, INDENT, terminal);
        }
        String session = kernel(SESSION);
        if (!session.isEmpty() && !session.equals("unset")) {
            append(text, INDENT, "session " + session);
        }
        actor = text.toString();
    }

    private static void append(StringBuilder text, String separator, String words) {
        if (!words.isEmpty()) {
            text.append(text.length() == 0 ? "" : separator).append(words);
        }
    }

    /** The paths but for the directories that hold them, or the address, or the account. */
    private void readObject(AuditEvent event) {
        for (int i = 0; i < event.size(); i++) {
            int type = event.type(i);
            if (type == AuditMessageType.PATH) {
                wrap(event, i);
                if (!kernel(NAME_TYPE).equals("PARENT")) {
                    addObject(kernel(NAME));
                }
            } else if (type == AuditMessageType.SOCKADDR) {
                wrap(event, i);
                addObject(address(kernel(ADDRESS)));
            }
        }
        if (objects.isEmpty() && event.size() > 0) {
            wrap(event, 0);
            addObject(user(ACCOUNT));
            addObject(user(UNIT));
        }
    }

    private void addObject(String text) {
        if (!text.isEmpty()) {
            objects.add(text);
        }
    }

    /** An address without its braces and quotation marks, if it has no part that a program can choose freely. */
    private static String address(String quoted) {
        String text = unquoted(quoted);
        Matcher matcher = ADDRESS_OF_NUMBERS.matcher(text);
        return matcher.matches() && !text.startsWith(LOCAL_ADDRESS) ? matcher.group(1) : quoted;
    }

    private String kernel(FieldName name) {
        int field = record.find(name);
        return field < 0 ? "" : kernel(field);
    }

    private String kernel(int field) {
        return PrintableText.value(interpretation.text(field));
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }

    private String user(FieldName name) {
        int field = record.findUser(name);
        return field < 0 ? "" : kernel(field);
    }
}
