package io.github.nettyaudit.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters on events whose answer is known by reading them. */
class FilterOptionsTest {
    private static final String LOG = """
            type=SYSCALL msg=audit(1700000000.100:1): arch=c000003e syscall=257 success=no exit=-13 a0=0 items=1 ppid=1 pid=70 \
            auid=1000 uid=0 gid=5 euid=33 suid=0 fsuid=0 egid=7 sgid=0 fsgid=0 tty=pts0 ses=3 comm=612062 exe="/usr/bin/cat" \
            subj=a_u:a_r:a_t:s0 key=6B31016B32
            type=CWD msg=audit(1700000000.100:1): cwd="/srv/data"
            type=PATH msg=audit(1700000000.100:1): item=0 name="../x/./secret file" nametype=NORMAL obj=b_u:b_r:b_t:s0
            type=PROCTITLE msg=audit(1700000000.100:1): proctitle=636174
            node=beta type=USER_LOGIN msg=audit(1700000001.200:2): pid=71 uid=0 auid=1001 ses=4 msg='op=login acct="x" \
            exe="/usr/sbin/sshd" hostname=h.example addr=192.0.2.7 terminal=ssh res=failed uid=77 auid=0 pid=9 ses=9'\
            \u001dUID="root" AUID="tom"
            type=SYSCALL msg=audit(1700000002.300:3): arch=40000003 syscall=5 success=yes exit=3 ppid=70 pid=72 auid=4294967295 \
            uid=1000 gid=0 euid=1000 egid=0 tty=(none) ses=4294967295 comm="sh" exe="/bin/sh" key=(null)
            type=SOCKADDR msg=audit(1700000002.300:3): saddr=020000500A0000010000000000000000
            type=AVC msg=audit(1700000003.400:4): avc:  denied  { read } for  pid=73 comm="w" path="/run/y" \
            scontext=s_u:s_r:s_t:s0 tcontext=o_u:o_r:o_t:s0 tclass=file
            type=VIRT_CONTROL msg=audit(1700000004.500:5): pid=74 uid=0 auid=2 ses=5 msg='virt=kvm op=start vm="web 1" \
            uuid=12-34 exe="/usr/sbin/libvirtd" res=success'
            """;

    private List<AuditEvent> events = List.of();

    private List<Long> select(NameService names, String options) {
        events = FilterFixture.events(LOG);
        return List.copyOf(FilterFixture.serials(events, FilterFixture.filter(names, options.split(" "))));
    }

