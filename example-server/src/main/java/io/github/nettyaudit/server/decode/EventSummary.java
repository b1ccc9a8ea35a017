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
import java.util.stream.Stream;

/** Who did what to what, and whether it worked: the few fields of an event that one looks at first. */
final class EventSummary {
    private static final FieldName SYSCALL = FieldName.of("syscall");
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
    private static final FieldName FILE_SYSTEM_USER = FieldName.of("fsuid");
    private static final FieldName SIGNAL = FieldName.of("sig");
    private static final FieldName DEVICE = FieldName.of("dev");
    private static final FieldName VERDICT = FieldName.of("seresult");
    private static final FieldName PERMISSIONS = FieldName.of("seperms");
    private static final FieldName PERMISSIVE = FieldName.of("permissive");
    private static final FieldName APPARMOR = FieldName.of("apparmor");
    private static final FieldName ACTION_CODE = FieldName.of("code");
    private static final List<FieldName> OPERATIONS = names("op", "operation", "ipe_op", "blockers");
    private static final List<FieldName> USER_OBJECTS = names("acct", "unit", "cmd", "path");
    private static final List<FieldName> KERNEL_OBJECTS = names("path", "file", "name", "table");
    private static final Set<String> FAILED = Set.of("no", "failed", "fail", "0");
    private static final Set<String> SUCCEEDED = Set.of("yes", "success", "ok", "1");
    private static final Set<String> REFUSALS = Set.of("denied", "killed", "kill", "kill-process", "kill-thread",
            "trap", "errno");
    private static final Pattern VERDICT_WORD = Pattern.compile("[a-z][a-z_-]*");
    /** As an exit code is interpreted. */
    private static final Pattern ERROR = Pattern.compile("[A-Z0-9]+\\([\\w./,'-]+(?: [\\w./,'-]+)*\\)");
    private static final int ANOM_LOGIN_FAILURES = 2100;
    private static final int TYPES_OF_A_KIND = 100;
    private static final String UNKNOWN = "?";
    private static final String ABSENT = PrintableText.wordOf("(null)");
    private static final String NO_TERMINAL = PrintableText.wordOf("(none)");
    private static final String PARENT_DIRECTORY = "PARENT";
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
    private final List<String> actor = new ArrayList<>();
    private final Set<String> objects = new LinkedHashSet<>();

    private static List<FieldName> names(String... names) {
        return Stream.of(names).map(FieldName::of).toList();
    }

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

