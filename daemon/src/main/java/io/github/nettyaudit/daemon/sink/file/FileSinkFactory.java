package io.github.nettyaudit.daemon.sink.file;

import io.github.nettyaudit.daemon.internal.rotation.Compression;
import io.github.nettyaudit.daemon.internal.rotation.RotatedFile;
import io.github.nettyaudit.daemon.internal.rotation.Rotation;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Makes sinks of the type {@code file}. A file is made with mode 0600, and its directory, if it is not there, with mode
 * 0700. Symbolic links are not followed. A full disk is a reason to try again.
 *
 * <p>Old files have the time of their end in their names: {@code audit.json.20261126T154048.123Z-0}, and {@code .gz} or
 * {@code .zst} behind it when they are compressed, which another thread does. If another program renames or removes the
 * file or its directory, the sink makes a new one.
 */
public final class FileSinkFactory implements EventSinkFactory {
    private static final long TEBIBYTE = 1L << 40;
    private static final SettingKey<Path> PATH =
            SettingKey.path("path", "The file to which documents are appended.").required();
    private static final SettingKey<Long> MAX_SIZE = SettingKey.size("max-size", 0, TEBIBYTE,
            "The length at which the file is replaced by a new one; 0 for never.").preset(64L << 20);
    private static final SettingKey<Duration> ROTATE_EVERY = SettingKey.duration("rotate-every", Duration.ZERO,
            Duration.ofDays(366), "How long a file is used, in periods since 1970 in UTC: 1d is until midnight; 0 for"
            + " any time.").preset(Duration.ZERO);
    private static final SettingKey<Integer> KEEP = SettingKey.number("keep", 0, 100_000,
            "How many old files are kept.").preset(8);
    private static final SettingKey<Compression> COMPRESS = SettingKey.choice("compress", Compression.class,
            "How old files are compressed.").preset(Compression.NONE);
    private static final SettingKey<Duration> SYNC = SettingKey.duration("sync", Duration.ZERO, Duration.ofHours(1),
            "After which time at the latest the next batch is followed by fdatasync(2), as every stored position is"
            + " preceded by it; 0 for each batch.").preset(Duration.ofSeconds(1));

    /** Creates the factory; {@link java.util.ServiceLoader} does. */
    public FileSinkFactory() {
    }

    @Override
    public String type() {
        return "file";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return List.of(PATH, MAX_SIZE, ROTATE_EVERY, KEEP, COMPRESS, SYNC);
    }

    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        Path path = settings.get(PATH);
        if (!path.isAbsolute()) {
            throw new SinkSettingsException(PATH, path + " must begin with /: a service has another working directory than"
                    + " a shell");
        }
        if (path.getFileName() == null) {
            throw new SinkSettingsException(PATH, path + " names no file");
        }
        try {
            settings.get(COMPRESS).requireAvailable();
        } catch (IOException e) {
            throw new SinkSettingsException(COMPRESS, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the file of a sink.
     *
     * @param settings the settings of a sink of this type
     * @return the file to which it appends
     */
    public static Path file(SinkSettings settings) {
        return settings.get(PATH);
    }

    @Override
    public EventSink create(String name, SinkSettings settings) throws IOException {
        check(name, settings);
        Rotation rotation = new Rotation(settings.get(MAX_SIZE), settings.get(ROTATE_EVERY), settings.get(KEEP),
                settings.get(COMPRESS));
        RotatedFile file = new RotatedFile(settings.get(PATH), rotation, Clock.systemUTC());
        return new FileSink(name, file, settings.get(SYNC));
    }
}
