package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldMeaningTest {
    private final Meanings meanings = Meanings.plain();

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            SYSCALL; auid=4294967295; unset
            SYSCALL; auid=-1; unset
            SYSCALL; uid=0; root
            SYSCALL; uid=1000; 1000
            SYSCALL; uid=4294967294; 4294967294
            SYSCALL; uid=99999999999; 99999999999
            SYSCALL; gid=abc; abc
            SYSCALL; ses=4294967295; unset
            SYSCALL; ses=42; 42
            LOGIN; ses=-1; unset
            SYSCALL; per=40000; PER_LINUX|~ADDR_NO_RANDOMIZE
            SYSCALL; per=8; PER_LINUX32
            SYSCALL; comm="cat"; cat
            SYSCALL; comm=612062; a b
            SYSCALL; comm=c3a9; é
            SYSCALL; comm=cat; cat
            SYSCALL; comm=ab1; ab1
            SYSCALL; comm="cat; "cat
            SYSCALL; key=(null); (null)
            PATH; mode=0100644; file,644
            PATH; mode=041777; dir,sticky,777
            PATH; mode=0106755; file,suid,sgid,755
            PATH; mode=0644; 000,644
            PATH; cap_fp=0; none
            PATH; cap_fp=3; chown,dac_override
            PATH; cap_fp=8000000000000000; none
            MQ_OPEN; mode=0600; 0600
            MQ_OPEN; oflag=0x42; O_RDWR|O_CREAT
            MQ_OPEN; oflag=0102; O_RDWR|O_CREAT
            OPENAT2; resolve=0x9; RESOLVE_NO_XDEV|RESOLVE_BENEATH
            OPENAT2; resolve=0x0; 0x0
            MMAP; flags=0x2; MAP_PRIVATE
            SECCOMP; code=0x50001; errno
            SECCOMP; sig=31; SIGSYS
            SECCOMP; sig=58; unknown-signal(58)
            CONFIG_CHANGE; list=4; exit
            CONFIG_CHANGE; list=2; unknown-list(2)
            CONFIG_CHANGE; res=1; yes
            CONFIG_CHANGE; res=7; unset
            CONFIG_CHANGE; op="add_rule"; add_rule
            USER_CMD; note="a"b"; "a"b"
            USER_CMD; note="; "
            USER_CMD; note=""; ``
            TRUSTED_APP; invoice=4711; 4711
            TRUSTED_APP; note=6120C3A9; a é
            USER_AUTH; res=failed; failed
            USER_DEVICE; device_rule=626C6F636B20696420316436623A30303032; block id 1d6b:0002
            VIRT_RESOURCE; shmem="a"; a
            VIRT_RESOURCE; shmem=612062; a b
            VIRT_RESOURCE; new-smartcard=6120622A; a b*
            AVC; capability=12; net_admin
            AVC; capability=99; unknown-capability(99)
            AVC; ioctlcmd=0x5401; TCGETS
            AVC; saddr=127.0.0.1; 127.0.0.1
            ANOM_PROMISCUOUS; prom=256; yes
            INTEGRITY_DATA; errno=13; EACCES
            INTEGRITY_DATA; errno=-13; EACCES
            INTEGRITY_DATA; errno=0; success
            INTEGRITY_DATA; errno=-524; ENOTSUPP
            INTEGRITY_DATA; errno=9999; 9999
            EVENT_LISTENER; nl-mcgrp=1; audit-netlink-multicast
            CONFIG_CHANGE; perm=5; read,exec
            CONFIG_CHANGE; perm=0; read,write,exec,attr
            FANOTIFY; resp=2; deny
            FANOTIFY; subj_trust=2; unknown
            NETFILTER_PKT; proto=17; udp
            NETFILTER_PKT; proto=255; undefined protocol
            NETFILTER_PKT; icmptype=8; echo
            NETFILTER_PKT; action=1; DROP
            NETFILTER_PKT; macproto=0x0806; ARP
            NETFILTER_PKT; saddr=1.2.3.4; 1.2.3.4
            NETFILTER_PKT; hook=1; INPUT
            NETFILTER_CFG; family=10; ipv6
            EXECVE; a1=2D6C; -l
            EXECVE; a1_len=4; 4
            EXECVE; argc=2; 2
            EXECVE; a1[0]=2D6C; -l
            USER_TTY; data=6C730D; "ls",<ret>
            TTY; data=1B5B411B225C; <up>,<esc>,"\\"\\\\"
            TTY; data=c3a9; "\\303\\251"
            ADD_GROUP; id=0; root
            PROCTITLE; proctitle=6C73002D6C; ls -l
            """)
    void kindsHaveTheirTexts(String type, String field, String meaning) {
        String name = field.substring(0, field.indexOf('='));
        assertThat(meanings.of(name, type, field)).isEqualTo(meaning);
    }

    @Test
    void permissionsOfWatchesComeInAuparsesOrder() {
        assertThat(meanings.of("perm", "CONFIG_CHANGE", "perm=6")).isEqualTo("read,write");
    }

    /** Full sets of Linux 2.6.25, 3.16, 5.8, 5.9, a later one, all 64 bits; then sets that lack something. */
    @ParameterizedTest
    @CsvSource({"00000003ffffffff, true", "0000003fffffffff, true", "000000ffffffffff, true", "000001ffffffffff, true",
        "000003ffffffffff, true", "ffffffffffffffff, true", "000001fffffffffe, false", "0000007fffffffff, false",
        "000001ffffffefff, false", "00000000ffffffff, false"})
    void fullSetsOfCapabilitiesFoldIfSoWanted(String set, boolean full) {
        Meanings folded = new Meanings(AuditInterpreter.builder().foldCapabilities(true).build());
        String all = meanings.of("cap_pp", "CAPSET", "cap_pp=" + set);
        assertThat(all).contains("setgid,").contains(",setfcap");
        assertThat(folded.of("cap_pp", "CAPSET", "cap_pp=" + set)).isEqualTo(full ? "all" : all);
        assertThat(folded.of("cap_pp", "CAPSET", "cap_pp=0")).isEqualTo("none");
    }

    @Test
    void hooksAreThoseOfTheFamily() {
        assertThat(meanings.of("hook", "NETFILTER_PKT", "hook=1 family=3")).isEqualTo("OUTPUT");
        assertThat(meanings.of("hook", "NETFILTER_PKT", "hook=1 family=2")).isEqualTo("INPUT");
        assertThat(meanings.of("hook", "NETFILTER_PKT", "hook=9")).isEqualTo("unknown-hook(9)");
    }

    @Test
    void informationOfFanotifyIsANumberOfARuleOrNothingKnown() {
        assertThat(meanings.of("fan_info", "FANOTIFY", "resp=1 fan_type=1 fan_info=1f")).isEqualTo("31");
        assertThat(meanings.of("fan_info", "FANOTIFY", "resp=1 fan_type=0 fan_info=1f")).isEqualTo("1f");
    }

    @Test
    void accountsAreHexadecimalOnlyWhenTheyLookSo() {
        String record = "pid=1 msg='op=x acct=%s exe=\"/x\"'";
        assertThat(meanings.of("acct", "USER_AUTH", record.formatted("726f6f74"))).isEqualTo("root");
        assertThat(meanings.of("acct", "USER_AUTH", record.formatted("\"root\""))).isEqualTo("root");
        assertThat(meanings.of("acct", "USER_AUTH", record.formatted("(unknown)"))).isEqualTo("(unknown)");
        assertThat(meanings.of("acct", "USER_AUTH", record.formatted("decade"))).isEqualTo("\ufffd\ufffd\ufffd");
    }

    @Test
    void whatTheDaemonWroteGoesFirstUnlessItDidNotKnow() {
        String line = "type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2 auid=1000 uid=1000 gid=5"
                + "\u001dARCH=weird SYSCALL=unknown-syscall(2) AUID=\"tom\" UID=\"unknown(1000)\"";
        assertThat(meanings.ofLine("arch", line)).isEqualTo("weird");
        assertThat(meanings.ofLine("syscall", line)).isEqualTo("open");
        assertThat(meanings.ofLine("auid", line)).isEqualTo("tom");
        assertThat(meanings.ofLine("uid", line)).isEqualTo("unknown(1000)");
        assertThat(meanings.ofLine("gid", line)).isEqualTo("5");
        assertThat(meanings.ofLine("AUID", line)).isEqualTo("tom");
    }

    @Test
    void whatTheDaemonWroteCanBeIgnored() {
        Meanings own = new Meanings(AuditInterpreter.builder().useEnrichment(false).build());
        String line = "type=SYSCALL msg=audit(1.2:3): auid=1000\u001dAUID=\"tom\"";
        assertThat(own.ofLine("auid", line)).isEqualTo("1000");
        assertThat(own.ofLine("AUID", line)).isEqualTo("tom");
    }

    @Test
    void addressesTheDaemonWroteAreTakenWhole() {
        String address = "{ saddr_fam=inet laddr=1.1.1.1 lport=2 }";
        assertThat(meanings.ofLine("saddr", "type=SOCKADDR msg=audit(1.2:3): saddr=02\u001dSADDR=" + address))
                .isEqualTo(address);
    }
}