    /** Who did it, as far as the kernel knows: the user first, or a question mark; then program, process and so on. */
    List<String> actor() {
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
        actor.clear();
        objects.clear();
        int main = mainRecord(event);
        if (main >= 0) {
            wrap(event, main);
            readAction();
            int first = event.type(0);
            if (main > 0 && !isPartOfCall(first)) {
                // what the kernel thought worth a record of its own says more than the system call
                wrap(event, 0);
                String call = action;
                readAction();
                readVerdict();
                String own = result.isEmpty() ? action : action + ' ' + result;
                wrap(event, main);
                action = own + " by " + call;
            }
            readResult();
            readActor();
            for (int key = record.find(KEY); key >= 0; key = record.findNext(KEY, key)) {
                String text = kernel(key);
                if (!isUnknown(text)) {
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
        String call = kernel(SYSCALL);
        String ring = kernel(URING_OPERATION);
        if (record.type() == AuditMessageType.SYSCALL && !call.isEmpty()) {
            action = call;
        } else if (record.type() == AuditMessageType.URINGOP && !ring.isEmpty()) {
            action = "io_uring " + ring;
        } else {
            String detail = detail();
            action = detail.isEmpty() ? words() : words() + ": " + detail;
        }
    }

    /** What was tried, in the record's own words. */
    private String detail() {
        if (record.type() == AuditMessageType.SECCOMP) {
            return kernel(SYSCALL);
        }
        if (isAbnormalEnd()) {
            return kernel(SIGNAL);
        }
        String permissions = either(PERMISSIONS);
        if (!permissions.isEmpty()) {
            return permissions;
        }
        for (FieldName name : OPERATIONS) {
            String operation = either(name);
            if (!isUnknown(operation)) {
                return operation;
            }
        }
        return "";
    }

    private boolean isAbnormalEnd() {
        return record.type() == AuditMessageType.ANOM_ABEND;
    }

    /** The record's type in words, or by its own name if that is not known. */
    private String words() {
        return record.type() < 0 ? TypeName.printable(record)
                : TypeName.of(record).toLowerCase(Locale.ROOT).replace('_', ' ');
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
        String word = !success.isEmpty() ? success : either(RESULT);
        if (isUnknown(word)) {
            readVerdict();
        } else if (FAILED.contains(word)) {
            failed = true;
            String exit = exit(kernel(EXIT));
            result = exit.isEmpty() ? "failed" : "failed: " + exit;
        } else if (!SUCCEEDED.contains(word)) {
            result = "res=" + word;
        } else if (!isAnomaly(record.type())) {
            // an anomaly that was reported well is nothing that went well
            result = "ok";
        }
    }

    /** What a security module has decided. */
    private void readVerdict() {
        String verdict = either(VERDICT);
        String module = kernel(APPARMOR);
        String action = record.type() == AuditMessageType.SECCOMP ? kernel(ACTION_CODE) : "";
        String word = (!verdict.isEmpty() ? verdict : !module.isEmpty() ? module : action).toLowerCase(Locale.ROOT);
        failed = REFUSALS.contains(word) && !either(PERMISSIVE).equals("1");
        result = word.isEmpty() ? "" : !VERDICT_WORD.matcher(word).matches() ? "res=" + word
                : either(PERMISSIVE).equals("1") ? word + " (permissive)" : word;
    }

    private static boolean isAnomaly(int type) {
        return type >= AuditMessageType.ANOM_PROMISCUOUS && type < AuditMessageType.ANOM_PROMISCUOUS + TYPES_OF_A_KIND
                || type >= ANOM_LOGIN_FAILURES && type < ANOM_LOGIN_FAILURES + TYPES_OF_A_KIND;
    }

    /** The error's name and text without quotation marks, which it does not need; anything else with them. */
    private static String exit(String quoted) {
        String text = quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
        return ERROR.matcher(text).matches() ? text : quoted;
    }

    private void readActor() {
        String effective = first(EFFECTIVE_USER, USER, FILE_SYSTEM_USER);
        String login = record.type() == AuditMessageType.LOGIN ? newLoginUser() : kernel(LOGIN_USER);
        if (isUnknown(login) || login.equals("unset") || login.equals(effective)) {
            actor.add(effective.isEmpty() ? isUnknown(login) ? UNKNOWN : login : effective);
        } else {
            actor.add(isUnknown(effective) ? login : login + " as " + effective);
        }
        String program = kernel(PROGRAM);
        String command = kernel(COMMAND);
        if (!isUnknown(program)) {
            actor.add(isUnknown(command) || program.endsWith("/" + command) ? program : program + " (" + command + ')');
        } else if (!isUnknown(command)) {
            actor.add('(' + command + ')');
        }
        String process = kernel(PROCESS);
        String parent = kernel(PARENT);
        if (!isUnknown(process)) {
            actor.add("pid " + process + (isUnknown(parent) ? "" : ", parent " + parent));
        }
        String terminal = kernel(TERMINAL);
        if (!isUnknown(terminal) && !terminal.equals(NO_TERMINAL)) {
            actor.add("tty " + terminal);
        }
        String session = record.type() == AuditMessageType.LOGIN ? last(SESSION) : kernel(SESSION);
        if (!isUnknown(session) && !session.equals("unset")) {
            actor.add("session " + session);
        }
        if (actor.size() == 1 && (actor.get(0).equals(UNKNOWN) || actor.get(0).equals("unset"))) {
            actor.clear();
        }
    }

    /** Old kernels wrote {@code old auid=… new auid=…}: the new one comes last. */
    private String newLoginUser() {
        return last(LOGIN_USER);
    }

    private String last(FieldName name) {
        int last = -1;
        for (int field = record.find(name); field >= 0; field = record.findNext(name, field)) {
            last = field;
        }
        return last < 0 ? "" : kernel(last);
    }

    private String first(FieldName... names) {
        for (FieldName name : names) {
            String text = kernel(name);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** Whether the record does not say it, or says that it is not known. */
    private static boolean isUnknown(String text) {
        return text.isEmpty() || text.equals(UNKNOWN) || text.equals(ABSENT);
    }

    /** The paths but for the directories that hold them, or the address, or the account. */
    private void readObject(AuditEvent event) {
        for (int i = 0; i < event.size(); i++) {
            int type = event.type(i);
            if (type == AuditMessageType.PATH) {
                wrap(event, i);
                if (!kernel(NAME_TYPE).equals(PARENT_DIRECTORY)) {
                    addObject(kernel(NAME));
                }
            } else if (type == AuditMessageType.SOCKADDR) {
                wrap(event, i);
                addObject(address(kernel(ADDRESS)));
            }
        }
        if (objects.isEmpty() && event.size() > 0) {
            wrap(event, 0);
            for (FieldName name : USER_OBJECTS) {
                addObject(user(name));
            }
            for (FieldName name : KERNEL_OBJECTS) {
                addObject(kernel(name));
            }
            if (record.type() == AuditMessageType.ANOM_PROMISCUOUS) {
                addObject(kernel(DEVICE));
            }
        }
    }

    private void addObject(String text) {
        if (!isUnknown(text)) {
            objects.add(text);
        }
    }

    /** An address without its braces and quotation marks, if it has no part that a program can choose freely. */
    private static String address(String quoted) {
        String text = quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
        Matcher matcher = ADDRESS_OF_NUMBERS.matcher(text);
        return matcher.matches() && !text.startsWith(LOCAL_ADDRESS) ? matcher.group(1) : quoted;
    }

    private String kernel(FieldName name) {
        int field = record.find(name);
        return field < 0 ? "" : kernel(field);
    }

    private String kernel(int field) {
        return PrintableText.word(interpretation.text(field));
    }

    /** The kernel's field, or the user's if the kernel has none. */
    private String either(FieldName name) {
        return record.find(name) >= 0 ? kernel(name) : user(name);
    }

    private String user(FieldName name) {
        int field = record.findUser(name);
        return field < 0 ? "" : kernel(field);
    }
}
