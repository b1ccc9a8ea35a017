package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.OpenFile;
import io.github.nettyaudit.server.io.UnfitFileException;
import io.github.nettyaudit.server.yaml.YamlFile;
import io.github.nettyaudit.server.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the file of {@code --config}. As with rule files, a file that other users can change is refused, since it says
 * where the audit trail goes.
 */
public final class ConfigurationFile {
    private ConfigurationFile() {
    }

    /**
     * Reads a file, without its warnings.
     *
     * @param path the file
     * @return what it says
     * @throws ServerException as {@link #read(Path, Consumer)} does
     */
    public static ServerConfiguration read(Path path) throws ServerException {
        return read(path, warning -> { });
    }

    /**
     * Reads a file.
     *
     * @param path     the file
     * @param warnings gets a line for each setting that is allowed, but probably not what is meant
     * @return what it says
     * @throws ServerException if it cannot be read, is refused, or says something wrong; the message has a line for each
     *                         problem, with file, line, column and what is allowed
     */
    public static ServerConfiguration read(Path path, Consumer<String> warnings) throws ServerException {
        String name = path.toString();
        try (OpenFile file = OpenFile.open(path)) {
            byte[] content = file.read(name, OpenFile.LARGEST_TEXT);
            file.check("the configuration file " + name, name);
            return parse(name, content, EventSinks.installed(), warnings);
        } catch (UnfitFileException e) {
            throw new ServerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, FileFailure.explain(name, e), e);
        }
    }

    static ServerConfiguration parse(String name, byte[] content, Map<String, EventSinkFactory> types)
            throws ServerException {
        return parse(name, content, types, warning -> { });
    }

    static ServerConfiguration parse(String name, byte[] content, Map<String, EventSinkFactory> types,
            Consumer<String> warnings) throws ServerException {
        YamlFile file = YamlFile.parse(name, content);
        YamlMap top = file.top();
        ServerConfiguration configuration = top == null ? null : ServerConfiguration.read(Path.of(name), top, types);
        if (configuration == null || !file.problems().isEmpty()) {
            throw new ServerException(ExitCode.USAGE, String.join(System.lineSeparator(), file.problems().lines()));
        }
        file.problems().warnings().forEach(warnings);
        return configuration;
    }
}
