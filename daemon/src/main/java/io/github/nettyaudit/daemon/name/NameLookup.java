package io.github.nettyaudit.daemon.name;

import org.jspecify.annotations.Nullable;

/** One question to the name service, which may block for as long as a server in the network does not answer. */
interface NameLookup {
    /** The name, or {@code null} if nobody has the id. */
    @Nullable String name(int id);
}
