package io.github.nettyaudit.server.web;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in the header {@code Host} under which a door answers. A page of another site can have its own name resolved to
 * this host's address (DNS rebinding); its requests then have that name in {@code Host}. An address cannot be such a name.
 * Immutable.
 */
final class HostNames {
    private static final Pattern AUTHORITY = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?");

    private final Set<String> names = new HashSet<>(Set.of("localhost"));
    private final boolean any;

    private HostNames(boolean any) {
        this.any = any;
    }

    /** For a Unix socket, which no page can reach. */
    static HostNames any() {
        return new HostNames(true);
    }

    /** @param more names beside {@code localhost} and all addresses */
    static HostNames of(Collection<String> more) {
        HostNames names = new HostNames(false);
        more.forEach(name -> names.names.add(plain(name)));
        return names;
    }

    /** Whether a name can be in {@code Host}. */
    static boolean isName(String name) {
        Matcher matcher = AUTHORITY.matcher(name);
        return matcher.matches() && name.equals(matcher.group(2));
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    boolean allow(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return false;
        }
        String address = matcher.group(1);
        if (address != null) {
            return NetUtil.isValidIpV6Address(address);
        }
        String name = matcher.group(2);
        return any || NetUtil.isValidIpV4Address(name) || names.contains(plain(name));
    }
}
