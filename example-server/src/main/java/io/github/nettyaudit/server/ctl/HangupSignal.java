package io.github.nettyaudit.server.ctl;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action at each SIGHUP, which then no longer ends the process, until it is closed.
 *
 * <p>Java has no supported way to handle a signal. {@code sun.misc.Signal} of the module {@code jdk.unsupported} does
 * it (JEP 260 keeps it as a critical internal API); it is used by reflection, because javac warns of every other use.
 */
public final class HangupSignal implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final String HANGUP = "HUP";

    private final Method handle;
    private final Object signal;
    private final Object before;
    private boolean closed;

    private HangupSignal(Method handle, Object signal, Object before) {
        this.handle = handle;
        this.signal = signal;
        this.before = before;
    }

    /**
     * Handles SIGHUP from now on.
     *
     * @param action run on a thread of the JVM; must return soon
     * @return ends that, when it is closed
     * @throws UnsupportedOperationException if this JVM does not let programs handle SIGHUP ({@code -Xrs}, or a run-time
     *                                       image without {@code jdk.unsupported})
     */
    public static HangupSignal handle(Runnable action) {
        try {
            Class<?> signalClass = Class.forName(SIGNAL);
            Class<?> handlerClass = Class.forName(HANDLER);
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            Object signal = signalClass.getConstructor(String.class).newInstance(HANGUP);
            Object handler = Proxy.newProxyInstance(HangupSignal.class.getClassLoader(), new Class<?>[] {handlerClass},
                    new Action(action));
            return new HangupSignal(handle, signal, handle.invoke(null, signal, handler));
        } catch (InvocationTargetException e) {
            throw new UnsupportedOperationException("SIGHUP cannot be handled: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("SIGHUP cannot be handled: " + e, e);
        }
    }

    /** From now on SIGHUP does what it did before. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            handle.invoke(null, signal, before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIGHUP cannot be restored", e);
        }
    }

    /** A {@code sun.misc.SignalHandler}: its only method is {@code void handle(Signal)}. */
    private record Action(Runnable action) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws ReflectiveOperationException {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(action, arguments);
            }
            action.run();
            return null;
        }
    }
}
