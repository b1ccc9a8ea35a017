package io.github.nettyaudit.codec.interpret;

import org.jspecify.annotations.Nullable;

/**
 * Names of users and groups. The codec asks nobody by itself: records are often read on another machine than the one
 * they come from, and a look-up can take seconds. Whoever wants names passes a service; one that is slow belongs
 * behind a {@link CachedNameService}.
 *
 * <p>Called on the thread that interprets. Neither method may throw.
 */
public interface NameService {
    /** Knows nobody: ids are printed as numbers. */
    NameService NONE = new NameService() {
        @Override
        public @Nullable String user(int id) {
            return null;
        }

        @Override
        public @Nullable String group(int id) {
            return null;
        }
    };

    /**
     * The name of a user, or null. The id is unsigned; 0 and 4294967295 are never asked for.
     *
     * @param id the uid, an unsigned number of 32 bits
     * @return the name, or null if the service knows none
     */
    @Nullable String user(int id);

    /**
     * The name of a group, or null. The id is unsigned; 0 and 4294967295 are never asked for.
     *
     * @param id the gid, an unsigned number of 32 bits
     * @return the name, or null if the service knows none
     */
    @Nullable String group(int id);

    /**
     * The uid of a user, for the messages of programs that have only a name. By default nobody is known.
     *
     * @param name the user's name
     * @return the uid, an unsigned number of 32 bits; -1 if the service knows none
     */
    default long userId(String name) {
        return -1;
    }

    /**
     * The gid of a group. By default none is known.
     *
     * @param name the group's name
     * @return the gid, an unsigned number of 32 bits; -1 if the service knows none
     */
    default long groupId(String name) {
        return -1;
    }
}
