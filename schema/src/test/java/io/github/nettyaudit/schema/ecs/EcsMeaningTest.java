package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.interpret.NameService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outcomes, users and sentences of events that are read wrong with ease, and what cannot be forged. */
class EcsMeaningTest {
    private static final String CALL = " arch=c000003e syscall=%s success=%s exit=0 a0=3 a1=1 a2=1 a3=0 items=0 ppid=10"
            + " pid=11 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"x\""
            + " exe=\"/usr/sbin/x\" key=(null)";
    private static final String USER = "pid=2100 uid=0 auid=1000 ses=7 msg='";

    private static JsonNode document(String... records) {
        List<String> lines = Stream.of(records).map(record -> {
            int blank = record.indexOf(' ');
            return "type=" + record.substring(0, blank) + " msg=audit(1700000000.001:7):" + record.substring(blank);
        }).toList();
        return EcsDocuments.of(lines, NameService.NONE, new EcsOptions(false, false)).get(0);
    }

    private static String outcome(String... records) {
        return document(records).at("/event/outcome").textValue();
    }

    private static String message(String... records) {
        return document(records).at("/message").textValue();
    }

    /** The call only carried the request. */
    @Test
    void aRecordOfTheKernelHasAResultOfItsOwn() {
        String call = "SYSCALL" + CALL.formatted("44", "yes");
        assertThat(outcome("CONFIG_CHANGE auid=1000 ses=3 op=add_rule key=\"etc\" list=4 res=0", call))
                .isEqualTo("failure");
        JsonNode document = document("CONFIG_CHANGE auid=1000 ses=3 op=add_rule key=\"etc\" list=4 res=1", call);
        assertThat(document.at("/event/outcome").textValue()).isEqualTo("success");
        assertThat(document.at("/auditd/data/success").textValue()).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({
        "failure, AVC avc:  denied  { read } for  pid=9 comm=\"n\" scontext=a:b:c:s0 tcontext=a:b:c:s0"
            + " tclass=file permissive=0",
        "failure, AVC avc:  denied  { read } for  pid=9 comm=\"n\" scontext=a:b:c:s0 tcontext=a:b:c:s0 tclass=file",
        "success, AVC avc:  denied  { read } for  pid=9 comm=\"n\" scontext=a:b:c:s0 tcontext=a:b:c:s0"
            + " tclass=file permissive=1",
        "success, AVC avc:  granted  { read } for  pid=9 comm=\"n\" scontext=a:b:c:s0 tcontext=a:b:c:s0 tclass=file",
        "failure, AVC lsm=SMACK fn=smack_inode_permission action=denied subject=\"User\" object=\"S\""
            + " requested=r pid=5",
        "success, AVC lsm=SMACK fn=smack_inode_permission action=granted subject=\"User\" object=\"S\""
            + " requested=r pid=5",
        "failure, AVC apparmor=\"KILLED\" operation=\"open\" profile=\"p\" pid=5",
        "success, AVC apparmor=\"AUDIT\" operation=\"open\" profile=\"p\" pid=5",
        "failure, APPARMOR_DENIED operation=\"open\" profile=\"p\" pid=5 comm=\"c\"",
        "failure, APPARMOR_KILL operation=\"open\" profile=\"p\" pid=5 comm=\"c\"",
        "success, APPARMOR_ALLOWED operation=\"open\" profile=\"p\" pid=5 comm=\"c\"",
        "failure, LANDLOCK_ACCESS domain=1e6c0e2a7 blockers=fs.read_file path=\"/etc/shadow\" dev=\"vda2\" ino=131",
        "failure, IPE_ACCESS ipe_op=EXECUTE ipe_hook=MMAP enforcing=1 pid=2 comm=\"b\" rule=\"DEFAULT action=DENY\"",
        "success, IPE_ACCESS ipe_op=EXECUTE ipe_hook=MMAP enforcing=0 pid=2 comm=\"b\" rule=\"DEFAULT action=DENY\"",
        "success, IPE_ACCESS ipe_op=EXECUTE ipe_hook=MMAP enforcing=1 pid=2 comm=\"b\" rule=\"DEFAULT action=ALLOW\""})
    void aDenialIsAFailureIfItIsEnforced(String outcome, String record) {
        assertThat(outcome(record)).isEqualTo(outcome);
    }

    @Test
    void aProgramsDecisionOfSelinux() {
        String decision = "USER_AVC pid=1 uid=0 auid=4294967295 ses=4294967295 msg='avc:  denied  { stop } for"
            + " auid=1000"
                + " uid=1000 cmdline=\"%s\" scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=service permissive=%d "
                + " exe=\"/usr/lib/systemd/systemd\" sauid=0 hostname=? addr=? terminal=?'";
        assertThat(outcome(decision.formatted("systemctl", 0))).isEqualTo("failure");
        assertThat(outcome(decision.formatted("systemctl", 1))).isEqualTo("success");
        JsonNode forged = document(decision.formatted("x\" permissive=1 res=success key=\"k\" exe=\"/bin/good\""
            + " y=\"", 0));
        assertThat(forged.at("/event/outcome").textValue()).isEqualTo("failure");
        assertThat(forged.at("/process/executable").textValue()).isEqualTo("/usr/lib/systemd/systemd");
        assertThat(forged.at("/auditd/data/exe").textValue()).isEqualTo("/bin/good");
        assertThat(forged.has("tags")).isFalse();
    }

    /** audit-userspace writes the program, the address, the terminal and the result behind the program's text. */
    @Test
    void theEndOfAMessageCounts() {
        JsonNode document = document("USER_LOGIN " + USER + "op=login acct=\"bob\" x addr=1.1.1.1 res=success"
            + " success=yes"
                + " terminal=tty9 exe=\"/bin/a\" exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7"
                    + " terminal=ssh res=failed'");
        assertThat(document.at("/event/outcome").textValue()).isEqualTo("failure");
        assertThat(document.at("/source/ip").textValue()).isEqualTo("203.0.113.7");
        assertThat(document.at("/process/executable").textValue()).isEqualTo("/usr/sbin/sshd");
        assertThat(document.at("/auditd/data/addr").textValue()).isEqualTo("1.1.1.1");
        assertThat(document.at("/auditd/data/res").textValue()).isEqualTo("success");
        assertThat(document.at("/auditd/data/terminal").toString()).isEqualTo("[\"ssh\",\"tty9\"]");
    }

    /** A user can make a table of nftables in a namespace of his own, and give it any name. */
    @Test
    void aTableOfTheFirewallNamesNobody() {
        JsonNode document = document("NETFILTER_CFG table=x pid=1 uid=0 auid=0 res=1 ses=9 key=\"k\" comm=\"systemd\""
                + " exe=\"/bin/a\":2 family=2 entries=5 op=nft_register_table pid=77 comm=\"nft\"");
        assertThat(document.at("/process").toString()).isEqualTo("{\"pid\":77,\"name\":\"nft\"}");
        assertThat(document.has("user")).isFalse();
        assertThat(document.has("tags")).isFalse();
        assertThat(document.at("/event/outcome").textValue()).isEqualTo("unknown");
        assertThat(document.at("/auditd/data/uid").textValue()).isEqualTo("0");
        assertThat(document.at("/auditd/data/pid").textValue()).isEqualTo("1");
        assertThat(document.at("/message").textValue()).isEqualTo("nft changed the firewall table x"
                + " nft_register_table using nft");
    }

    /** A database takes a dot for an object in an object, and refuses an empty name. */
    @Test
    void namesWithDotsAreNoMembers() {
        JsonNode document = document("USER_AUTH " + USER + "a.b=1 a=2 == a.b=3 socket=4 socket_=5 acct=\"bob\""
            + " res=failed'");
        assertThat(document.at("/auditd/other").toString()).isEqualTo("[\"a.b=1\",\"a.b=3\",\"==\"]");
        assertThat(document.at("/auditd/data").toString()).isEqualTo(
                "{\"uid\":\"0\",\"a\":\"2\",\"socket_\":\"4\",\"socket__\":\"5\",\"acct\":\"bob\"}");
    }

    /** AppArmor writes all its records with the type AVC. */
    @Test
    void theVerdictOfAppArmorSaysWhatTheRecordIs() {
        JsonNode status = document("AVC apparmor=\"STATUS\" operation=\"profile_load\" profile=\"unconfined\""
            + " name=\"lxc\""
                + " pid=567 comm=\"apparmor_parser\"");
        assertThat(status.at("/event/action").textValue()).isEqualTo("changed-apparmor-policy");
        assertThat(status.at("/event/category").toString()).isEqualTo("[\"configuration\"]");
        JsonNode denied = document("AVC apparmor=\"DENIED\" operation=\"open\" profile=\"/usr/sbin/cupsd\""
            + " name=\"/etc/passwd\""
                + " pid=567 comm=\"cupsd\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0");
        assertThat(denied.at("/event/type").toString()).isEqualTo("[\"denied\"]");
        assertThat(document("AVC apparmor=\"ALLOWED\" operation=\"open\" profile=\"p\""
            + " pid=5").at("/event/type").toString())
                .isEqualTo("[\"allowed\"]");
        assertThat(document("AVC apparmor=\"NEW\" operation=\"open\" profile=\"p\""
            + " pid=5").at("/event/action").textValue())
                .isEqualTo("violated-apparmor-policy");
    }

    @Test
    void theAccountOfAMessageIsNotTheOneWhoChangedIt() {
        assertThat(message("USER_CHAUTHTOK " + USER + "op=PAM:chauthtok acct=\"eve\" exe=\"/usr/bin/passwd\""
            + " hostname=? addr=?"
                + " terminal=pts/0 res=success'")).isEqualTo(
                "user 1000 (as root) changed the password of the user eve using /usr/bin/passwd on pts/0: success");
        assertThat(message("USER_MGMT " + USER + "op=changing-uid id=1001 exe=\"/usr/sbin/usermod\""
            + " terminal=pts/0 res=failed'"))
                .isEqualTo("user 1000 (as root) modified the user account 1001 using /usr/sbin/usermod on"
                    + " pts/0: failure");
        JsonNode group = document("GRP_MGMT " + USER + "op=modify-group acct=\"wheel\""
            + " exe=\"/usr/sbin/groupmod\" res=success'");
        assertThat(group.at("/group").toString()).isEqualTo("{\"name\":\"wheel\"}");
        assertThat(group.at("/user/effective/name").textValue()).isEqualTo("root");
    }

    @Test
    void sentences() {
        assertThat(message("USER_START pid=3100 uid=0 auid=0 ses=12 msg='op=PAM:session_open acct=\"root\""
            + " exe=\"/usr/sbin/crond\""
                + " hostname=? addr=? terminal=cron res=success'"))
                .isEqualTo("root started a session at cron using /usr/sbin/crond: success");
        assertThat(message("USER_LOGIN " + USER + "op=login id=1000 exe=\"/usr/sbin/sshd\" hostname=203.0.113.7"
                + " addr=203.0.113.7 terminal=/dev/pts/0 res=success'")).isEqualTo(
                "user 1000 logged in to /dev/pts/0 using /usr/sbin/sshd from 203.0.113.7: success");
        assertThat(message("CRYPTO_SESSION " + USER + "op=start rport=50022 exe=\"/usr/sbin/sshd\""
            + " addr=203.0.113.7 res=success'"))
                .isEqualTo("user 1000 (as root) started an encrypted session with 203.0.113.7 50022 using"
                    + " /usr/sbin/sshd:"
                        + " success");
        assertThat(message("IPE_ACCESS ipe_op=EXECUTE ipe_hook=MMAP enforcing=1 pid=2263 comm=\"bash\""
            + " path=\"/home/u/hello\""
                + " rule=\"DEFAULT op=EXECUTE action=DENY\"")).isEqualTo("bash was checked by the integrity"
                    + " policy (IPE) on"
                + " EXECUTE /home/u/hello using MMAP: failure");
        assertThat(message("ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=3 pid=4321 comm=\"c\" exe=\"/c\" sig=11 res=1"))
                .contains("crashed the program c 4321 by signal 11");
        assertThat(message("SYSCALL" + CALL.formatted("176", "yes"), "KERN_MODULE name=\"rootkit\"")).isEqualTo(
                "user 1000 (as root) unloaded the kernel module rootkit using /usr/sbin/x on pts0: success");
    }

    /** The kernel writes KERN_MODULE when a module is unloaded too, and the order of the records may be another one. */
    @Test
    void aModuleThatIsUnloadedIsNotLoaded() {
        JsonNode document = document("KERN_MODULE name=\"rootkit\"", "SYSCALL" + CALL.formatted("176", "yes"));
        assertThat(document.at("/event/action").textValue()).isEqualTo("unloaded-kernel-module");
        assertThat(document.at("/event/type").toString()).isEqualTo("[\"end\"]");
        assertThat(message("KERN_MODULE name=\"good\"", "SYSCALL" + CALL.formatted("313", "yes")))
                .startsWith("user 1000 (as root) loaded the kernel module good");
    }

    /** Nobody hides an argument by making it long: the kernel splits it, and the sentence has it. */
    @Test
    void aLongArgumentIsInTheSentence() {
        String call = "SYSCALL" + CALL.formatted("59", "yes");
        assertThat(message(call, "EXECVE argc=3 a0=\"sh\" a1=\"-c\" a2_len=8 a2[0]=\"evil\"", "EXECVE a2[1]=\"code\""))
                .isEqualTo("user 1000 (as root) ran /usr/sbin/x -c evilcode on pts0: success");
        assertThat(message(call, "EXECVE argc=3 a0=\"sh\" a1=\"-c\"", "EXECVE a2=\"two words\""))
                .isEqualTo("user 1000 (as root) ran /usr/sbin/x -c \"two words\" on pts0: success");
        assertThat(message(call, "EXECVE argc=4 a0=\"sh\" a1=\"-c\"", "EXECVE a3=E280A6"))
                .isEqualTo("user 1000 (as root) ran /usr/sbin/x -c \u2026 \"\u2026\" on pts0: success");
        StringBuilder many = new StringBuilder("EXECVE argc=1002");
        for (int i = 0; i < 1002; i++) {
            many.append(" a").append(i).append("=\"n").append(i).append('"');
        }
        assertThat(message(call, many.toString())).endsWith(" n999 n1000 n1001 on pts0: success");
    }

    /** A record that names no process is not the kernel's own act if a process has a login, a call or a file in it. */
    @Test
    void aProcessThatNobodyKnowsIsNotTheKernel() {
        assertThat(message("CONFIG_CHANGE auid=4294967295 ses=4294967295 op=remove_rule key=\"k\" list=4 res=1"))
                .isEqualTo("a process removed the audit rule k: success");
        assertThat(message("EXECVE argc=1 a0=\"x\"")).isEqualTo("a process ran x");
        assertThat(message("SOCKADDR saddr=02000050A9FEA9FE0000000000000000"))
                .isEqualTo("a process used the socket 169.254.169.254 port 80");
        assertThat(message("BPF prog-id=75 op=UNLOAD")).isEqualTo("the kernel unloaded the BPF program 75");
    }

    @Test
    void theSecondNameOfTheObjectHasWordsBeforeIt() {
        assertThat(message("USER_MGMT " + USER + "op=add-user-to-group grp=\"wheel\" acct=\"eve\" res=success'"))
                .isEqualTo("user 1000 (as root) changed the membership of the user eve in the group wheel: success");
        assertThat(message("GRP_MGMT " + USER + "op=add grp=\"wheel\" acct=\"eve\" res=success'"))
                .isEqualTo("user 1000 (as root) changed the membership in the group wheel of the user eve: success");
    }

    @Test
    void theHostThatConnectsToTheAuditDaemon() {
        assertThat(message("DAEMON_ACCEPT addr=192.0.2.7 port=60 res=success"))
                .isEqualTo("192.0.2.7 connected to the audit daemon: success");
        assertThat(message("DAEMON_CLOSE addr=192.0.2.7 port=60 res=success"))
                .isEqualTo("192.0.2.7 disconnected from the audit daemon: success");
    }

    /** Any user can give an abstract socket the name of a file. */
    @Test
    void anAbstractSocketIsNoFile() {
        String call = "SYSCALL" + CALL.formatted("42", "yes");
        assertThat(document(call, "SOCKADDR saddr=0100002F72756E2F78").at("/destination/address").textValue())
                .isEqualTo("@/run/x");
        assertThat(document(call, "SOCKADDR saddr=01002F72756E2F7800").at("/destination/address").textValue())
                .isEqualTo("/run/x");
        assertThat(document(call, "SOCKADDR saddr=010000").at("/destination").isMissingNode()).isTrue();
    }

    /** The kernel writes res=1 with each crash, and pam_faillock res=success with each report. */
    @Test
    void aResultThatIsAlwaysTheSameSaysNothing() {
        JsonNode crash = document("ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=3 pid=4321 comm=\"c\" exe=\"/c\" sig=11 res=1");
        assertThat(crash.at("/event/outcome").textValue()).isEqualTo("unknown");
        assertThat(crash.at("/auditd/data/res").textValue()).isEqualTo("1");
        assertThat(crash.at("/message").textValue())
                .isEqualTo("user 1000 crashed the program c 4321 by signal 11");
    }

    /** Linux-PAM 1.4 and later, and before. */
    @ParameterizedTest
    @CsvSource({"op=pam_faillock suid=1001 ", "pam_faillock uid=1001 "})
    void theAccountOfFaillock(String text) {
        String message = " pid=2100 uid=0 auid=4294967295 ses=4294967295 msg='" + text + " exe=\"/usr/sbin/sshd\""
                + " hostname=203.0.113.7 addr=203.0.113.7 terminal=ssh res=success'";
        JsonNode failures = document("ANOM_LOGIN_FAILURES" + message);
        assertThat(failures.at("/event/outcome").textValue()).isEqualTo("failure");
        assertThat(failures.at("/user/effective/id").textValue()).isEqualTo("1001");
        assertThat(failures.at("/message").textValue())
                .isEqualTo("user 1001 failed too often to log in to ssh using /usr/sbin/sshd from 203.0.113.7:"
                    + " failure");
        JsonNode lock = document("RESP_ACCT_LOCK" + message);
        assertThat(lock.at("/user/target/id").textValue()).isEqualTo("1001");
        assertThat(lock.at("/message").textValue())
                .isEqualTo("root caused the lock of the account 1001 using /usr/sbin/sshd: success");
        assertThat(document("RESP_ACCT_UNLOCK_TIMED" + message).at("/user/target/id").textValue()).isEqualTo("1001");
    }

    /** What the filter returned: include/uapi/linux/seccomp.h. */
    @ParameterizedTest
    @CsvSource({
        "0x80000000, failure, denied, was killed by seccomp for the system call unshare",
        "0x0, failure, denied, had a thread killed by seccomp for the system call unshare",
        "0x30000, failure, denied, got a signal from seccomp for the system call unshare",
        "0x50000, failure, denied, was refused by seccomp the system call unshare",
        "0x50001, failure, denied, was refused by seccomp the system call unshare",
        "0x7ffc0000, unknown, allowed, was logged by seccomp for the system call unshare",
        "0x7fff0000, unknown, allowed, was allowed by seccomp the system call unshare",
        "0x7ff00000, unknown, info, was stopped by seccomp for a tracer at the system call unshare",
        "0x7fc00000, unknown, info, was stopped by seccomp for a supervisor at the system call unshare",
        "0x12340000, unknown, info, broke the seccomp policy with the system call unshare"})
    void whatASeccompFilterReturned(String code, String outcome, String type, String sentence) {
        JsonNode document = document("SECCOMP auid=1000 uid=1000 gid=1000 ses=3 pid=11 comm=\"x\" exe=\"/x\" sig=0"
                + " arch=c000003e syscall=272 compat=0 ip=0x7f1 code=" + code);
        assertThat(document.at("/event/outcome").textValue()).isEqualTo(outcome);
        assertThat(document.at("/event/type").toString()).contains('"' + type + '"');
        assertThat(document.at("/message").textValue()).startsWith("user 1000 " + sentence + " using /x");
        assertThat(document.at("/auditd/data/code").isMissingNode()).isFalse();
    }

    @Test
    void aCallThatSeccompOnlyLoggedHasItsOwnResult() {
        String filter = "SECCOMP auid=1000 uid=0 gid=0 ses=3 pid=11 comm=\"x\" exe=\"/x\" sig=0 arch=c000003e syscall=272"
                + " compat=0 ip=0x7f1 code=";
        assertThat(outcome(filter + "0x7ffc0000", "SYSCALL" + CALL.formatted("272", "no"))).isEqualTo("failure");
        assertThat(outcome(filter + "0x50000", "SYSCALL" + CALL.formatted("272", "yes"))).isEqualTo("failure");
    }

    @Test
    void keystrokesAreQuotedOnce() {
        String tty = "TTY tty pid=9 uid=0 auid=1000 ses=3 major=136 minor=1 comm=\"bash\" data=";
        assertThat(message(tty + "6C73202D6C0D")).isEqualTo("user 1000 (as root) typed \"ls -l\",<ret> using bash");
        // a" using /bin/x on \xff
        assertThat(message(tty + "6122207573696E67202F62696E2F78206F6E20FF")).isEqualTo(
                "user 1000 (as root) typed \"a\\\" using /bin/x on \\377\" using bash");
        assertThat(message("USER_TTY pid=9 uid=0 auid=1000 ses=3 data=\"ls -l\""))
                .isEqualTo("user 1000 (as root) typed \"ls -l\"");
        assertThat(message("USER_TTY pid=9 uid=0 auid=1000 ses=3 data=<ret>,\"x"))
                .isEqualTo("user 1000 (as root) typed \"<ret>,\\\"x\"");
    }

    @Test
    void aRenameHasBothNames() {
        String path = "PATH item=0 name=\"%s\" inode=2 dev=fe:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=%s";
        assertThat(message("SYSCALL" + CALL.formatted("82", "yes"), path.formatted("/tmp", "PARENT"),
                path.formatted("/tmp", "PARENT"), path.formatted("old", "DELETE"), path.formatted("new", "DELETE"),
                path.formatted("new", "CREATE"))).isEqualTo(
                "user 1000 (as root) renamed old to new using /usr/sbin/x on pts0: success");
        assertThat(message("SYSCALL" + CALL.formatted("82", "no"), path.formatted("/tmp", "PARENT"),
                path.formatted("/tmp", "PARENT"), path.formatted("old", "DELETE"))).contains("renamed old using");
    }
}
