package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a rule from auditctl's options, one call per option in their order, with what auditctl 4.2.2 makes of each:
 * its checks, and what it adds of itself.
 */
final class RuleAssembly {
    private static final int MAX_PATH = 4096;
    private static final int MAX_NAME = 255;
    private static final String LISTS = "task, exit, user, exclude, filesystem or io_uring";
    private static final String LIST_AND_ACTION =
            "a list and an action with a comma between them: always or never, and " + LISTS;
    private static final int ALL_PERMISSIONS = 15;

    private final RuleState state;
    private String keys = "";
    private int listOptions;

    RuleAssembly(AuditRuleHost host) {
        state = new RuleState(host);
    }

    RuleState state() {
        return state;
    }

    /** {@code -a} and {@code -A}. @return false if the line is to be ignored, as rules with "possible" are */
    boolean add(String argument, boolean prepend) {
        if (argument.contains("task") && state.hasSystemCalls) {
            throw AuditRuleException.of("rules of the list task are not about system calls", "no -S");
        }
        if (!list(argument, true)) {
            return false;
        }
        state.prepend |= prepend;
        return true;
    }

    /** {@code -d}. @return false if the line is to be ignored */
    boolean delete(String argument) {
        return list(argument, false);
    }

    /** A list and an action, in either order; auditctl looks whether the first is an action, then at the second. */
    private boolean list(String argument, boolean adding) {
        if (++listOptions > 1) {
            throw AuditRuleException.of("a second rule in one line", "one of -a, -A and -d");
        }
        int comma = argument.indexOf(',');
        if (comma < 0 || argument.indexOf(',', comma + 1) >= 0) {
            throw AuditRuleException.of(argument + " is not a list and an action", LIST_AND_ACTION);
        }
        String first = argument.substring(0, comma);
        String second = argument.substring(comma + 1);
        boolean possible = first.equals("possible");
        AuditRuleAction action = action(first);
        AuditRuleFilter filter = adding ? state.add : state.delete;
        if (action == null && !possible) {
            filter = filter(first, 0);
        }
        if (filter == null) {
            filter = filter(second, comma + 1);
        } else if (second.equals("possible")) {
            return false;
        } else {
            action = action(second);
        }
        if (action == null) {
            throw AuditRuleException.of("no action " + (possible ? first : second), "always or never",
                    possible ? 0 : comma + 1);
        }
        state.action = action;
        state.exclude |= filter == AuditRuleFilter.EXCLUDE;
        if (adding) {
            state.add = filter;
        } else {
            state.delete = filter;
        }
        return true;
    }

    private static @Nullable AuditRuleAction action(String word) {
        return word.equals("always") ? AuditRuleAction.ALWAYS : word.equals("never") ? AuditRuleAction.NEVER : null;
    }

    private static AuditRuleFilter filter(String word, int offset) {
        AuditRuleFilter filter = AuditRuleFilter.of(word);
        if (filter == null) {
            throw AuditRuleException.of("no list or action " + word, word.equals("entry")
                    ? "exit; there is no list entry since Linux 2.6.38" : LIST_AND_ACTION, offset);
        }
        return filter;
    }

    /** {@code -S}. */
    void systemCalls(String argument) {
        RuleSystemCalls.add(state, argument);
    }

    /** {@code -F}. */
    void field(String argument) {
        if (state.filter() == null) {
            throw AuditRuleException.of("a field before the list that it is for", "-a, -A, -d or -w before -F");
        }
        if (argument.startsWith("key=")) {
            addKey(argument.substring("key=".length()), "key=".length());
        } else {
            RuleFields.add(state, argument);
        }
    }

    /** {@code -C}. */
    void comparison(String argument) {
        RuleFields.addComparison(state, argument);
    }

    /** {@code -k}. */
    void key(String argument) {
        if (!state.canHaveKey() || state.filter() == null) {
            throw AuditRuleException.of("a key needs something to be the key of before it",
                    "-w, or -a with -S, path=, dir=, perm=, exe= or fstype=, before -k");
        }
        addKey(argument, 0);
    }

    private void addKey(String key, int offset) {
        keys = join(keys, key, offset);
    }

    static void checkKey(String key) {
        join("", key, 0);
    }

    private static String join(String keys, String key, int offset) {
        int length = RuleText.bytes(keys).length + RuleText.bytes(key).length + (keys.isEmpty() ? 0 : 1);
        if (length > AuditRule.MAX_KEY_LENGTH) {
            throw AuditRuleException.of("keys of " + length + " bytes are too long", "at most "
                    + AuditRule.MAX_KEY_LENGTH + " bytes for all keys together", offset);
        }
        if (key.indexOf(AuditRule.KEY_SEPARATOR) >= 0) {
            throw AuditRuleException.of("a key with the character U+0001", "keys without it", offset);
        }
        return keys.isEmpty() ? key : keys + AuditRule.KEY_SEPARATOR + key;
    }

