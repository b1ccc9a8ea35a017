package io.github.nettyaudit.daemon.sink.stdout;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;

/**
 * Makes sinks of the type {@code stdout}, which has no settings. A reader that is slow delays only this sink; when the
 * reader has ended, the sink has ended too.
 */
public final class StdoutSinkFactory implements EventSinkFactory {
    /** Creates the factory; {@link java.util.ServiceLoader} does. */
    public StdoutSinkFactory() {
    }

    @Override
    public String type() {
        return "stdout";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return List.of();
    }

    @Override
    public EventSink create(String name, SinkSettings settings) {
        return new StdoutSink(name, new FileOutputStream(FileDescriptor.out).getChannel());
    }
}