    @AfterEach
    void release() {
        events.forEach(AuditEvent::release);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-a 2 | 2", "--event 9 | ''", "-m USER_LOGIN,1400 | 2 4", "-m sockaddr | 3", "-m ALL | 1 2 3 4 5", "-n beta | 2",
        "-n bet | ''", "-ts @1700000002.300 -te @1700000003 | 3 4", "-ts @1700000001.201 | 3 4 5", "-te @1700000000.100 | 1",
        "-k k2 | 1", "-k k | 1", "-w -k k | ''", "-w -k k1 | 1", "-c b | 1", "-c sh | 3", "-x /usr | 1 2 5",
        "-w -x /bin/sh | 3", "-f secret | 1", "-f /srv/x/secret | 1", "-f /run/y | 4", "-w -f /srv/data | 1",
        "-hn 192.0.2.7 | 2", "-hn example | 2", "-hn 10.0.0.1 | 3", "-tm ssh | 2", "-tm pts0 | 1", "-p 73 | 4", "-p 9 | ''",
        "-pp 70 | 3", "--session 4 | 2", "--session -1 | 3", "--session unset | 3", "--session 9 | ''", "-sv no | 1 2 4",
        "-sv yes | 3 5", "-e -13 | 1", "-e EACCES | 1", "-e -EACCES | 1", "-e 3 | 3", "-sc openat | 1", "-sc open | 3",
        "-sc 5 | 3", "--arch b32 | 3", "-arch i686 | 3", "--arch x86_64 | 1", "-ua 1000 | 1 3", "-ua 33 | 1", "-ui 0 | 1 2 5",
        "-ui 77 | ''", "-ui root | 1 2 5", "-ue 33 | 1", "-ul 1001 | 2", "-ul unset | 3", "-ul -1 | 3",
        "-ga 7 | 1", "-gi 5 | 1", "-ge 7 | 1", "-ge 5 | ''", "-su a_t | 1", "-su s_t | 4", "-o b_t | 1", "-o o_t | 4",
        "-se _r | 1 4", "-vm web | 5", "-uu 12-34 | 5", "-k k1 -sv yes | ''", "-sv no -x cat | 1"})
    void selects(String options, String serials) {
        assertThat(select(NameService.NONE, options)).as(options)
                .isEqualTo(serials.isEmpty() ? List.of() : List.of(serials.split(" ")).stream().map(Long::valueOf).toList());
    }

    @Test
    void namesOfTheNamesFileAreKnown() {
        NameService names = new NameService() {
            @Override
            public String user(int id) {
                return id == 1000 ? "alice" : null;
            }

            @Override
            public String group(int id) {
                return id == 7 ? "staff" : null;
            }
        };
        assertThat(select(names, "-ul alice")).containsExactly(1L);
        release();
        assertThat(select(names, "-ge staff")).containsExactly(1L);
        release();
        assertThat(select(names, "-ul daemon")).isEmpty();
    }

    /** Without --names a name is that of this machine, as in ausearch. */
    @Test
    void namesOfThisMachineAreReadFromItsFiles(@TempDir Path folder) throws IOException {
        Path passwd = folder.resolve("passwd");
        Files.writeString(passwd, "# none\nroot:x:0:0:root:/root:/bin/sh\nalice:x:4294967294:5::/:\nbob:x:-1:0\n");
        assertThat(LocalAccounts.id(passwd, "alice")).contains(4294967294L);
        assertThat(LocalAccounts.id(passwd, "bob")).isEmpty();
        assertThat(LocalAccounts.id(folder.resolve("none"), "root")).isEmpty();
        assertThat(LocalAccounts.user("root")).contains(0L);
    }

    @Test
    void withoutAConditionEveryEventIsSelected() {
        assertThat(FilterFixture.filter()).isSameAs(EventFilter.ALL);
        assertThat(FilterFixture.filter("-w", "--just-one")).isSameAs(EventFilter.ALL);
        assertThat(FilterFixture.options("--just-one").isJustOne()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-a x | --event: 'x' is not a number from 0 to 4294967295", "-a 4294967296 | --event: '4294967296' is not a number",
        "-m SYS-CALL | --message: 'SYS-CALL' is not a message type;", "-m 70000 | --message:",
        "-m A,,B | --message: '' is not", "-p 1x | --pid: '1x' is not a number from 0 to 2147483647", "-pp -2 | --ppid:",
        "--session x | --session: 'x' is not a number", "-sv maybe | --success: 'maybe' is neither yes nor no",
        "-e ENOTHING | --exit: 'ENOTHING' is neither a number nor the name of an error", "-e 1x | --exit: '1x'",
        "-sc opennat | --syscall: 'opennat' is not a system call of any architecture", "--arch vax | --arch: 'vax' is not",
        "-ui 4294967296 | --uid: '4294967296' is not a number from 0 to 4294967295", "-ts noon | --start: 'noon' is not a time",
        "-te checkpoint | --end: there are no checkpoints here"})
    void aWrongValueIsRefusedByTheNameOfItsOption(String options, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> FilterFixture.filter(options.split(" ")))
                .withMessageContaining(message);
    }

    /** F15: a name that only the log knows is accepted; that no record has it may be a mistake. */
    @Test
    void aTypeThatIsNotKnownIsThatOfTheLog() {
        EventFilter filter = FilterFixture.filter("-m", "ckaddr,SYSCAL");
        List<AuditEvent> some = FilterFixture.events("type=CKADDR msg=audit(1700000007.346:737): saddr=1\n"
                + "type=CKADD msg=audit(1700000008.346:738): saddr=1\n");
        assertThat(some.stream().filter(filter::matches).map(AuditEvent::serial)).containsExactly(737L);
        some.forEach(AuditEvent::release);
        assertThat(filter.warnings()).containsExactly("--message: no record has the type SYSCAL, which is not a known one;"
                + " did you mean SYSCALL?");
        assertThat(FilterFixture.filter("-m", "SYSCALL").warnings()).isEmpty();
    }

    /** The word after a time belongs to it only if it is a date or a time. */
    @Test
    void aFileAfterATimeStaysAFile() {
        assertThat(TimeParser.isDateOrTime("12:00")).isTrue();
        assertThat(TimeParser.isDateOrTime("audit.log")).isFalse();
        assertThat(TimeParser.isDateOrTime("today")).isFalse();
    }

    @Test
    void anExpressionIsOneMoreCondition() {
        events = FilterFixture.events(LOG);
        assertThat(FilterFixture.serials(events, FilterFixture.filter("--filter", "uid = 0 and not type = VIRT_CONTROL")))
                .containsExactly(1L, 2L);
        assertThat(FilterFixture.serials(events, FilterFixture.filter("-ua", "1000", "--filter", "syscall = open or key = k2")))
                .containsExactly(1L, 3L);
        assertThat(FilterFixture.serials(events, FilterFixture.filter("--filter", "path = '/srv/x/secret file'")))
                .containsExactly(1L);
        assertThatIllegalArgumentException().isThrownBy(() -> FilterFixture.filter("--filter", "uid ="))
                .withMessage("--filter: column 6: found the end; expected a value: a word, or a text in quotation marks");
    }
}
