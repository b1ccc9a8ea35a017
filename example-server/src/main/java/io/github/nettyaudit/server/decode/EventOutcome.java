package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.FieldName;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How what a record reports has ended: the result of a call or a message, or the decision of a security module. */
final class EventOutcome {
    private static final FieldName SUCCESS = FieldName.of("success");
    private static final FieldName RESULT = FieldName.of("res");
    private static final FieldName OTHER_RESULT = FieldName.of("result");
    private static final FieldName EXIT = FieldName.of("exit");
    private static final FieldName VERDICT = FieldName.of("seresult");
    private static final FieldName PERMISSIVE = FieldName.of("permissive");
    private static final FieldName APPARMOR = FieldName.of("apparmor");
    private static final FieldName OBJECT_CLASS = FieldName.of("tclass");
    private static final FieldName SECURITY_MODULE = FieldName.of("lsm");
    private static final FieldName SMACK_ACTION = FieldName.of("action");
    private static final FieldName ACTION_CODE = FieldName.of("code");
    private static final FieldName RESPONSE = FieldName.of("resp");
    private static final String SMACK = "SMACK";
    private static final Set<String> FAILED = Set.of("no", "failed", "fail", "0");
    private static final Set<String> SUCCEEDED = Set.of("yes", "success", "Success", "ok", "1");
    private static final Set<String> REFUSALS = Set.of("denied", "deny", "killed", "kill", "kill-process", "kill-thread",
            "trap", "errno");
    private static final Pattern VERDICT_WORD = Pattern.compile("[a-z][a-z_-]*");
    /** As an exit code is interpreted; possessive, as a log can have a long one, and groups are matched recursively. */
    private static final Pattern ERROR = Pattern.compile("[A-Z0-9]++\\([\\w./,'-]++(?: [\\w./,'-]++)*+\\)");
    private static final int ANOM_LOGIN_FAILURES = 2100;
    private static final int TYPES_OF_A_KIND = 100;

    private final EventFields fields;
    private String result = "";
    private boolean failed;

    EventOutcome(EventFields fields) {
        this.fields = fields;
    }

    /** How it ended; empty if nobody says. */
    String result() {
        return result;
    }

    boolean failed() {
        return failed;
    }

    void clear() {
        result = "";
        failed = false;
    }

    void readResult() {
        String success = fields.kernel(SUCCESS);
        String word = !success.isEmpty() ? success : reported();
        if (EventFields.isUnknown(word) || success.isEmpty() && !trustedVerdict().isEmpty()) {
            readVerdict();
        } else if (FAILED.contains(word)) {
            failed = true;
            String exit = exit(fields.kernel(EXIT));
            result = exit.isEmpty() ? "failed" : "failed: " + exit;
        } else if (!SUCCEEDED.contains(word)) {
            result = "res=" + word;
        } else if (!isAnomaly(fields.type())) {
            // an anomaly that was reported well is nothing that went well
            result = "ok";
        }
    }

    /** The kernel's result; or the last one of a user's message, which libaudit appends to what others may choose. */
    private String reported() {
        if (fields.record().find(RESULT) >= 0) {
            return fields.kernel(RESULT);
        }
        int last = Math.max(fields.lastUser(RESULT), fields.lastUser(OTHER_RESULT));
        return last < 0 ? "" : fields.text(last);
    }

    /** What a security module has decided. */
    void readVerdict() {
        String trusted = trustedVerdict();
        String word = trusted.isEmpty() ? fields.user(VERDICT).toLowerCase(Locale.ROOT) : trusted;
        failed = REFUSALS.contains(word) && !isPermissive();
        result = word.isEmpty() ? "" : !VERDICT_WORD.matcher(word).matches() ? "res=" + word
                : isPermissive() ? word + " (permissive)" : word;
    }

    /** Whether a security module says no, if only to say what it would have refused. */
    boolean isRefusal() {
        return REFUSALS.contains(trustedVerdict());
    }

    /** The decision in small letters, from where only the security module writes it; empty if there is none. */
    String trustedVerdict() {
        return verdict().toLowerCase(Locale.ROOT);
    }

    private String verdict() {
        if (fields.type() == AuditMessageType.USER_AVC) {
            // the decision comes first, then what others may choose
            int vector = fields.record().findUser(VERDICT);
            int module = fields.record().findUser(APPARMOR);
            int first = vector < 0 || module >= 0 && module < vector ? module : vector;
            return first < 0 ? "" : fields.text(first);
        }
        String verdict = fields.first(VERDICT, APPARMOR);
        if (!verdict.isEmpty()) {
            return verdict;
        }
        return isSmack() ? fields.kernel(SMACK_ACTION)
                : fields.type() == AuditMessageType.SECCOMP ? fields.kernel(ACTION_CODE)
                : fields.type() == AuditMessageType.FANOTIFY ? fields.kernel(RESPONSE) : "";
    }

    boolean isAppArmor() {
        return fields.record().find(APPARMOR) >= 0;
    }

    boolean isSmack() {
        return fields.kernel(SECURITY_MODULE).equals(SMACK);
    }

    /** In a user's message, libselinux writes this after the class, and that after what others may choose. */
    boolean isPermissive() {
        if (fields.record().find(PERMISSIVE) >= 0) {
            return fields.kernel(PERMISSIVE).equals("1");
        }
        int objectClass = fields.lastUser(OBJECT_CLASS);
        int permissive = fields.lastUser(PERMISSIVE);
        return objectClass >= 0 && permissive > objectClass && fields.text(permissive).equals("1");
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
}
