package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The letters of {@code -p} and {@code -F perm=}, and the system calls that may need each of them. */
final class RulePermissions {
    static final String ALLOWED = "one to four of the letters r, w, x, a";

    private static final int MOST_LETTERS = 4;
    private static final List<Permission> PERMISSIONS = load();

    private RulePermissions() {
    }

    private record Permission(int number, char letter, List<String> systemCalls) {
    }

    private static List<Permission> load() {
        List<Permission> permissions = new ArrayList<>();
        for (String[] row : DataFile.rows(RulePermissions.class, "permission-syscalls.tsv")) {
            permissions.add(new Permission(DataFile.number(row[0]), row[1].charAt(0), List.of(row[2].split(","))));
        }
        return permissions;
    }

    /** Returns the bits of the letters, which may be in upper case. */
    static int parse(String letters, int offset) {
        if (letters.length() > MOST_LETTERS) {
            throw AuditRuleException.of("too many permissions: " + letters, ALLOWED, offset);
        }
        int bits = 0;
        for (int at = 0; at < letters.length(); at++) {
            bits |= find(letters.charAt(at), offset + at).number();
        }
        return bits;
    }

    private static Permission find(char letter, int offset) {
        char lower = letter >= 'A' && letter <= 'Z' ? (char) (letter + 'a' - 'A') : letter;
        return PERMISSIONS.stream().filter(permission -> permission.letter() == lower).findFirst().orElseThrow(
                () -> AuditRuleException.of("no permission " + letter, ALLOWED, offset));
    }

    /** Returns the numbers of the system calls that may need any of these permissions. */
    static IntStream systemCalls(int bits, AuditArchitecture architecture) {
        return PERMISSIONS.stream().filter(permission -> (bits & permission.number()) != 0)
                .flatMap(permission -> permission.systemCalls().stream())
                .mapToInt(name -> RuleArchitectures.systemCall(architecture, name)).filter(number -> number >= 0);
    }

    /** Returns the letters in the order in which auditctl lists them. */
    static String format(int bits) {
        StringBuilder letters = new StringBuilder(MOST_LETTERS);
        for (char letter : new char[] {'r', 'w', 'x', 'a'}) {
            if ((bits & find(letter, 0).number()) != 0) {
                letters.append(letter);
            }
        }
        return letters.toString();
    }
}
