package io.github.nettyaudit.daemon.name;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.interpret.NameService;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups of this host, by getpwuid_r(3), getgrgid_r(3), getpwnam_r(3) and getgrnam_r(3), so through the
 * name service switch (nsswitch.conf(5)). Use it for records of this host only.
 *
 * <p>A look-up can take seconds if the names come from a server in the network, so look-ups are made on a thread of the
 * service, one at a time. Answers, negative ones included, are cached for {@link #DEFAULT_LIFE}; an older answer is
 * given while it is looked up again. If an id or a name is not in the cache, the caller waits for the answer, but no longer than
 * the patience, and not at all on a thread of Netty's ({@link FastThreadLocalThread}, so on every event loop) or while
 * the name service is slow: the answer is then {@code null} or -1 ("not known yet"), and later calls give it.
 *
 * <p>Names are asked for as records have them, so as users have typed them: what cannot be a name, since it is longer
 * than {@value #LONGEST_NAME} bytes or has a colon or a control character, is not looked up.
 *
 * <p>Thread-safe. Up to {@value #DEFAULT_CAPACITY} users and as many groups are cached for each of the two directions; if
 * more are needed, all of this direction are forgotten. Up to {@value #MOST_WAITING} look-ups wait; if more are needed, they are made at a later call.
 */
public final class HostNameService implements NameService, AutoCloseable {
    /** Users, and as many groups, that are cached by id, and as many by name. */
    public static final int DEFAULT_CAPACITY = 4096;
    /** How long an answer is used before it is looked up again. */
    public static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);
    /** How long a caller waits for an answer that is not cached. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(250);

    static final int MOST_WAITING = 1024;
    /** {@code LOGIN_NAME_MAX} of Linux is 256 bytes with the zero byte at the end. */
    static final int LONGEST_NAME = 255;

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(HostNameService.class);

    private final ThreadPoolExecutor executor;
    private final AnswerCache<Integer, String> users;
    private final AnswerCache<Integer, String> groups;
    private final AnswerCache<String, Long> userIds;
    private final AnswerCache<String, Long> groupIds;

    /** Creates a service with the default patience. */
    public HostNameService() {
        this(DEFAULT_PATIENCE);
    }

    /**
     * Creates a service.
     *
     * @param patience how long a thread that is not one of Netty's waits for an answer that is not cached; zero never
     *                 waits
     * @throws IllegalArgumentException if the patience is negative
     */
    public HostNameService(Duration patience) {
        this(library(), patience, DEFAULT_CAPACITY, DEFAULT_LIFE, System::nanoTime);
    }

    HostNameService(Lookups lookups, Duration patience, int capacity, Duration life, LongSupplier clock) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: >= 0)");
        }
        requireNonNull(lookups, "lookups");
        executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
            Thread thread = new Thread(task, "audit-names");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        SlowService slow = new SlowService();
        users = new AnswerCache<>(lookups.users(), executor, slow, patience, capacity, life, clock);
        groups = new AnswerCache<>(lookups.groups(), executor, slow, patience, capacity, life, clock);
        userIds = new AnswerCache<>(lookups.userIds(), executor, slow, patience, capacity, life, clock);
        groupIds = new AnswerCache<>(lookups.groupIds(), executor, slow, patience, capacity, life, clock);
    }

    @Override
    public @Nullable String user(int id) {
        return users.get(id);
    }

    @Override
    public @Nullable String group(int id) {
        return groups.get(id);
    }

    @Override
    public long userId(String name) {
        return id(userIds, name);
    }

    @Override
    public long groupId(String name) {
        return id(groupIds, name);
    }

    private static long id(AnswerCache<String, Long> ids, String name) {
        Long id = canBeName(name) ? ids.get(name) : null;
        return id == null ? -1 : id;
    }

    private static boolean canBeName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && ByteBufUtil.utf8Bytes(name) <= LONGEST_NAME
                && name.chars().noneMatch(c -> c == ':' || c < ' ' || c == 0x7f || c == '\ufffd');
    }

    /** Ends the service's thread when its present look-up has ended. Cached answers are still given. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** The look-ups of a name service. */
    record Lookups(NameLookup<Integer, String> users, NameLookup<Integer, String> groups,
                   NameLookup<String, Long> userIds, NameLookup<String, Long> groupIds) {
    }

    private static Lookups library() {
        try {
            Class.forName(NameServiceLibrary.class.getName(), true, HostNameService.class.getClassLoader());
            return new Lookups(NameServiceLibrary::user, NameServiceLibrary::group, NameServiceLibrary::userId,
                    NameServiceLibrary::groupId);
        } catch (ClassNotFoundException | LinkageError e) {
            LOGGER.warn("names of users and groups are not available, because JNA could not be loaded", e);
            return new Lookups(id -> null, id -> null, name -> null, name -> null);
        }
    }
}
