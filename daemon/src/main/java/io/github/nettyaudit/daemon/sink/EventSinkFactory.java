package io.github.nettyaudit.daemon.sink;

import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.normalize.Normalizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sinks of one type. An implementation has a public constructor without parameters and is registered for
 * {@link java.util.ServiceLoader}: {@code provides EventSinkFactory with …} in {@code module-info.java}, and a line
 * in {@code META-INF/services/io.github.nettyaudit.daemon.sink.EventSinkFactory} for the class path.
 */
public interface EventSinkFactory {
    /**
     * Returns the name of the type, as a configuration has it.
     *
     * @return lower case letters, digits and hyphens, for example {@code file}
     */
    String type();

    /**
     * Returns the settings that sinks of this type have. Those that every sink has, such as the bounds of a batch, are
     * the delivery's and not among them.
     *
     * @return the keys
     */
    List<SettingKey<?>> settings();

    /**
     * Returns whether sinks of this type keep the order in which they are sent documents. To one that does, everything that
     * follows a failed document is sent again after it; to one that does not, only what failed is.
     *
     * @return true, unless the factory says otherwise
     */
    default boolean isOrdered() {
        return true;
    }

    /**
     * Makes an encoder of the format that sinks of this type have if the configuration names none.
     *
     * @param normalizer reads what events mean; the encoder's alone
     * @return a new encoder; {@code null} if the type has no format of its own
     */
    default @Nullable EventEncoder newEncoder(Normalizer normalizer) {
        return null;
    }

    /**
     * Checks settings together, as far as that is possible without opening or changing anything. {@link #create} refuses
     * the same.
     *
     * @param name     the name of the sink in the configuration
     * @param settings values of the keys of {@link #settings()}, checked by their types
     * @throws SinkSettingsException if values are wrong together, or name a file that cannot be used
     */
    default void check(String name, SinkSettings settings) throws SinkSettingsException {
    }

    /**
     * Makes a sink. It may open files, but should not wait for another machine: a server that cannot be reached yet is
     * a reason to answer a batch with {@link SinkOutcome#TRY_AGAIN}, not a reason to fail here.
     *
     * @param name     the name of the sink in the configuration, for threads and messages
     * @param settings values of the keys of {@link #settings()}, checked by their types
     * @return a new sink
     * @throws SinkSettingsException if values are wrong together, or name something that cannot be used
     * @throws IOException           if the sink cannot be opened for another reason; the message is for the operator
     */
    EventSink create(String name, SinkSettings settings) throws IOException;

    /**
     * Returns the files that a sink reads only when it is made, such as certificates. A server that reads its
     * configuration again makes a sink anew if one of them has changed.
     *
     * @param settings the settings of the sink
     * @return the files; none if the sink reads them again by itself
     */
    default List<Path> filesReadAtStart(SinkSettings settings) {
        return List.of();
    }

    /**
     * Returns whether a sink with these settings holds something that no other sink can hold at the same time, such as an
     * address at which it listens. It is made when the sink that it replaces has ended; another one is made before that,
     * so that nothing changes if it cannot be made.
     *
     * @param settings the settings of the sink
     * @return whether a sink must end before another one with the same settings is made
     */
    default boolean isExclusive(SinkSettings settings) {
        return false;
    }
}
