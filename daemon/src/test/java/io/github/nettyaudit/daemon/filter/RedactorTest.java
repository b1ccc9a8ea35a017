package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.event.ProcTitle;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final Redactor STANDARD = Redaction.of(List.of("standard")).newRedactor();

    private static String value(String text) {
        boolean isPlain = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"');
        return isPlain ? '"' + text + '"' : hex(text);
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String execve(String... arguments) {
        StringBuilder text = new StringBuilder("EXECVE argc=" + arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            text.append(" a").append(i).append('=').append(value(arguments[i]));
        }
        return text.toString();
    }

    /** The arguments of a command after redaction. */
    private static List<@Nullable String> redacted(Redactor redactor, String... arguments) {
        AuditEvent event = TestEvents.event(TestEvents.CALL, execve(arguments));
        AuditEvent redacted = redactor.redact(event);
        try {
            ExecveArguments read = ExecveArguments.of(redacted == null ? event : redacted, new AuditRecord());
            assertThat(read.isComplete()).isTrue();
            return read.strings();
        } finally {
            event.release();
            if (redacted != null) {
                redacted.release();
            }
        }
    }

    /** As many as execve(2) takes; looking at all before each of them would take minutes. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aCommandOfVeryManyArgumentsTakesNoTimeWorthMentioning() {
        String[] arguments = new String[150_000];
        Arrays.fill(arguments, "-p");
        arguments[0] = "x".repeat(130_000);
        assertThat(redacted(STANDARD, arguments)).hasSize(150_000).doesNotContain("***");
        Arrays.fill(arguments, "token=x");
        assertThat(redacted(STANDARD, arguments)).containsOnly("token=***");
        String script = "-p ".repeat(200_000);
        assertThat(redacted(STANDARD, "sh", "-c", script)).containsExactly("sh", "-c", script);
        assertThat(redacted(STANDARD, "sh", "-c", "mysql " + "x ".repeat(9_000) + "-psecret"))
                .last().asString().startsWith("mysql").endsWith("-p***");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "x,--password=s3cret|x,--password=***", "x,--password=two words|x,--password=***", "x,--PASSWORD=a|x,--PASSWORD=***",
        "x,--password,s3 cret,-v|x,--password,***,-v", "x,--db-password=a,b|x,--db-password=***,b",
        "env,PGPASSWORD=a,psql|env,PGPASSWORD=***,psql", "env,AWS_SECRET_ACCESS_KEY=wJalr/K7|env,AWS_SECRET_ACCESS_KEY=***",
        "mysql,-ps3cret,-P3306,db|mysql,-p***,-P3306,db", "sudo,/usr/bin/mysql,-px|sudo,/usr/bin/mysql,-p***",
        "mkdir,-parents|mkdir,-parents", "mysql,-p,db|mysql,-p,db",
        "curl,-H,Authorization: Bearer abc.def,u|curl,-H,Authorization: ***,u", "curl,-u,me:pw|curl,-u,***",
        "curl,-ume:pw|curl,-u***", "curl,https://h/?token=abc&x=1|curl,https://h/?token=***&x=1",
        "git,clone,https://me:pw@host/r.git|git,clone,https://me:***@host/r.git",
        "git,clone,https://me@host:443/r|git,clone,https://me@host:443/r",
        "sh,-c,mysql --password=abc db; ls|sh,-c,mysql --password=*** db; ls",
        "sh,-c,x --password  'a b' c|sh,-c,x --password  '***' c",
        "sh,-c,curl -H 'Authorization: Token a b' u|sh,-c,curl -H 'Authorization: ***' u",
        "sh,-c,cd /; mysql -pabc db|sh,-c,cd /; mysql -p*** db", "sh,-c,ls; mkdir -pabc|sh,-c,ls; mkdir -pabc",
        "sh,-c,A=1 TOKEN=abc x|sh,-c,A=1 TOKEN=*** x", "x,--password=|x,--password=", "x,--password|x,--password",
        "x,--password=***|x,--password=***", "sshpass,-p,a b,ssh,h|sshpass,-p,***,ssh,h",
        "openssl,-passin,pass:abc|openssl,-passin,pass:***", "x,pass|x,pass", "x,passwords.txt|x,passwords.txt",
        "x,--token,a,--token=b,API_KEY=c|x,--token,***,--token=***,API_KEY=***",
        "env,MYSQL_PWD=abc,mysql|env,MYSQL_PWD=***,mysql", "env,PWD=/home,OLDPWD=/tmp,ls|env,PWD=/home,OLDPWD=/tmp,ls",
        "x,--pwd=a b|x,--pwd=***", "x,--pwd,abc|x,--pwd,***", "x,--db-pwd=abc|x,--db-pwd=***",
        "curl,--user=me:pw,u|curl,--user=***,u", "wget,--user=me,u|wget,--user=me,u",
        "x,--db-password,s3 cret,-v|x,--db-password,***,-v", "x,--DB_PASSWORD,abc|x,--DB_PASSWORD,***",
        "x,--client-secret,abc,--auth-token,d|x,--client-secret,***,--auth-token,***",
        "pg_dump,--no-password,shop|pg_dump,--no-password,shop", "x,password,abc|x,password,abc",
        "x,the password is here|x,the password is here", "x,reset-password bob|x,reset-password bob",
        "sh,-c,tool --db-password abc x|sh,-c,tool --db-password *** x",
        "curl,-d,{\"user\":\"me\";\"password\":\"s3 cret\";\"x\":1}|curl,-d,{\"user\":\"me\";\"password\":\"***\";\"x\":1}",
        "curl,-d,{\"clientSecret\" : \"a\\\"b\"}|curl,-d,{\"clientSecret\" : \"***\"}",
        "curl,-d,{\"pin_token\": 1234}|curl,-d,{\"pin_token\": ***}", "x,{'password': 'a b'}|x,{'password': '***'}",
        "curl,-d,{\"password\":\"\"}|curl,-d,{\"password\":\"\"}", "x,{\"passwords\":\"a\"}|x,{\"passwords\":\"a\"}",
        "sh,-c,curl -d '{\"apiKey\": \"a b\"}' u|sh,-c,curl -d '{\"apiKey\": \"***\"}' u",
        "sh,-c,curl -d \"{\\\"password\\\":\\\"a b\\\"}\" u|sh,-c,curl -d \"{\\\"password\\\":\\\"***\\\"}\" u",
        "sh,-c,x --password=a\\ b c|sh,-c,x --password=*** c", "sh,-c,x --password=a\"b c\"d e|sh,-c,x --password=*** e",
        "sh,-c,mysql -p'a b' db|sh,-c,mysql -p'***' db", "sh,-c,mysql -pa'b c'd db|sh,-c,mysql -p*** db",
        "sh,-c,x --password=\"a\\\"b c\" d|sh,-c,x --password=\"***\" d",
        "sh,-c,curl -H \"Authorization: Bearer a\\\"b c\" u|sh,-c,curl -H \"Authorization: ***\" u",
        "sh,-c,sh -c \"curl -H \\\"Authorization: Bearer a b\\\" u\"|sh,-c,sh -c \"curl -H \\\"Authorization: ***\\\" u\"",
        "sh,-c,bash -c \"x --password=\\\"a b\\\" c\" d|sh,-c,bash -c \"x --password=*** c\" d",
        "sh,-c,echo don't; x --password=abc d|sh,-c,echo don't; x --password=*** d",
    })
    void secretsOfCommonProgramsAreReplaced(String arguments, String expected) {
        assertThat(redacted(STANDARD, arguments.split(","))).isEqualTo(List.of(expected.split(",")));
    }

    /** sudo is not the only program whose messages have command lines. */
    @Test
    void messagesOfAllProgramsAreLookedAt() {
        for (String type : List.of("USER_CMD", "USER_MGMT", "USER_ERR", "CRYPTO_SESSION")) {
            AuditEvent event = TestEvents.event(type + " pid=1 uid=0 msg='op=x cmd=" + hex("mysql -ps3cret db") + " res=success'");
            AuditEvent redacted = STANDARD.redact(event);
            assertThat(redacted).as(type).isNotNull();
            assertThat(text(redacted, 0)).endsWith("cmd=" + hex("mysql -p*** db") + " res=success'");
            redacted.release();
            event.release();
        }
        AuditEvent ofKernel = TestEvents.event("AVC cmd=" + hex("mysql -ps3cret db"));
        assertThat(STANDARD.redact(ofKernel)).isNull();
        ofKernel.release();
    }

    @Test
    void patternsOfOnesOwn() {
        Redactor own = Redaction.of(List.of("--pin ***", "*geheim:***", "-k*** of tool, other")).newRedactor();
        assertThat(redacted(own, "x", "--pin", "1234", "--password=kept", "a geheim:b c")).containsExactly("x", "--pin", "***",
                "--password=kept", "a geheim:*** c");
        assertThat(redacted(own, "/bin/tool", "-kabc", "-Kabc")).containsExactly("/bin/tool", "-k***", "-Kabc");
        assertThat(redacted(own, "tools", "-kabc")).containsExactly("tools", "-kabc");
        Redactor more = Redaction.of(List.of("--*pin ***", "*pin\":***")).newRedactor();
        assertThat(redacted(more, "x", "--card-pin", "1234", "--pin", "5", "{\"PIN\":6}")).containsExactly("x", "--card-pin", "***",
                "--pin", "***", "{\"PIN\":***}");
        assertThat(redacted(more, "x", "--no-pin", "1")).containsExactly("x", "--no-pin", "1");
        Redactor options = Redaction.of(List.of("-[ab]k *** of tool", "-[ab]k*** of tool", "-n <name>:*** of tool",
                "-p *** of tool key add", "*** of keep -f", "<name> *** of put", "<name>/*** of log",
                "echo *** | take, take2 -i")).newRedactor();
        assertThat(redacted(options, "tool1.2", "-bak", "x", "-abkx", "-ck", "x", "-K", "x")).containsExactly("tool1.2", "-bak",
                "***", "-abk***", "-ck", "x", "-K", "x");
        assertThat(redacted(options, "tool", "-n", "me:x y", "-n", "me")).containsExactly("tool", "-n", "me:***", "-n", "me");
        assertThat(redacted(options, "tool", "key", "-v", "add", "-p", "x")).last().isEqualTo("***");
        assertThat(redacted(options, "tool", "add", "key", "-p", "x")).last().isEqualTo("x");
        assertThat(redacted(options, "/usr/bin/keep", "-vf", "a", "b")).containsExactly("/usr/bin/keep", "-vf", "a", "***");
        assertThat(redacted(options, "keep", "a", "b")).containsExactly("keep", "a", "b");
        assertThat(redacted(options, "put", "a")).containsExactly("put", "a");
        assertThat(redacted(options, "put", "a", "b", "c")).containsExactly("put", "a", "b", "***");
        assertThat(redacted(options, "log", "-s", "a/b@c", "d/e")).containsExactly("log", "-s", "a/***@c", "d/e");
        assertThat(redacted(options, "sh", "-c", "put a 'b c'; echo 'd e' | cat | take; echo f | take2")).last()
                .isEqualTo("put a '***'; echo '***' | cat | take; echo f | take2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwort", "***", "x***", " x***", "a*b***", "--x=*** of ", "--x=***y", "<name>/***",
        "<name> ***", "*-[a]b***", "echo *** |", "*** of ,"})
    void aWrongPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> Redaction.of(List.of(pattern))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'");
    }

    @Test
    void everyFormOfTheTextIsChangedAndMarked() {
        AuditEvent event = TestEvents.event(TestEvents.CALL, execve("x", "--password", "s3cret", "a b --token=s3cret"),
                "PROCTITLE proctitle=" + hex("x\0--password\0s3cret\0a b --token=s3cr"),
                "USER_CMD pid=1 uid=0 msg='cwd=\"/\" cmd=" + hex("mysql -ps3cret db") + " terminal=pts/0 res=success'",
                "PATH item=0 name=\"--password=not-an-argument\"");
        AuditEvent redacted = STANDARD.redact(event);
        assertThat(redacted).isNotNull();
        assertThat(text(redacted, 0)).isEqualTo(text(event, 0));
        assertThat(text(redacted, 1)).endsWith("): redacted=1 argc=4 a0=\"x\" a1=\"--password\" a2=\"***\" a3="
                + hex("a b --token=***"));
        assertThat(text(redacted, 2)).endsWith("): redacted=1 proctitle=" + hex("x\0--password\0***\0a b --token=***"));
        assertThat(text(redacted, 3)).endsWith("): redacted=1 pid=1 uid=0 msg='cwd=\"/\" cmd=" + hex("mysql -p*** db")
                + " terminal=pts/0 res=success'");
        assertThat(redacted.content(4)).isSameAs(event.content(4));
        AuditRecord reader = new AuditRecord();
        assertThat(ProcTitle.ofTitle(redacted, reader)).containsExactly("x", "--password", "***", "a b --token=***");
        assertThat(redacted.read(3, reader).userText(FieldName.CMD)).isEqualTo("mysql -p*** db");
        assertThat(redacted.serial()).isEqualTo(event.serial());
        assertThat(STANDARD.redact(redacted)).isNull();
        redacted.release();
        assertThat(event.content(4).refCnt()).isEqualTo(1);
        event.release();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "proctitle=\"ls\" | proctitle=\"ls\"", "proctitle=\"ls\" | proctitle=\"--password=a\"",
        "proctitle=6C73 | proctitle=6C73", "proctitle=ls | proctitle=--password=a",
        "proctitle=\"ls --password=a\" x=1 | proctitle=\"ls\" proctitle=\"--password=a\"",
        "proctitle= | x=1", "proctitle=\"ls\" | proctitle=6C002D2D70617373776F72643D61",
    })
    void aTitleIsCleanOnlyIfItHasNoSecret(String one, String other) {
        Redactor redactor = Redaction.of(List.of("standard")).newRedactor();
        for (String text : List.of(one, other, one, other, other)) {
            AuditEvent event = TestEvents.event("PROCTITLE " + text);
            AuditEvent redacted = redactor.redact(event);
            String first = event.read(0, new AuditRecord()).text(FieldName.PROCTITLE);
            assertThat(redacted != null).as(text).isEqualTo(first != null && first.contains("--password=a"));
            event.release();
            if (redacted != null) {
                assertThat(text(redacted, 0)).contains("redacted=1");
                redacted.release();
            }
        }
    }

    @Test
    void everyFormatShowsTheMarkerAndNoSecret() {
        AuditEvent event = TestEvents.event(TestEvents.CALL.replace("syscall=257", "syscall=59"),
                execve("x", "--password=s3cret"), "PROCTITLE proctitle=" + hex("x\0--password=s3cret"));
        AuditEvent redacted = STANDARD.redact(event);
        assertThat(redacted).isNotNull();
        for (EventEncoder encoder : List.of(new EcsEncoder(NameService.NONE, EcsOptions.DEFAULT),
                new EcsEncoder(NameService.NONE, EcsOptions.DEFAULT.withStrict(true)),
                new OcsfEncoder(NameService.NONE), new LaurelEventEncoder(NameService.NONE), new RawEventEncoder())) {
            ByteBuf document = Unpooled.buffer();
            encoder.encode(redacted, EventContext.NONE, document);
            String text = document.toString(StandardCharsets.UTF_8);
            assertThat(text).as(encoder.getClass().getSimpleName()).contains("redacted").contains("--password=***")
                    .doesNotContain("s3cret").doesNotContain(hex("s3cret"));
            document.release();
        }
        redacted.release();
        event.release();
    }

    private static String text(AuditEvent event, int record) {
        return event.content(record).toString(StandardCharsets.ISO_8859_1);
    }

    /** As the kernel does: an argument that is too long for one record has a length and pieces. */
    private static List<String> split(List<String> arguments, int pieceLength) {
        List<String> records = new ArrayList<>();
        StringBuilder record = new StringBuilder("EXECVE argc=" + arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            String value = value(arguments.get(i));
            boolean isQuoted = value.startsWith("\"");
            String bare = isQuoted ? value.substring(1, value.length() - 1) : value;
            if (bare.length() <= pieceLength) {
                record.append(" a").append(i).append('=').append(value);
                continue;
            }
            record.append(" a").append(i).append("_len=").append(bare.length());
            for (int piece = 0, at = 0; at < bare.length(); piece++, at += pieceLength) {
                if (piece > 0 && piece % 2 == 0) {
                    records.add(record.toString());
                    record = new StringBuilder("EXECVE");
                }
                String part = bare.substring(at, Math.min(bare.length(), at + pieceLength));
                record.append(" a").append(i).append('[').append(piece).append("]=")
                        .append(isQuoted ? '"' + part + '"' : part);
            }
        }
        records.add(record.toString());
        return records;
    }

    @Test
    void argumentsInPiecesStayWhole() {
        SplittableRandom random = new SplittableRandom(5);
        int changed = 0;
        for (int round = 0; round < 500; round++) {
            List<String> arguments = new ArrayList<>(List.of("prog"));
            List<String> expected = new ArrayList<>(List.of("prog"));
            for (int count = random.nextInt(4); count >= 0; count--) {
                String secret = "S3CRET".repeat(1 + random.nextInt(8)) + (random.nextBoolean() ? " S3CRET" : "");
                String plain = "w".repeat(random.nextInt(30)) + (random.nextBoolean() ? " v" : "");
                switch (random.nextInt(3)) {
                    case 0 -> add(arguments, expected, "--password=" + secret, "--password=***");
                    case 1 -> {
                        add(arguments, expected, "--token", "--token");
                        add(arguments, expected, secret, "***");
                    }
                    default -> add(arguments, expected, plain + "x", plain + "x");
                }
            }
            int pieceLength = 2 * (2 + random.nextInt(12));
            AuditEvent event = TestEvents.event(split(arguments, pieceLength).toArray(String[]::new));
            AuditEvent redacted = STANDARD.redact(event);
            assertThat(redacted != null).isEqualTo(!arguments.equals(expected));
            if (redacted != null) {
                changed++;
                ExecveArguments read = ExecveArguments.of(redacted, new AuditRecord());
                assertThat(read.strings()).as("%s in pieces of %s", arguments, pieceLength).isEqualTo(expected);
                assertThat(read.isComplete()).isTrue();
                for (int i = 0; i < redacted.size(); i++) {
                    assertThat(text(redacted, i)).doesNotContain("S3C").doesNotContain(hex("S3C"));
                }
                redacted.release();
            }
            event.release();
        }
        assertThat(changed).isGreaterThan(200);
    }

    private static void add(List<String> arguments, List<String> expected, String argument, String redacted) {
        arguments.add(argument);
        expected.add(redacted);
    }

    @Test
    void whatIsLeftOfAnArgumentIsReplacedToo() {
        AuditEvent event = TestEvents.event("EXECVE argc=3 a0=\"x\" a1=\"--password\" a2_len=400 a2[0]=\"SECRET\"",
                "EXECVE a2[2]=\"SECRET\"");
        AuditEvent redacted = STANDARD.redact(event);
        assertThat(redacted).isNotNull();
        assertThat(text(redacted, 0) + text(redacted, 1)).doesNotContain("SECRET").contains("a2_len=3 a2[0]=\"***\"");
        redacted.release();
        event.release();
    }

    @Test
    void linesOfALogAreChangedToo() throws Exception {
        List<AuditEvent> events = TestEvents.corpus("live-enriched.log.gz");
        Redactor redactor = Redaction.of(List.of("/usr/***", "-c ***")).newRedactor();
        int changed = 0;
        AuditRecord one = new AuditRecord();
        AuditRecord other = new AuditRecord();
        for (AuditEvent event : events) {
            AuditEvent redacted = event instanceof AuditLossEvent ? null : redactor.redact(event);
            if (redacted != null) {
                changed++;
                assertThat(redacted.size()).isEqualTo(event.size());
                for (int i = 0; i < event.size(); i++) {
                    isSameBut(event.read(i, one), redacted.read(i, other));
                }
                assertThat(ExecveArguments.of(redacted, one).isComplete())
                        .isEqualTo(ExecveArguments.of(event, one).isComplete());
                redacted.release();
            }
            event.release();
        }
        System.out.println(changed + " of " + events.size() + " events were changed");
        assertThat(changed).isGreaterThan(100);
    }

    private static void isSameBut(AuditRecord original, AuditRecord redacted) {
        int more = redacted.fieldCount() - original.fieldCount();
        assertThat(more).isBetween(0, 1);
        assertThat(more == 0 || redacted.name(0).equals("redacted")).isTrue();
        assertThat(redacted.enrichedCount()).isEqualTo(original.enrichedCount());
        for (int field = 0; field < original.fieldCount(); field++) {
            assertThat(redacted.name(field + more)).isEqualTo(original.name(field));
            assertThat(redacted.space(field + more)).isEqualTo(original.space(field));
            if (more == 0 || !original.name(field).matches("a\\d+|proctitle|cmd")) {
                assertThat(redacted.raw(field + more)).isEqualTo(original.raw(field));
            }
        }
    }

    @Test
    void anyBytesAreReadWithoutAnError() {
        SplittableRandom random = new SplittableRandom(3);
        List<String> parts = List.of("--password", "=", " ", "\0", "'", "\"", "://", ":", "@", "-p", "mysql", "token=", "a", "***",
                "Authorization: ", "é", ";", "echo ", "|", "chpasswd", "htpasswd", " -b", "curl", " -su", "sqlplus ", "/", "%", "<<<",
                "\\\n", "vault login ", "smbclient -U", "https", "sh -c", "\r");
        for (int round = 0; round < 3000; round++) {
            String text = random.ints(random.nextInt(12), 0, parts.size()).mapToObj(parts::get).collect(Collectors.joining());
            AuditEvent event = TestEvents.event("EXECVE argc=2 a0=\"mysql\" a1=" + hex(text.replace("\0", "")),
                    "PROCTITLE proctitle=" + hex(text), "USER_CMD pid=1 msg='cmd=" + hex(text) + "'",
                    "EXECVE a1[" + random.nextInt(3) + "]=" + hex(text).toLowerCase(Locale.ROOT) + " a1_len=x a= a2_len a9999999999=1");
            AuditEvent redacted = STANDARD.redact(event);
            if (redacted != null) {
                assertThat(ExecveArguments.of(redacted, new AuditRecord()).size()).isEqualTo(
                        ExecveArguments.of(event, new AuditRecord()).size());
                AuditEvent again = STANDARD.redact(redacted);
                if (again != null) {
                    again.release();
                }
                redacted.release();
            }
            event.release();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void longArgumentsTakeLinearTime() {
        String[] hostile = new String[] {"mysql", "-p".repeat(30_000), "x " + "-p x".repeat(15_000), "password=\"".repeat(6_000),
            "://".repeat(20_000), "a" + " --password".repeat(5_000)};
        AuditEvent event = TestEvents.event(execve(hostile));
        AuditEvent redacted = STANDARD.redact(event);
        assertThat(redacted).isNotNull();
        assertThat(redacted.indexOf(AuditMessageType.EXECVE)).isZero();
        redacted.release();
        event.release();
        String[] many = new String[10_000];
        for (String part : List.of("echo x ", "echo x|", "echo chpasswd|", "htpasswd -b ", "vault/", "vault login a;", "vault ", "-pw=",
                "curl -su ", "-sSsS", "sqlplus a/", "https://a", "a@", "<<< ", "\\\n", "Cookie: a;", "bin/", "'sh -c ")) {
            assertThat(redacted(STANDARD, "sh", "-c", part.repeat(200_000 / part.length()))).as(part).hasSize(3);
            assertThat(redacted(STANDARD, "curl", part.repeat(200_000 / part.length()), "x")).as(part).hasSize(3);
        }
        Arrays.fill(many, "-p1");
        many[0] = "mysqlx";
        assertThat(redacted(STANDARD, many)).hasSize(many.length).doesNotContain("-p***");
    }
}
