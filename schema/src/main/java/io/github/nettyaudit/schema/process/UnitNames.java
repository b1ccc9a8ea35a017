package io.github.nettyaudit.schema.process;

import org.jspecify.annotations.Nullable;

/** The units that the names in a path of control groups say, as systemd's {@code cg_path_get_unit} and its kin read it. */
final class UnitNames {
    private static final int LONGEST = 255;
    private static final String SLICE = ".slice";
    private static final String SESSION = "session-";
    private static final String SCOPE = ".scope";
    private static final String SERVICE = ".service";
    private static final String[] WITH_PROCESSES = {SERVICE, SCOPE, ".socket", ".mount", ".swap"};

    @Nullable String unit;
    @Nullable String slice;
    @Nullable String userUnit;
    @Nullable String userSlice;
    @Nullable String loginSession;

    private UnitNames() {
    }

    static UnitNames of(String[] names) {
        UnitNames found = new UnitNames();
        int next = skipParents(names);
        int last = skipSlices(names, next);
        found.slice = last > next ? unescape(names[last - 1]) : null;
        found.unit = unit(names, last);
        if (found.unit != null) {
            found.readUser(names, last + 1);
        }
        return found;
    }

    private void readUser(String[] names, int next) {
        String manager = unit;
        if (manager == null) {
            return;
        }
        if (manager.startsWith("user@") && manager.endsWith(SERVICE)) {
            int last = skipSlices(names, next);
            userSlice = last > next ? unescape(names[last - 1]) : null;
            userUnit = unit(names, last);
        } else if (manager.startsWith(SESSION) && manager.endsWith(SCOPE)) {
            String id = manager.substring(SESSION.length(), manager.length() - SCOPE.length());
            loginSession = isSession(id) ? id : null;
        }
    }

    /** A path begins with a slash, and with {@code ..} if it lies outside of the reader's namespace. */
    private static int skipParents(String[] names) {
        int next = 0;
        while (next < names.length && (names[next].isEmpty() || names[next].equals(".."))) {
            next++;
        }
        return next;
    }

    private static int skipSlices(String[] names, int first) {
        int next = first;
        while (next < names.length && isUnit(unescape(names[next]), SLICE)) {
            next++;
        }
        return next;
    }

    private static @Nullable String unit(String[] names, int at) {
        if (at >= names.length) {
            return null;
        }
        String name = unescape(names[at]);
        for (String suffix : WITH_PROCESSES) {
            if (isUnit(name, suffix)) {
                return name;
            }
        }
        return null;
    }

    /** systemd puts a {@code _} in front of a name that the kernel could take for one of its own. */
    private static String unescape(String name) {
        return name.startsWith("_") ? name.substring(1) : name;
    }

    private static boolean isUnit(String name, String suffix) {
        if (!name.endsWith(suffix) || name.length() == suffix.length() || name.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && ":-_.\\@".indexOf(c) < 0) {
                return false;
            }
        }
        return name.charAt(0) != '@' && name.charAt(0) != '.';
    }

    private static boolean isSession(String id) {
        return !id.isEmpty() && id.chars().allMatch(c -> isAlphanumeric((char) c));
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
