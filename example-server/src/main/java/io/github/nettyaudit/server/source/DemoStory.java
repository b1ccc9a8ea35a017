package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.testkit.AuditDatagrams;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The story of {@code --source demo}, a resource of the program: records of a made-up host, as lines of an audit.log. */
public final class DemoStory {
    private static final String RESOURCE = "demo.log";
    private static final Pattern LINE = Pattern.compile("type=(\\w+) msg=(audit\\(.*)");
    private static final Map<Integer, String> NAMES = Map.of(1000, "alice", 1001, "bob", 33, "www-data");

    private DemoStory() {
    }

    /** The records as a kernel sends them. Their serials and times are the same in each call. */
    static CapturedDatagrams records() {
        ByteArrayOutputStream capture = new ByteArrayOutputStream();
        text().lines().filter(line -> !line.startsWith("#")).forEach(line -> append(line, capture));
        try {
            return CapturedDatagrams.read(new ByteArrayInputStream(capture.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends a record in the form that {@link CapturedDatagrams} reads: the length, little-endian, and the datagram. */
    private static void append(String line, ByteArrayOutputStream capture) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a record: " + line);
        }
        String text = matcher.group(2);
        ByteBuf datagram = AuditDatagrams.recordOfText(AuditMessageType.of(matcher.group(1)),
                text.endsWith(":") ? text + ' ' : text);
        byte[] bytes = ByteBufUtil.getBytes(datagram);
        datagram.release();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            capture.write(bytes.length >>> shift);
        }
        capture.writeBytes(bytes);
    }

    private static String text() {
        try (InputStream resource = DemoStory.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the program has no " + RESOURCE);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the users and groups of the made-up host.
     *
     * @return their names
     */
    public static NameService names() {
        return new NameService() {
            @Override
            public @Nullable String user(int id) {
                return NAMES.get(id);
            }

            @Override
            public @Nullable String group(int id) {
                return NAMES.get(id);
            }

            @Override
            public long userId(String name) {
                return NAMES.entrySet().stream().filter(entry -> entry.getValue().equals(name))
                        .mapToLong(Map.Entry::getKey).findFirst().orElse(-1);
            }

            @Override
            public long groupId(String name) {
                return userId(name);
            }
        };
    }
}
