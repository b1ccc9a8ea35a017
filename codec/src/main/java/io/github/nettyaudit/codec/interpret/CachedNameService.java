package io.github.nettyaudit.codec.interpret;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Caches another service's answers, negative ones included, for a limited time and number of ids and of names. When it is full, it
 * is emptied: few machines have more users than the default capacity, and an outdated name does not stay.
 *
 * <p>Not thread-safe: one per event loop.
 */
public final class CachedNameService implements NameService {
    /** The default capacity: so many ids of users, and as many of groups; as many names of each. */
    public static final int DEFAULT_CAPACITY = 4096;
    /** The default time for which an answer is cached, in seconds. */
    public static final long DEFAULT_SECONDS = 300;

    private final IntFunction<@Nullable String> userService;
    private final IntFunction<@Nullable String> groupService;
    private final ToLongFunction<String> userIdService;
    private final ToLongFunction<String> groupIdService;
    private final int capacity;
    private final long lifeNanos;
    private final LongSupplier clock;
    private final IntObjectMap<Answer> users = new IntObjectHashMap<>();
    private final IntObjectMap<Answer> groups = new IntObjectHashMap<>();
    private final Map<String, IdAnswer> userIds = new HashMap<>();
    private final Map<String, IdAnswer> groupIds = new HashMap<>();

    private record Answer(@Nullable String name, long expiresAtNanos) {
    }

    private record IdAnswer(long id, long expiresAtNanos) {
    }

    /**
     * A cache of the default size and duration.
     *
     * @param service answers what the cache does not hold; it is called on the thread that asks the cache
     */
    public CachedNameService(NameService service) {
        this(service, DEFAULT_CAPACITY, DEFAULT_SECONDS);
    }

    /**
     * A cache.
     *
     * @param service answers what the cache does not hold; it is called on the thread that asks the cache
     * @param capacity ids of users, and as many of groups, to remember, and as many names of each; at least 1
     * @param seconds how long an answer holds; at least 0
     * @throws IllegalArgumentException if {@code capacity} or {@code seconds} is out of its bounds
     */
    public CachedNameService(NameService service, int capacity, long seconds) {
        this(service, capacity, seconds, System::nanoTime);
    }

    CachedNameService(NameService service, int capacity, long seconds, LongSupplier clock) {
        if (capacity < 1 || seconds < 0) {
            throw new IllegalArgumentException("capacity " + capacity + ", seconds " + seconds);
        }
        userService = service::user;
        groupService = service::group;
        userIdService = service::userId;
        groupIdService = service::groupId;
        this.capacity = capacity;
        this.lifeNanos = TimeUnit.SECONDS.toNanos(seconds);
        this.clock = clock;
    }

    @Override
    public @Nullable String user(int id) {
        return answer(users, id, userService);
    }

    @Override
    public @Nullable String group(int id) {
        return answer(groups, id, groupService);
    }

    @Override
    public long userId(String name) {
        return answer(userIds, name, userIdService);
    }

    @Override
    public long groupId(String name) {
        return answer(groupIds, name, groupIdService);
    }

    private long answer(Map<String, IdAnswer> answers, String name, ToLongFunction<String> question) {
        IdAnswer known = answers.get(name);
        long now = clock.getAsLong();
        if (known != null && now - known.expiresAtNanos < 0) {
            return known.id;
        }
        long id = question.applyAsLong(name);
        if (answers.size() >= capacity) {
            answers.clear();
        }
        answers.put(name, new IdAnswer(id, now + lifeNanos));
        return id;
    }

    private @Nullable String answer(IntObjectMap<Answer> answers, int id, IntFunction<@Nullable String> question) {
        Answer known = answers.get(id);
        long now = clock.getAsLong();
        if (known != null && now - known.expiresAtNanos < 0) {
            return known.name;
        }
        String name = question.apply(id);
        if (answers.size() >= capacity) {
            answers.clear();
        }
        answers.put(id, new Answer(name, now + lifeNanos));
        return name;
    }
}