    /** {@code -p}. */
    void permissions(String letters) {
        if (state.filter() == null) {
            throw AuditRuleException.of("permissions before what they are for", "-w before -p");
        }
        int bits = RulePermissions.parse(letters, 0);
        if (state.fields.isEmpty()) {
            throw AuditRuleException.of("permissions before what they are for", "-w, or -F path= or dir=, before -p");
        }
        boolean replaced = false;
        for (int index = 0; index < state.fields.size(); index++) {
            if (state.fields.get(index).type() == AuditRuleFieldType.PERMISSIONS) {
                state.fields.set(index, permissionField(bits));
                replaced = true;
            }
        }
        if (!replaced) {
            state.checkRoom();
            state.fields.add(permissionField(bits));
        }
        state.hasPermissions = true;
    }

    private static AuditRuleField permissionField(int bits) {
        return AuditRuleField.of(AuditRuleFieldType.PERMISSIONS, AuditRuleOperator.EQUAL, bits);
    }

    /** {@code -w}. */
    void watch(String path) {
        if (state.filter() != null) {
            throw AuditRuleException.of("a watch beside another rule", "-w without -a, -A, -d and other -w");
        }
        watch(path, true);
        state.warnings.add("-w makes every system call slower than -a always,exit -F arch= -F path= -F perm= does");
    }

    /** {@code -W}. */
    void removeWatch(String path) {
        watch(path, false);
    }

    private void watch(String path, boolean adding) {
        String trimmed = checkPath(path);
        if (!state.isEmpty()) {
            throw AuditRuleException.of("a watch beside fields or system calls", "-w or -W before -F, -C and -S");
        }
        if (adding) {
            state.add = AuditRuleFilter.EXIT;
        } else {
            state.delete = AuditRuleFilter.EXIT;
        }
        state.action = AuditRuleAction.ALWAYS;
        state.addAllSystemCalls();
        state.hasSystemCalls = true;
        state.hasPermissions = true;
        int type = state.host.isDirectory(trimmed) ? AuditRuleFieldType.DIRECTORY : AuditRuleFieldType.PATH;
        state.fields.add(AuditRuleField.of(type, AuditRuleOperator.EQUAL, trimmed));
        state.fields.add(permissionField(ALL_PERMISSIONS));
    }

    private String checkPath(String path) {
        if (RuleText.bytes(path).length >= MAX_PATH) {
            throw AuditRuleException.of("the path is too long", "fewer than " + MAX_PATH + " bytes");
        }
        if (!path.startsWith("/")) {
            throw AuditRuleException.of("the path " + path + " is not absolute", "a path that starts with /");
        }
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String withoutSlash = path.substring(0, end);
        if (RuleText.bytes(withoutSlash.substring(withoutSlash.lastIndexOf('/') + 1)).length > MAX_NAME) {
            throw AuditRuleException.of("the path's last name is too long", "at most " + MAX_NAME + " bytes");
        }
        if (path.contains("..")) {
            state.warnings.add("the .. of " + path + " is not followed");
        }
        if (path.indexOf('*') >= 0 || path.indexOf('?') >= 0) {
            state.warnings.add("* and ? in " + path + " stand for themselves");
        }
        return path.length() > 2 ? withoutSlash : path;
    }

    /** Adds the keys, as auditctl does when all options are read: behind all other fields. */
    void addKeys() {
        if (!keys.isEmpty()) {
            // auditctl hands them over as another -F, and so takes no key that has a longer operator in it
            RuleFields.add(state, "key=" + keys);
        }
    }

    /** Whether anything was said about a rule. */
    boolean isRule() {
        return state.filter() != null;
    }

    /** The command that the options make. */
    AuditRuleCommand finish() {
        AuditRuleFilter filter = state.filter();
        AuditRuleAction action = state.action;
        if (filter == null || action == null) {
            throw AuditRuleException.of("no list", "-a, -A, -d, -w or -W");
        }
        if (filter != AuditRuleFilter.TASK && !state.hasSystemCalls) {
            state.addAllSystemCalls();
        }
        AuditRule rule = new AuditRule(filter.number(), state.prepend && state.add != null, action.number(),
                state.mask.clone(), state.fields);
        return state.add != null ? new AuditRuleCommand.Add(rule) : new AuditRuleCommand.Delete(rule);
    }

    List<String> warnings() {
        return new ArrayList<>(state.warnings);
    }
}
