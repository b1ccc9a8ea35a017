package io.github.nettyaudit.daemon.name;

import org.jspecify.annotations.Nullable;

/**
 * One question to the name service, which may block for as long as a server in the network does not answer.
 *
 * @param <K> an id or a name
 * @param <V> the name or the id
 */
@FunctionalInterface
interface NameLookup<K, V> {
    /** The answer, or {@code null} if nobody has the id or the name. */
    @Nullable V answer(K key);
}
