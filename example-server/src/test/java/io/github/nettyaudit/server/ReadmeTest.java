package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block of the README compiles, without an exception. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public |final )*class (\\w+)");

    /** What a fragment is put into: the imports that a reader's IDE adds, and the objects that the text introduces. */
    private static final String BEFORE = """
            import static org.assertj.core.api.Assertions.assertThat;

            import io.github.nettyaudit.codec.*;
            import io.github.nettyaudit.codec.event.*;
            import io.github.nettyaudit.codec.message.*;
            import io.github.nettyaudit.codec.record.*;
            import io.github.nettyaudit.codec.request.*;
            import io.github.nettyaudit.codec.rule.*;
            import io.github.nettyaudit.codec.user.*;
            import io.github.nettyaudit.daemon.*;
            import io.github.nettyaudit.daemon.source.*;
            import io.github.nettyaudit.testkit.*;
            import io.github.nettyaudit.transport.*;
            import io.netty.channel.*;
            import io.netty.channel.embedded.EmbeddedChannel;
            import io.netty.channel.epoll.EpollIoHandler;
            import io.netty.util.concurrent.Future;
            import java.util.List;

            class Fragment%d {
                EventLoopGroup group;
                AuditClient client;

                void run() throws Exception {
            %s    }
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void everyJavaBlockCompiles() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../README.md")));
        int blocks = 0;
        while (block.find()) {
            sources.add(source(++blocks, block.group(1)));
        }
        assertThat(blocks).isGreaterThanOrEqualTo(11);

        assertThat(problems(sources)).isEmpty();
        assertThat(problems(List.of(source(99, "AuditClient.noSuchMethod();\n")))).as("the test can fail").isNotEmpty();
    }

    /** A file of its own, imports alone, or a fragment of a method. */
    private static JavaFileObject source(int number, String text) {
        Matcher type = CLASS.matcher(text);
        if (text.startsWith("import ")) {
            return type.find() ? file(type.group(1), text) : file("Imports" + number, text + "class Imports" + number
                    + " {\n}\n");
        }
        return file("Fragment" + number, BEFORE.formatted(number, text));
    }

    private static JavaFileObject file(String name, String text) {
        return new SimpleJavaFileObject(URI.create("readme:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private String problems(List<JavaFileObject> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        boolean compiled = compiler.getTask(output, null, null, List.of("-proc:none", "-d", classes.toString(), "-cp",
                System.getProperty("java.class.path")), null, sources).call();
        return compiled ? "" : output.append("does not compile").toString();
    }
}
