package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
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
    private static final FieldName LOGIN_USER = FieldName.of("auid");
    private static final FieldName USER = FieldName.of("uid");
    private static final FieldName EFFECTIVE_USER = FieldName.of("euid");
    private static final FieldName PROGRAM = FieldName.of("exe");
    private static final FieldName COMMAND = FieldName.of("comm");
    private static final FieldName OTHER_COMMAND = FieldName.of("ocomm");
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
    private static final FieldName PERMISSIONS = FieldName.of("seperms");
    private static final FieldName SMACK_ACCESS = FieldName.of("requested");
    private static final List<FieldName> OPERATIONS = names("op", "operation", "ipe_op", "blockers");
    private static final List<FieldName> USER_OBJECTS = names("acct", "unit", "cmd", "path", "vm", "device", "sw");
    private static final List<FieldName> KERNEL_OBJECTS = names("path", "dir", "file", "name", "table");
    /** What AppArmor names if it is about no file: a profile, a capability, another host. */
    private static final List<FieldName> APPARMOR_OBJECTS = names("target", "peer", "capname", "faddr");
    private static final String UNKNOWN = "?";
    private static final String NO_TERMINAL = PrintableText.wordOf("(none)");
    private static final String PARENT_DIRECTORY = "PARENT";
    /** The interpretation of a Unix socket's address, whose path any program can choose. */
    private static final String LOCAL_ADDRESS = "{ saddr_fam=local";
    private static final Pattern ADDRESS_OF_NUMBERS =
            Pattern.compile("\\{ (saddr_fam=[\\w-]++(?: [\\w-]++=[\\w.:%-]++)*+) }"); // without recursion

    private final EventRecords records;
    private final EventFields fields;
    private final EventOutcome outcome;
    private final List<String> keys = new ArrayList<>();
    private String action = "";
    private final List<String> actor = new ArrayList<>();
    private final Set<String> objects = new LinkedHashSet<>();

    private static List<FieldName> names(String... names) {
        return Stream.of(names).map(FieldName::of).toList();
    }

    EventSummary(FieldInterpreter interpretation, EventRecords records) {
        this.records = records;
        fields = new EventFields(interpretation, records);
        outcome = new EventOutcome(fields);
    }

    /** What happened. */
    String action() {
        return action;
    }

    /** How it ended; empty if nobody says. */
    String result() {
        return outcome.result();
    }

    boolean failed() {
        return outcome.failed();
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

    /** Reads the event that the records are those of. */
    void read() {
        keys.clear();
        action = "";
        outcome.clear();
        actor.clear();
        objects.clear();
        int call = callRecord();
        int own = ownRecord(call);
        int main = call >= 0 ? call : Math.max(own, 0);
        if (main < records.size()) {
            String prefix = "";
            if (call >= 0 && own >= 0) {
                // what the kernel thought worth a record of its own says more than the system call
                fields.wrap(own);
                readAction();
                outcome.readVerdict();
                String result = outcome.result();
                prefix = (result.isEmpty() ? action : action + ' ' + result) + " by ";
                outcome.clear();
            }
            fields.wrap(main);
            readAction();
            action = prefix + action;
            outcome.readResult();
            readActor();
            for (int key = fields.record().find(KEY); key >= 0; key = fields.record().findNext(KEY, key)) {
                String text = fields.text(key);
                if (!EventFields.isUnknown(text)) {
                    keys.add(text);
                }
            }
        }
        readObject(Math.max(own, 0));
    }

    private int callRecord() {
        int call = records.indexOf(AuditMessageType.SYSCALL);
        return call < 0 ? records.indexOf(AuditMessageType.URINGOP) : call;
    }

    /**
     * The record that is not part of a call, at any place of the event: the first that says that something was refused,
     * then the first that only would have been, then the first of all; -1 if there is none.
     */
    private int ownRecord(int call) {
        int first = nextOwn(call, 0);
        int next = first < 0 ? -1 : nextOwn(call, first + 1);
        if (next < 0) {
            return first;
        }
        int permitted = -1;
        for (int i = first; i >= 0; i = nextOwn(call, i + 1)) {
            fields.wrap(i);
            if (outcome.isRefusal()) {
                if (!outcome.isPermissive()) {
                    return i;
                }
                permitted = permitted < 0 ? i : permitted;
            }
        }
        return permitted < 0 ? first : permitted;
    }

    private int nextOwn(int call, int from) {
        for (int i = from; i < records.size(); i++) {
            if (i != call && !AuditMessageType.isPartOfCall(records.type(i)) && !isContext(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a record has the contexts of a task or an object, by a number that means something else now. */
    private boolean isContext(int number) {
        if (records.type(number) != AuditMessageType.IPE_ACCESS
                && records.type(number) != AuditMessageType.IPE_CONFIG_CHANGE) {
            return false;
        }
        fields.wrap(number);
        return TypeName.isOtherMeaning(fields.record());
    }

    private void readAction() {
        String call = fields.kernel(SYSCALL);
        String ring = fields.kernel(URING_OPERATION);
        if (fields.type() == AuditMessageType.SYSCALL && !call.isEmpty()) {
            // such a name would look like another part of the headline
            action = call.equals("node") || call.equals("key") ? '"' + call + '"' : call;
        } else if (fields.type() == AuditMessageType.URINGOP && !ring.isEmpty()) {
            action = "io_uring " + ring;
        } else {
            String detail = detail();
            String type = withoutLast(words(), outcome.trustedVerdict());
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
        if (fields.type() == AuditMessageType.SECCOMP) {
            return fields.kernel(SYSCALL);
        }
        if (isAbnormalEnd()) {
            return fields.kernel(SIGNAL);
        }
        String permissions = fields.either(PERMISSIONS);
        if (!permissions.isEmpty()) {
            return permissions;
        }
        if (outcome.isSmack()) {
            return fields.kernel(SMACK_ACCESS);
        }
        for (FieldName name : OPERATIONS) {
            String operation = fields.either(name);
            if (!EventFields.isUnknown(operation)) {
                return operation;
            }
        }
        return "";
    }

    private boolean isAbnormalEnd() {
        return fields.type() == AuditMessageType.ANOM_ABEND;
    }

    /** The record's type in words, or by its own name if that is not known. */
    private String words() {
        return fields.type() < 0 ? TypeName.printable(fields.record())
                : TypeName.of(fields.record()).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void readActor() {
        String effective = fields.first(EFFECTIVE_USER, USER, FILE_SYSTEM_USER);
        String login = fields.type() == AuditMessageType.LOGIN ? newLoginUser() : fields.kernel(LOGIN_USER);
        if (EventFields.isUnknown(login) || login.equals("unset") || login.equals(effective)) {
            actor.add(effective.isEmpty() ? EventFields.isUnknown(login) ? UNKNOWN : login : effective);
        } else {
            actor.add(EventFields.isUnknown(effective) ? login : login + " as " + effective);
        }
        String program = fields.kernel(PROGRAM);
        String command = fields.kernel(COMMAND);
        if (!EventFields.isUnknown(program)) {
            actor.add(EventFields.isUnknown(command) || program.endsWith("/" + command) ? program
                    : program + " (" + command + ')');
        } else if (!EventFields.isUnknown(command)) {
            actor.add('(' + command + ')');
        }
        String process = fields.kernel(PROCESS);
        String parent = fields.kernel(PARENT);
        if (!EventFields.isUnknown(process)) {
            actor.add("pid " + process + (EventFields.isUnknown(parent) ? "" : ", parent " + parent));
        }
        String terminal = fields.kernel(TERMINAL);
        if (!EventFields.isUnknown(terminal) && !terminal.equals(NO_TERMINAL)) {
            actor.add("tty " + terminal);
        }
        String session = fields.type() == AuditMessageType.LOGIN ? fields.last(SESSION) : fields.kernel(SESSION);
        if (!EventFields.isUnknown(session) && !session.equals("unset")) {
            actor.add("session " + session);
        }
        if (actor.size() == 1 && (actor.get(0).equals(UNKNOWN) || actor.get(0).equals("unset"))) {
            actor.clear();
        }
    }

    /** Old kernels wrote {@code old auid=… new auid=…}: the new one comes last. */
    private String newLoginUser() {
        return fields.last(LOGIN_USER);
    }

    /** The paths but for the directories that hold them, the address, the process that got a signal, or the account. */
    private void readObject(int other) {
        for (int i = 0; i < records.size(); i++) {
            int type = records.type(i);
            if (type == AuditMessageType.PATH) {
                fields.wrap(i);
                if (!fields.kernel(NAME_TYPE).equals(PARENT_DIRECTORY)) {
                    addObject(fields.kernel(NAME));
                }
            } else if (type == AuditMessageType.SOCKADDR) {
                fields.wrap(i);
                addObject(address(fields.kernel(ADDRESS)));
            } else if (type == AuditMessageType.OBJ_PID) {
                fields.wrap(i);
                addObject(fields.kernel(OTHER_COMMAND));
            }
        }
        if (objects.isEmpty() && records.size() > 0) {
            fields.wrap(other);
            for (FieldName name : USER_OBJECTS) {
                addObject(fields.user(name));
            }
            for (FieldName name : KERNEL_OBJECTS) {
                addObject(fields.kernel(name));
            }
            if (objects.isEmpty() && outcome.isAppArmor()) {
                for (FieldName name : APPARMOR_OBJECTS) {
                    addObject(fields.kernel(name));
                }
            }
            if (fields.type() == AuditMessageType.ANOM_PROMISCUOUS) {
                addObject(fields.kernel(DEVICE));
            }
        }
    }

    private void addObject(String text) {
        if (!EventFields.isUnknown(text)) {
            objects.add(text);
        }
    }

    /** An address without its braces and quotation marks, if it has no part that a program can choose freely. */
    private static String address(String quoted) {
        String text = quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
        Matcher matcher = ADDRESS_OF_NUMBERS.matcher(text);
        return matcher.matches() && !text.startsWith(LOCAL_ADDRESS) ? matcher.group(1) : quoted;
    }
}
