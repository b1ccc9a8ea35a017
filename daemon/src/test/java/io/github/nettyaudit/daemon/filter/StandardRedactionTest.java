package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.event.ProcTitle;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.laurel.LaurelEventEncoder;
import io.github.nettyaudit.schema.ocsf.OcsfEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The preset {@code standard} and the commands of {@code secrets.txt} and {@code harmless.txt}: one a line, arguments
 * separated by blanks; {@code ·} stands for a blank within an argument, {@code ¶} for the end of a line.
 */
class StandardRedactionTest {
    private static final Redactor STANDARD = Redaction.of(List.of("standard")).newRedactor();
    private static final String SECRET = "S3CRET";
    private static final Pattern MARKED = Pattern.compile("«[^»]*»");
    private static final Pattern ECS_ID = Pattern.compile("\"event\":\\{[^}]*\"id\":\"([^\"]+)\"");

    private static Stream<String> lines(String name) {
        try (InputStream input = StandardRedactionTest.class.getResourceAsStream(name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> secrets() {
        return lines("secrets.txt");
    }

    static Stream<String> harmless() {
        return lines("harmless.txt");
    }

    private static List<String> arguments(String line) {
        return Arrays.stream(line.split(" ")).map(word -> word.replace('·', ' ').replace('¶', '\n')).toList();
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String execve(List<String> arguments) {
        StringBuilder text = new StringBuilder("EXECVE argc=" + arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            text.append(" a").append(i).append('=').append(hex(arguments.get(i)));
        }
        return text.toString();
    }

    private static String command(String line) {
        return "USER_CMD pid=1 uid=0 msg='cwd=\"/\" cmd=" + hex(line) + " terminal=pts/0 res=success'";
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsReplaced(String line) {
        List<String> original = arguments(line.replaceAll("[«»]", ""));
        List<String> expected = arguments(MARKED.matcher(line).replaceAll("***"));
        String sudo = String.join(" ", original);
        AuditEvent event = TestEvents.event(TestEvents.CALL.replace("syscall=257", "syscall=59"), execve(original),
                "PROCTITLE proctitle=" + hex(String.join("\0", original)), command(sudo));
        AuditEvent redacted = STANDARD.redact(event);
        assertThat(redacted).isNotNull();
        AuditRecord reader = new AuditRecord();
        assertThat(ExecveArguments.of(redacted, reader).strings()).isEqualTo(expected);
        assertThat(ProcTitle.ofTitle(redacted, reader)).isEqualTo(expected);
        assertThat(redacted.read(3, reader).userText(FieldName.CMD)).doesNotContain(SECRET).contains("***");
        List<String> before = documents(event);
        List<String> after = documents(redacted);
        for (int i = 0; i < after.size(); i++) {
            assertThat(before.get(i)).matches(text -> text.contains(SECRET) || text.contains(hex(SECRET)));
            assertThat(after.get(i)).doesNotContain(SECRET).doesNotContain(hex(SECRET)).contains("redacted");
            assertThat(id(after.get(i))).isEqualTo(id(before.get(i)));
        }
        assertThat(STANDARD.redact(redacted)).as("redacted again").isNull();
        redacted.release();
        event.release();
    }

    private static @Nullable String id(String document) {
        Matcher id = ECS_ID.matcher(document);
        return id.find() ? id.group(1) : null;
    }

    private static List<String> documents(AuditEvent event) {
        List<String> documents = new ArrayList<>();
        for (EventEncoder encoder : List.of(new EcsEncoder(NameService.NONE, EcsOptions.DEFAULT), new OcsfEncoder(NameService.NONE),
                new LaurelEventEncoder(NameService.NONE), new RawEventEncoder())) {
            ByteBuf document = Unpooled.buffer();
            encoder.encode(event, EventContext.ofHost("host.example.com"), document);
            documents.add(document.toString(StandardCharsets.UTF_8));
            document.release();
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void aHarmlessCommandStaysAsItIs(String line) {
        List<String> arguments = arguments(line);
        AuditEvent event = TestEvents.event(execve(arguments), "PROCTITLE proctitle=" + hex(String.join("\0", arguments)),
                command(String.join(" ", arguments)));
        AuditEvent redacted = STANDARD.redact(event);
        if (redacted != null) {
            AuditRecord reader = new AuditRecord();
            String cmd = redacted.read(2, reader).userText(FieldName.CMD);
            assertThat(ExecveArguments.of(redacted, reader).strings()).isEqualTo(arguments);
            assertThat(cmd).isEqualTo(String.join(" ", arguments));
        }
        assertThat(redacted).isNull();
        event.release();
    }

    @Test
    void thereAreMoreThanAHundredOfEach() {
        assertThat(secrets().distinct().count()).isGreaterThan(100);
        assertThat(harmless().distinct().count()).isGreaterThan(100);
        assertThat(secrets()).allMatch(line -> line.contains("«") && line.contains(SECRET));
    }

    /** What was typed is a text for a shell, too, in which lines end with a carriage return. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mysql -pS3CRET db\\r | mysql -p*** db\\r", "cd /\\rcurl -su me:S3CRET h\\rls\\r | cd /\\rcurl -su *** h\\rls\\r",
        "export PASS=S3CRET\\rexit\\r | export PASS=***\\rexit\\r", "ls\\rmkdir -pa\\r | ls\\rmkdir -pa\\r",
        "mysql\\rls -pa\\r | mysql\\rls -pa\\r"
    })
    void commandsInKeystrokesAreLookedAt(String typed, String expected) {
        for (String type : List.of("TTY tty", "USER_TTY")) {
            AuditEvent event = TestEvents.event(type + " pid=1 uid=0 auid=0 ses=1 data=" + hex(typed.replace("\\r", "\r")));
            AuditEvent redacted = STANDARD.redact(event);
            AuditEvent result = redacted == null ? event.retain() : redacted;
            assertThat(result.content(0).toString(StandardCharsets.US_ASCII)).endsWith("data=" + hex(expected.replace("\\r", "\r")));
            assertThat(redacted == null).isEqualTo(typed.equals(expected));
            result.release();
            event.release();
        }
    }

    /** What was typed without an echo has nothing before it that a pattern could know. */
    @Test
    void keystrokesAreReplacedAsAWholeOnRequest() {
        AuditEvent event = TestEvents.event("TTY tty pid=1 uid=0 auid=0 ses=1 major=136 minor=1 comm=\"su\" data="
                + hex("S3CRET\r"), "USER_TTY pid=1 uid=0 auid=0 ses=1 data=\"ls\"", "TTY tty pid=1 data=");
        assertThat(STANDARD.redact(event)).isNull();
        Redactor all = Redaction.of(List.of("standard", "keystrokes")).newRedactor();
        AuditEvent redacted = all.redact(event);
        assertThat(redacted).isNotNull();
        assertThat(redacted.content(0).toString(StandardCharsets.US_ASCII)).endsWith("): tty redacted=1 pid=1 uid=0 auid=0 ses=1"
                + " major=136 minor=1 comm=\"su\" data=\"***\"");
        assertThat(redacted.content(1).toString(StandardCharsets.US_ASCII)).endsWith("ses=1 data=\"***\"");
        assertThat(redacted.content(2).toString(StandardCharsets.US_ASCII)).isEqualTo(event.content(2)
                .toString(StandardCharsets.US_ASCII));
        assertThat(all.redact(redacted)).as("redacted again").isNull();
        redacted.release();
        event.release();
    }
}
