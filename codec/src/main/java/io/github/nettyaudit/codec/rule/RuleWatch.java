package io.github.nettyaudit.codec.rule;

/**
 * The options {@code -w}, {@code -W} and {@code -p}: a rule on access to a file, or to a directory and all below it.
 */
final class RuleWatch {
    private static final int MAX_PATH = 4096;
    private static final int MAX_NAME = 255;
    private static final int ALL_PERMISSIONS = 15;

    private RuleWatch() {
    }

    /** {@code -w}. */
    static void add(RuleState state, String path) {
        if (state.filter() != null) {
            throw AuditRuleException.of("a line can hold only one rule", "-w without -a, -A, -d and another -w");
        }
        watch(state, path);
        state.add = AuditRuleFilter.EXIT;
        state.warnings.add("-w makes every system call slower than -a always,exit -F arch= -F path= -F perm= does");
    }

    /** {@code -W}. */
    static void delete(RuleState state, String path) {
        watch(state, path);
        state.delete = AuditRuleFilter.EXIT;
    }

    private static void watch(RuleState state, String path) {
        String trimmed = checkPath(state, path);
        if (!state.isEmpty()) {
            throw AuditRuleException.of("a watch after fields or system calls", "-w or -W before -F, -C and -S");
        }
        state.action = AuditRuleAction.ALWAYS;
        state.addAllSystemCalls();
        state.hasSystemCalls = true;
        state.hasPermissions = true;
        int type = state.host.isDirectory(trimmed) ? AuditRuleFieldType.DIRECTORY : AuditRuleFieldType.PATH;
        state.fields.add(AuditRuleField.of(type, AuditRuleOperator.EQUAL, trimmed));
        state.fields.add(permissionField(ALL_PERMISSIONS));
    }

    private static String checkPath(RuleState state, String path) {
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
            throw AuditRuleException.of("the last name of the path is too long", "at most " + MAX_NAME + " bytes");
        }
        if (path.contains("..")) {
            state.warnings.add("the .. in " + path + " is not resolved");
        }
        if (path.indexOf('*') >= 0 || path.indexOf('?') >= 0) {
            state.warnings.add("* and ? in " + path + " are not wildcards");
        }
        return path.length() > 2 ? withoutSlash : path;
    }

    /** {@code -p}. */
    static void permissions(RuleState state, String letters) {
        if (state.filter() == null) {
            throw AuditRuleException.of("-p without a rule before it", "-w before -p");
        }
        int bits = RulePermissions.parse(letters, 0);
        if (state.fields.isEmpty()) {
            throw AuditRuleException.of("-p without a file before it", "-w, or -F path= or dir=, before -p");
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
}
