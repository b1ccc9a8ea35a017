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
    private static final FieldName OTHER_RESULT = FieldName.of("result");
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
    private static final FieldName OBJECT_CLASS = FieldName.of("tclass");
    private static final FieldName SECURITY_MODULE = FieldName.of("lsm");
    private static final FieldName SMACK_ACTION = FieldName.of("action");
    private static final FieldName SMACK_ACCESS = FieldName.of("requested");
    private static final String SMACK = "SMACK";
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
        int call = callRecord(event);
        int own = ownRecord(event, call);
        int main = call >= 0 ? call : Math.max(own, 0);
        if (main < event.size()) {
            String prefix = "";
            if (call >= 0 && own >= 0) {
                // what the kernel thought worth a record of its own says more than the system call
                wrap(event, own);
                readAction();
                readVerdict();
                prefix = (result.isEmpty() ? action : action + ' ' + result) + " by ";
                result = "";
                failed = false;
            }
            wrap(event, main);
            readAction();
            action = prefix + action;
            readResult();
            readActor();
            for (int key = record.find(KEY); key >= 0; key = record.findNext(KEY, key)) {
                String text = kernel(key);
                if (!isUnknown(text)) {
                    keys.add(text);
                }
            }
        }
        readObject(event, Math.max(own, 0));
    }

    private void wrap(AuditEvent event, int number) {
        event.read(number, record);
        interpretation.wrap(record);
    }

    private static int callRecord(AuditEvent event) {
        int call = event.indexOf(AuditMessageType.SYSCALL);
        return call < 0 ? event.indexOf(AuditMessageType.URINGOP) : call;
    }

    /**
     * The record that is not part of a call, at any place of the event: the first that says that something was refused,
     * then the first that only would have been, then the first of all; -1 if there is none.
     */
    private int ownRecord(AuditEvent event, int call) {
        int first = nextOwn(event, call, 0);
        int next = first < 0 ? -1 : nextOwn(event, call, first + 1);
        if (next < 0) {
            return first;
        }
        int permitted = -1;
        for (int i = first; i >= 0; i = nextOwn(event, call, i + 1)) {
            wrap(event, i);
            if (REFUSALS.contains(trustedVerdict())) {
                if (!isPermissive()) {
                    return i;
                }
                permitted = permitted < 0 ? i : permitted;
            }
        }
        return permitted < 0 ? first : permitted;
    }

    private int nextOwn(AuditEvent event, int call, int from) {
        for (int i = from; i < event.size(); i++) {
            if (i != call && !isPartOfCall(event.type(i)) && !isContext(event, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a record has the contexts of a task or an object, by a number that means something else now. */
    private boolean isContext(AuditEvent event, int number) {
        if (event.type(number) != AuditMessageType.IPE_ACCESS
                && event.type(number) != AuditMessageType.IPE_CONFIG_CHANGE) {
            return false;
        }
        wrap(event, number);
        return TypeName.isOtherMeaning(record);
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
            String type = withoutLast(words(), trustedVerdict());
            action = detail.isEmpty() || type.endsWith(' ' + detail) ? type : type + ": " + detail;
        }
    }

    /** The type's words without the one that the result repeats, as in APPARMOR_DENIED. */
    private static String withoutLast(String words, String result) {
        String end = ' ' + result;
        return !result.isEmpty() && words.endsWith(end) ? words.substring(0, words.length() - end.length()) : words;
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
        if (isSmack()) {
            return kernel(SMACK_ACCESS);
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
                    AuditMessageType.MMAP, AuditMessageType.OPENAT2, AuditMessageType.SYSCALL,
                    AuditMessageType.URINGOP, AuditMessageType.EOE, AuditMessageType.AVC_PATH,
                    AuditMessageType.KERN_MODULE, AuditMessageType.TIME_INJOFFSET, AuditMessageType.TIME_ADJNTPVAL,
                    AuditMessageType.MAC_TASK_CONTEXTS, AuditMessageType.MAC_OBJ_CONTEXTS -> true;
            default -> false;
        };
    }

    private void readResult() {
        String success = kernel(SUCCESS);
        String word = !success.isEmpty() ? success : reported();
        if (isUnknown(word) || success.isEmpty() && !trustedVerdict().isEmpty()) {
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

    /** The kernel's result; or the last one of a user's message, which libaudit appends to what others may choose. */
    private String reported() {
        if (record.find(RESULT) >= 0) {
            return kernel(RESULT);
        }
        int last = Math.max(lastUser(RESULT), lastUser(OTHER_RESULT));
        return last < 0 ? "" : kernel(last);
    }

    /** What a security module has decided. */
    private void readVerdict() {
        String trusted = trustedVerdict();
        String word = trusted.isEmpty() ? user(VERDICT).toLowerCase(Locale.ROOT) : trusted;
        failed = REFUSALS.contains(word) && !isPermissive();
        result = word.isEmpty() ? "" : !VERDICT_WORD.matcher(word).matches() ? "res=" + word
                : isPermissive() ? word + " (permissive)" : word;
    }

    /** The decision in small letters, from where only the security module writes it; empty if there is none. */
    private String trustedVerdict() {
        return verdict().toLowerCase(Locale.ROOT);
    }

    private String verdict() {
        if (record.type() == AuditMessageType.USER_AVC) {
            // the decision comes first, then what others may choose
            int vector = record.findUser(VERDICT);
            int module = record.findUser(APPARMOR);
            int first = vector < 0 || module >= 0 && module < vector ? module : vector;
            return first < 0 ? "" : kernel(first);
        }
        String verdict = first(VERDICT, APPARMOR);
        if (!verdict.isEmpty()) {
            return verdict;
        }
        return isSmack() ? kernel(SMACK_ACTION)
                : record.type() == AuditMessageType.SECCOMP ? kernel(ACTION_CODE) : "";
    }

    private boolean isSmack() {
        return kernel(SECURITY_MODULE).equals(SMACK);
    }

    /** In a user's message, libselinux writes this after the class, and that after what others may choose. */
    private boolean isPermissive() {
        if (record.find(PERMISSIVE) >= 0) {
            return kernel(PERMISSIVE).equals("1");
        }
        int objectClass = lastUser(OBJECT_CLASS);
        int permissive = lastUser(PERMISSIVE);
        return objectClass >= 0 && permissive > objectClass && kernel(permissive).equals("1");
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
        int last = lastFrom(record.find(name), name);
        return last < 0 ? "" : kernel(last);
    }

    private int lastUser(FieldName name) {
        return lastFrom(record.findUser(name), name);
    }

    private int lastFrom(int first, FieldName name) {
        int last = first;
        for (int field = first; field >= 0; field = record.findNext(name, field)) {
            last = field;
        }
        return last;
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
    private void readObject(AuditEvent event, int other) {
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
            wrap(event, other);
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
