package io.github.nettyaudit.daemon.sink;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The types of sinks that are installed. */
public final class EventSinks {
    private EventSinks() {
    }

    /**
     * Finds the types of sinks.
     *
     * @return the factories by their types, in alphabetical order
     * @throws ServiceConfigurationError if a factory cannot be loaded, or two have the same type
     */
    public static Map<String, EventSinkFactory> installed() {
        return byType(ServiceLoader.load(EventSinkFactory.class, EventSinks.class.getClassLoader()).iterator());
    }

    static Map<String, EventSinkFactory> byType(Iterator<EventSinkFactory> factories) {
        Map<String, EventSinkFactory> byType = new TreeMap<>();
        while (factories.hasNext()) {
            EventSinkFactory factory = factories.next();
            EventSinkFactory other = byType.putIfAbsent(factory.type(), factory);
            if (other != null) {
                throw new ServiceConfigurationError("two sinks have the type " + factory.type() + ": "
                        + other.getClass().getName() + " and " + factory.getClass().getName());
            }
        }
        return Collections.unmodifiableMap(byType);
    }
}
