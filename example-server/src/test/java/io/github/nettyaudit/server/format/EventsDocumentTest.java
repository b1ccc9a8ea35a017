package io.github.nettyaudit.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/EVENTS.md shows what the program prints. */
class EventsDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/EVENTS.md"));
    }

    /** The blocks of a language in a section, or before the first one. */
    private static List<String> blocks(String section, String language) throws IOException {
        Matcher part = Pattern.compile("(?ms)^" + section + "$(.*?)(?=^##? |\\z)").matcher(page());
        assertThat(part.find()).as(section).isTrue();
        Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(part.group(1));
        return block.results().map(match -> match.group(1)).toList();
    }

    private static String document(EventFormat format, AuditEvent event) {
        ByteBuf out = Unpooled.buffer();
        format.newEncoder(EncoderSettings.of(NameService.NONE)).encode(event, EventContext.NONE, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstDocumentOfEachSectionIsThatOfTheRecords(EventFormat format) throws IOException {
        String log = blocks("# Events as documents", "log").get(0).replace('\u241d', '\u001d');
        String expected = blocks("## " + format.word(), "json").get(0);
        try (AuditLogReader reader = new AuditLogReader(event -> {
            try {
                assertThat(JSON.readTree(document(format, event))).isEqualTo(JSON.readTree(expected));
            } catch (IOException e) {
                throw new AssertionError(expected, e);
            } finally {
                event.release();
            }
        })) {
            reader.read(Unpooled.copiedBuffer(log, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSecondDocumentOfEachSectionIsThatOfALoss(EventFormat format) throws IOException {
        ByteBuf line = Unpooled.copiedBuffer(blocks("## raw-json", "json").get(1), StandardCharsets.UTF_8);
        AuditEvent loss = new RawEventReader().read(line);
        assertThat(JSON.readTree(document(format, loss)))
                .isEqualTo(JSON.readTree(blocks("## " + format.word(), "json").get(1)));
    }

    @Test
    void theReadmeAndTheHelpNameEveryFormat() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(EventFormat.words()).allSatisfy(word -> assertThat(readme).contains("`" + word + "`"));
    }
}
