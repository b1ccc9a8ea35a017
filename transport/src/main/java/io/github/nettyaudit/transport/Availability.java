package io.github.nettyaudit.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.epoll.Epoll;
import io.netty.util.Version;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the channel can be used here, and what to do if it cannot: the version of Netty, its epoll library, JNA.
 * Found out once, at the first question.
 */
final class Availability {
    /** The first version whose event loops call {@code IoHandle.unregistered()}. */
    static final String OLDEST_NETTY = "4.2.7.Final";

    private Availability() {
    }

    static @Nullable AuditNetlinkException cause() {
        return Holder.CAUSE;
    }

    private static final class Holder {
        static final @Nullable AuditNetlinkException CAUSE = find();
    }

    private static @Nullable AuditNetlinkException find() {
        AuditNetlinkException problem = nettyProblem(IoHandle.class);
        if (problem == null && !Epoll.isAvailable()) {
            problem = epollProblem(Epoll.unavailabilityCause(), System.getProperty("os.name", ""));
        }
        return problem == null ? jnaProblem(LibC.class.getName()) : problem;
    }

    /** @param handle {@link IoHandle}; its method is looked up by name, as a call of it would compile to an error */
    static @Nullable AuditNetlinkException nettyProblem(Class<?> handle) {
        try {
            handle.getMethod("unregistered");
            return null;
        } catch (NoSuchMethodException old) {
            return new AuditNetlinkException(AuditNetlinkException.Reason.NETTY_TOO_OLD,
                    "Netty " + nettyVersion() + " is too old: netty-audit needs " + OLDEST_NETTY + " or a later 4.2; "
                    + "find out what asks for the old version (mvn dependency:tree -Dincludes=io.netty) and manage the "
                    + "version with netty-bom", old);
        }
    }

    private static String nettyVersion() {
        Version version = Version.identify().get("netty-transport");
        return version == null ? "on the class path" : version.artifactVersion();
    }

    static AuditNetlinkException epollProblem(Throwable cause, String operatingSystem) {
        if (!operatingSystem.toLowerCase(Locale.ROOT).contains("linux")) {
            return new AuditNetlinkException(AuditNetlinkException.Reason.UNSUPPORTED_PLATFORM,
                    "netlink needs 64-bit Linux, this is " + operatingSystem, cause);
        }
        return new AuditNetlinkException(AuditNetlinkException.Reason.NATIVE_LIBRARY_MISSING,
                "Netty's epoll library could not be loaded: " + explain(cause, "io.netty.native.workdir",
                "put netty-transport-native-epoll with the classifier of this machine (linux-x86_64, linux-aarch_64) "
                + "on the class path"), cause);
    }

    /** @param systemCalls the name of the class that binds the system calls */
    static @Nullable AuditNetlinkException jnaProblem(String systemCalls) {
        try {
            Class.forName(systemCalls, true, Availability.class.getClassLoader());
            return null;
        } catch (ExceptionInInitializerError failed) {
            return new AuditNetlinkException(AuditNetlinkException.Reason.UNSUPPORTED_PLATFORM,
                    "system calls cannot be made through JNA: " + failed.getCause(), failed.getCause());
        } catch (ClassNotFoundException | LinkageError failed) {
            return new AuditNetlinkException(AuditNetlinkException.Reason.NATIVE_LIBRARY_MISSING,
                    "JNA could not be loaded: " + explain(failed, "jna.tmpdir",
                    "put net.java.dev.jna:jna on the class path"), failed);
        }
    }

    /**
     * Names the real cause and the remedy. The loaders wrap it, and often only add it as a suppressed exception.
     *
     * @param directoryProperty the system property that says where the library is unpacked to
     * @param otherwise         the remedy if nothing else is known: the library is not there
     */
    private static String explain(Throwable failure, String directoryProperty, String otherwise) {
        Throwable denied = find(failure, Availability::isDenied);
        if (denied != null) {
            return text(denied) + "; this JVM denies native access: start it with --enable-native-access=ALL-UNNAMED, "
                    + "or on the module path with --enable-native-access=io.netty.common,com.sun.jna";
        }
        Throwable unusable = find(failure, Availability::isUnusableDirectory);
        if (unusable != null) {
            return text(unusable) + "; it is unpacked to the directory " + directory(directoryProperty)
                    + ", which must be writable and not mounted noexec: name another one by -D" + directoryProperty
                    + "=DIRECTORY";
        }
        return failure + "; " + otherwise;
    }

    private static boolean isDenied(Throwable failure) {
        return failure.getClass().getSimpleName().equals("IllegalCallerException");
    }

    private static boolean isUnusableDirectory(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof IOException && !message.startsWith("META-INF/") // a resource that is not there
                || message.contains("failed to map segment from shared object"); // dlopen(3), mounted noexec
    }

    private static String directory(String property) {
        return System.getProperty(property, System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }

    private interface Filter {
        boolean accepts(Throwable failure);
    }

    /** The first such exception among the failure, its causes and what these suppress. */
    private static @Nullable Throwable find(Throwable failure, Filter filter) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> toVisit = new ArrayDeque<>();
        toVisit.add(failure);
        while (!toVisit.isEmpty()) {
            Throwable next = toVisit.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (filter.accepts(next)) {
                return next;
            }
            if (next.getCause() != null) {
                toVisit.add(next.getCause());
            }
            Collections.addAll(toVisit, next.getSuppressed());
        }
        return null;
    }
}
