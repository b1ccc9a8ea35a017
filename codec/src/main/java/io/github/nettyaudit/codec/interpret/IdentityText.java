package io.github.nettyaudit.codec.interpret;

import org.jspecify.annotations.Nullable;

/**
 * Users and groups. 0 is {@code root} and 4294967295 {@code unset} without asking anybody; for others the
 * {@link NameService} is asked, {@code unknown(1000)} if that does not know. Without a service the number stays.
 *
 * <p>The last answer is kept until {@link #forget()}: a record names the same user up to eight times.
 */
final class IdentityText {
    static final byte[] ROOT_NAME = {'r', 'o', 'o', 't'};
    static final byte[] UNSET_NAME = {'u', 'n', 's', 'e', 't'};

    private static final int UNSET = -1;
    private static final int ROOT = 0;

    private final NameService service;
    private int lastUser;
    private int lastGroup;
    private @Nullable String lastUserName;
    private @Nullable String lastGroupName;

    IdentityText(NameService service) {
        this.service = service;
    }

    void forget() {
        lastUser = ROOT;
        lastGroup = ROOT;
    }

    void appendUser(int id, TextBuffer out) {
        appendUser(id, Integer.toUnsignedLong(id), out);
    }

    /** The same for an argument, where {@code number} says what an unknown id is printed as. */
    void appendUser(int id, long number, TextBuffer out) {
        if (id == UNSET || id == ROOT) {
            out.append(id == ROOT ? ROOT_NAME : UNSET_NAME);
            return;
        }
        if (id != lastUser) {
            lastUserName = service.user(id);
            lastUser = id;
        }
        append(number, lastUserName, out);
    }

    void appendGroup(int id, TextBuffer out) {
        appendGroup(id, Integer.toUnsignedLong(id), out);
    }

    void appendGroup(int id, long number, TextBuffer out) {
        if (id == UNSET || id == ROOT) {
            out.append(id == ROOT ? ROOT_NAME : UNSET_NAME);
            return;
        }
        if (id != lastGroup) {
            lastGroupName = service.group(id);
            lastGroup = id;
        }
        append(number, lastGroupName, out);
    }

    private void append(long number, @Nullable String name, TextBuffer out) {
        if (name != null) {
            out.append(name);
        } else if (service == NameService.NONE) {
            out.appendDecimal(number);
        } else {
            out.append("unknown(").appendDecimal(number).append(')');
        }
    }
}
