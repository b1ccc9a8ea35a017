package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterExpressionTest {
    private static final String CONTAINER = "3f2a9c0de1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c";
    private static final NameService NAMES = new NameService() {
        @Override
        public @Nullable String user(int id) {
            return null;
        }

        @Override
        public @Nullable String group(int id) {
            return null;
        }

        @Override
        public long userId(String name) {
            return name.equals("alice") ? 1000 : -1;
        }

        @Override
        public long groupId(String name) {
            return name.equals("users") ? 100 : -1;
        }
    };

    private static boolean matches(String expression, EventContext context, String... records) {
        AuditEvent event = TestEvents.event(records);
        try {
            return FilterExpression.parse(expression).newMatcher(NAMES).matches(event, context);
        } finally {
            event.release();
        }
    }

    private static EventContext context() {
        ProcessInfo process = new ProcessInfoBuilder(4217).controlGroup(ControlGroup.of(
                "/system.slice/docker.service/docker-" + CONTAINER + ".scope")).build();
        return EventContext.ofHost("web1").withProcess(process);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "type = SYSCALL", "type = path", "type in [USER_LOGIN, PATH]", "type = 1300", "type matches SYS*",
        "type >= 1300", "type != USER_LOGIN", "not type = USER_LOGIN", "type starts-with PROC",
        "key = secrets", "key != other", "key in [a, \"secrets\"]", "key exists", "key starts-with sec",
        "uid = 1000", "uid = alice", "uid != root", "euid = root", "euid = 0", "auid >= 1000", "auid != unset",
        "gid = users", "gid = 100", "egid in [users, root]", "pid = 4217", "ppid < 4217", "ses = 3", "exit = 3", "exit > -1",
        "exe = /usr/bin/cat", "exe under /usr/bin", "exe under /usr/bin/", "exe under /", "exe ends-with /cat",
        "exe matches /usr/*/c?t", "exe contains bin/", "comm = cat", "comm = 'cat'", "tty = pts2", "subj = unconfined",
        "success = yes", "success != no", "syscall = openat", "syscall in [open, openat]", "syscall = 257", "arch = b64",
        "arch = x86_64", "arch = amd64", "arch != b32",
        "path = /etc/shadow", "path under /etc", "path = \"/home/al ice/b\"", "path = /etc/x", "path = /srv/q/z",
        "path matches /etc/sh*", "cwd = /srv/q",
        "proctitle = \"cat /etc/shadow\"", "proctitle contains ' /etc'",
        "field.name = z", "field.a0 = ffffff9c", "field.items >= 1", "field.nametype = DELETE",
        "not comm = dog and (key = a or key = secrets)", "comm = dog or comm = cat", "not not comm = cat",
        "host = web1", "container starts-with 3f2a9c", "container exists", "unit = docker.service", "not pod exists",
        "not acct exists", "not (uid = 1 or uid = 2)",
    })
    void holdsOfACall(String expression) {
        assertThat(matches(expression, context(), TestEvents.CALL, "CWD cwd=\"/srv/q\"",
                "PATH item=0 name=\"/etc/shadow\" nametype=NORMAL", "PATH item=1 name=2F686F6D652F616C206963652F62 nametype=X",
                "PATH item=2 name=\"/etc/./y//../x\" nametype=DELETE", "PATH item=3 name=\"z\"", "PATH item=4 name=(null)",
                "PROCTITLE proctitle=636174002F6574632F736861646F77")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "type = USER_LOGIN", "type != SYSCALL", "type matches USER*", "type < 1300", "key = secret", "key != secrets",
        "key not in [a, secrets]", "uid = root", "uid = bob", "uid < 1000", "exe under /usr/bi", "exe under /usr/bin/cat/x",
        "exe = /usr/bin/CAT", "exe matches cat", "exe matches /usr/?at", "comm contains dog", "success = no", "syscall = open",
        "arch = b32", "arch = aarch64", "path = z", "path under /home/al", "path = ''", "container exists", "unit exists",
        "unit != a", "host = web1", "acct = alice", "acct != alice", "acct exists", "addr < 3", "comm > 3", "comm = ''",
        "cmd contains a", "field.nosuch != 1", "msg.exe exists", "not comm = cat", "comm = cat and comm = dog",
    })
    void doesNotHoldOfACall(String expression) {
        assertThat(matches(expression, EventContext.NONE, TestEvents.CALL, "CWD cwd=\"/srv/q\"",
                "PATH item=0 name=\"/etc/shadow\"", "PATH item=3 name=\"z\"", "PATH item=4 name=(null)")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "acct = alice", "msg.acct = alice", "op = login", "res = failed", "success = no", "addr = 192.0.2.7",
        "addr matches 192.0.2.*", "terminal under /dev/pts", "hostname ends-with .example", "exe = /usr/sbin/sshd",
        "msg.exe under /usr", "auid = alice", "not key exists", "not syscall exists", "field.acct = alice",
    })
    void holdsOfAMessage(String expression) {
        assertThat(matches(expression, EventContext.NONE, TestEvents.LOGIN)).isTrue();
    }

    @Test
    void whatAProgramWritesIsNotTakenForTheKernels() {
        String forged = "USER_CMD pid=812 uid=0 auid=1000 ses=4 msg='key=\"secrets\" uid=5 pid=1 cmd=6C73202D6C res=success'";
        assertThat(matches("key exists", EventContext.NONE, forged)).isFalse();
        assertThat(matches("uid = 5 or pid = 1", EventContext.NONE, forged)).isFalse();
        assertThat(matches("cmd = 'ls -l' and msg.uid = 5", EventContext.NONE, forged)).isTrue();
    }

    @Test
    void encodedValuesAndListsOfKeysAreDecoded() {
        String call = "SYSCALL arch=c000003e syscall=59 success=no exit=-13 pid=1 uid=0 comm=6120622263 exe=\"/bin/a\""
                + " key=61016220";
        assertThat(matches("comm = 'a b\"c' and key = a and key = 'b '", EventContext.NONE, call)).isTrue();
        assertThat(matches("exit = -13 and exit < 0 and success = no and syscall = execve", EventContext.NONE, call)).isTrue();
    }

    @Test
    void aNameOfTheLogCountsMoreThanThisHosts() {
        List<AuditEvent> events = TestEvents.log("type=SYSCALL msg=audit(1700000000.100:1): arch=c000003e syscall=59 pid=1"
                + " auid=5 uid=1000 euid=1000 gid=100\u001dAUID=\"alice\" UID=\"carol\" GID=\"users\"\n");
        AuditEvent event = events.get(0);
        assertThat(List.of("auid = alice", "uid = carol", "euid = alice", "gid = users", "uid = 1000")).allMatch(text ->
                FilterExpression.parse(text).newMatcher(NAMES).matches(event, EventContext.NONE));
        assertThat(List.of("uid = alice", "auid = carol", "euid = carol")).noneMatch(text ->
                FilterExpression.parse(text).newMatcher(NAMES).matches(event, EventContext.NONE));
        events.forEach(AuditEvent::release);
    }

    @Test
    void anIdThatIsNotSetIsNeitherLessNorGreater() {
        String call = "SYSCALL arch=c000003e syscall=59 success=yes exit=0 pid=1 auid=4294967295 ses=4294967295 uid=0";
        assertThat(matches("auid >= 1000 or auid < 1000 or ses > 5", EventContext.NONE, call)).isFalse();
        assertThat(matches("auid = unset and auid = -1 and auid = 4294967295", EventContext.NONE, call)).isTrue();
    }

    @Test
    void anEventOfManyRecordsIsReadToItsEnd() {
        String[] records = new String[100];
        records[0] = TestEvents.CALL;
        for (int i = 1; i < records.length; i++) {
            records[i] = "PATH item=" + i + " name=\"/p/" + i + "\"";
        }
        assertThat(matches("path = /p/99 and path = /p/1 and field.item = 98 and uid = 1000", EventContext.NONE, records))
                .isTrue();
        assertThat(matches("path = /p/100", EventContext.NONE, records)).isFalse();
    }

    @Test
    void aMatcherForgetsTheEventBefore() {
        EventMatcher matcher = FilterExpression.parse("uid = 1000 and path exists").newMatcher(NAMES);
        AuditEvent one = TestEvents.event(TestEvents.CALL, "PATH name=\"/a\"");
        AuditEvent other = TestEvents.event(TestEvents.CALL.replace(" uid=1000", " uid=1"), "PATH name=\"/a\"");
        assertThat(matcher.matches(one, EventContext.NONE)).isTrue();
        assertThat(matcher.matches(other, EventContext.NONE)).isFalse();
        assertThat(matcher.matches(one, EventContext.NONE)).isTrue();
        one.release();
        other.release();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | 1 | found the end; expected a field, not, or (",
        "comm | 5 | found the end; expected =, !=, <",
        "com = x | 1 | there is no field 'com' (did you mean comm?); the fields are type, key",
        "comm = | 7 | found the end; expected a value",
        "comm == x | 6 | found '=='; write =",
        "comm = a && key = b | 10 | found '&&'; write and",
        "!comm = a | 1 | found '!'; write not",
        "comm = a key = b | 10 | found 'key'; expected and, or, or the end",
        "(comm = a | 10 | found the end; expected and, or, or )",
        "comm = 'a | 8 | the quotation mark ' is not closed",
        "uid < alice | 7 | found 'alice'; expected a number",
        "uid = 99999999999 | 7 | found '99999999999'; expected a name",
        "uid = 99999999999999999999 | 7 | found '99999999999999999999'; expected a name",
        "gid in [-99999999999999999999] | 9 | found '-99999999999999999999'; expected a name",
        "pid = 99999999999999999999 | 7 | found '99999999999999999999'; expected a number",
        "success = maybe | 11 | found 'maybe'; expected yes or no",
        "syscall = opne | 11 | found 'opne'; expected the name of a system call",
        "type = SYSCAL | 8 | found 'SYSCAL'; expected a type of records such as SYSCALL, or a number up to 65535 (did you mean",
        "arch = vax | 8 | found 'vax'; expected b64, b32, or an architecture",
        "path under etc | 12 | found 'etc'; expected a directory that begins with /",
        "uid contains 1 | 5 | found 'contains'; expected another operator: the values of uid are not text",
        "success < 1 | 9 | found '<'; expected =, !=, in, not in, or exists for success",
        "uid in 5 | 8 | found '5'; expected [, as in [a, b]",
        "uid in [5 | 10 | found the end; expected , or ]",
        "uid not 5 | 9 | found '5'; expected in",
        "uid = 5 or | 11 | found the end; expected a field",
        "msg. = 5 | 1 | there is no field 'msg.'",
        "field.a\tb = 5 | 9 | found 'b'; expected =, !=",
    })
    void saysWhatIsWrong(String expression, int column, String problem) {
        assertThat(catchThrowableOfType(FilterSyntaxException.class,
                () -> FilterExpression.parse(expression))).hasMessageStartingWith("column " + column + ": " + problem)
                .extracting(FilterSyntaxException::column).isEqualTo(column);
    }

    @Test
    void itsSizeIsBounded() {
        String deep = "(".repeat(FilterExpression.DEEPEST) + "uid = 1" + ")".repeat(FilterExpression.DEEPEST);
        assertThat(FilterExpression.parse(deep)).hasToString(deep);
        assertThatThrownBy(() -> FilterExpression.parse("not " + deep))
                .hasMessageStartingWith("column " + (FilterExpression.DEEPEST + 4) + ": more than 64 parentheses");
        assertThatThrownBy(() -> FilterExpression.parse("uid = 1 or ".repeat(1490) + "uid = 2"))
                .hasMessageContaining("longer than 16384");
        assertThatThrownBy(() -> FilterExpression.parse("uid in [" + "1,".repeat(2000) + "1]"))
                .hasMessageContaining("more than 2000 conditions");
    }

    @Test
    void expressionsAreJoined() {
        FilterExpression one = FilterExpression.parse("uid = alice");
        FilterExpression other = FilterExpression.parse("gid = users or uid = bob");
        FilterExpression joined = FilterExpression.anyOf(List.of(one, other)).and(one.negated());
        assertThat(joined).hasToString("((uid = alice) or (gid = users or uid = bob)) and (not (uid = alice))");
        assertThat(joined.users()).containsExactly("alice", "bob");
        assertThat(joined.groups()).containsExactly("users");
    }
}
