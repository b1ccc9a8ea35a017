package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields whose meaning depends on the type of their record, in records of the shape that Linux 6.19 writes. */
class RecordMeaningTest {
    private static final String APPARMOR = "apparmor=\"DENIED\" operation=\"sendmsg\" class=\"net\" error=-13"
            + " profile=\"/usr/sbin/foo\" pid=58 comm=\"cups\" family=\"%s\" sock_type=\"stream\" protocol=%s"
            + " requested=\"send\" denied=\"send\" addr=none peer=\"unconfined\"";
    private final Meanings meanings = Meanings.plain();

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            LOGIN; pid=5 uid=0 old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 ses=3 res=1; old-auid; unset
            LOGIN; pid=5 uid=0 old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 ses=3 res=1; old-ses; unset
            OBJ_PID; opid=7 oauid=-1 oses=-1; oses; unset
            OBJ_PID; opid=7 oauid=-1 oses=-1; oauid; unset
            SECCOMP; auid=1 sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x80000000; syscall; getpid
            SECCOMP; auid=1 sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x80000000; code; kill-process
            SECCOMP; auid=1 sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x80000000; sig; SIGSYS
            USER_ERR; pid=1 msg='op=x code=0x80000000 res=failed'; code; 0x80000000
            NETFILTER_CFG; table=filter family=10 entries=4 op=xt_replace pid=7 comm="ip"; family; ipv6
            NETFILTER_CFG; table=nat:5 family=1 entries=4 op=nft_register_rule; family; inet
            NETFILTER_PKT; mark=0x1 saddr=1.2.3.4 daddr=5.6.7.8 proto=6; proto; tcp
            NETFILTER_PKT; mark=0x1 saddr=1.2.3.4 daddr=5.6.7.8 proto=6; saddr; 1.2.3.4
            NETFILTER_PKT; action=0 hook=3 len=60 inif=? outif=lo; hook; OUTPUT
            IPE_ACCESS; ipe_op=EXECUTE ipe_hook=MMAP enforcing=1 pid=3 comm="x" dev="tmpfs" ino=4; dev; tmpfs
            IPE_ACCESS; ipe_op=EXECUTE ipe_hook=MMAP enforcing=1 pid=3 comm="x" dev="tmpfs" ino=4; ipe_hook; MMAP
            IPE_POLICY_LOAD; policy_name="Boot" ses=1 lsm=ipe res=1 errno=0; errno; success
            IPE_POLICY_LOAD; policy_name="Boot" ses=1 lsm=ipe res=1; policy_name; Boot
            LANDLOCK_ACCESS; domain=195ba459b blockers=fs.refer path="/usr/bin" dev="vda2"; dev; vda2
            LANDLOCK_ACCESS; domain=195ba459b blockers=fs.refer path="/usr/bin" dev="vda2"; domain; 195ba459b
            LANDLOCK_ACCESS; domain=1 blockers=net.bind_tcp saddr=127.0.0.1 src=80; saddr; 127.0.0.1
            LANDLOCK_DOMAIN; domain=1 status=allocated mode=enforcing pid=3 uid=0 exe="/x" comm="x"; mode; enforcing
            INTEGRITY_DATA; pid=28 uid=0 cause=missing-hash dev="dm-0" res=1 errno=0; dev; dm-0
            INTEGRITY_DATA; pid=28 uid=0 cause=missing-hash dev="dm-0" res=1 errno=0; errno; success
            INTEGRITY_RULE; file="/x" hash="sha256:00" ppid=1; hash; sha256:00
            INTEGRITY_POLICY_RULE; action=measure func=BPRM_CHECK res=1; action; measure
            INTEGRITY_EVM_XATTR; xattr="security.selinux" res=0; xattr; security.selinux
            CRYPTO_KEY_USER; pid=1 msg='op=destroy kind=server fp=00ff direction=? suid=0 res=success'; fp; 00ff
            CRYPTO_KEY_USER; pid=1 msg='op=destroy kind=server fp=00ff direction=? suid=0 res=success'; suid; root
            CRYPTO_SESSION; pid=1 msg='op=start cipher=aes ksize=256 mac=x pfs=y spid=1 suid=74 rport=22'; ksize; 256
            BPRM_FCAPS; fver=0 fp=0 fi=3 fe=0 old_pp=0; fi; chown,dac_override
            ANOM_PROMISCUOUS; dev=beef prom=256 old_prom=0 auid=0; dev; beef
            ANOM_PROMISCUOUS; dev=eth0 prom=256 old_prom=0 auid=0; old_prom; no
            ANOM_ABEND; auid=0 uid=0 gid=0 ses=2 pid=7 comm="x" exe="/x" sig=11 res=1; sig; SIGSEGV
            URINGOP; uring_op=28 success=no exit=-13 items=0 ppid=1 pid=2; uring_op; openat2
            URINGOP; uring_op=28 success=no exit=-13 items=0 ppid=1 pid=2; exit; EACCES(Permission denied)
            TIME_INJOFFSET; sec=-16 nsec=124887145; sec; -16
            TIME_ADJNTPVAL; op=freq old=0 new=2621440; new; 2621440
            BPF; prog-id=75 op=LOAD; prog-id; 75
            FEATURE_CHANGE; feature=only_unset_loginuid old=0 new=1 old_lock=0 new_lock=1 res=1; new; 1
            CONFIG_CHANGE; op=set audit_backlog_limit=64 old=8192 auid=0 ses=1 res=1; old; 8192
            CONFIG_CHANGE; op=make_equiv old="/a" new=2F6220 res=1; old; /a
            CONFIG_CHANGE; op=make_equiv old="/a" new=2F622063 res=1; new; /b c
            CONFIG_CHANGE; op=add_rule key="k" list=4 res=1; list; exit
            USER_ERR; pid=1 msg='list=4 res=failed'; list; 4
            TTY; tty pid=1 uid=0 auid=0 ses=1 major=4 minor=1 comm="sh" data=6C73; data; "ls"
            USER_ERR; pid=1 msg='data=6C73 res=failed'; data; 6C73
            KERN_MODULE; name="nfs"; name; nfs
            OPENAT2; oflag=0102 mode=0640 resolve=0x8; mode; 0640
            IPC; ouid=0 ogid=0 mode=0600; mode; 0600
            MMAP; fd=3 flags=0x2; flags; MAP_PRIVATE
            MAC_TASK_CONTEXTS; subj_selinux=u:r:t:s0 subj_apparmor=unconfined; subj_apparmor; unconfined
            MAC_STATUS; enforcing=1 old_enforcing=0 enabled=1 old-enabled=1 lsm=selinux res=1; old_enforcing; 0
            MAC_CONFIG_CHANGE; bool=httpd_can val=1 old_val=0 auid=1000 ses=1; val; 1
            MAC_UNLBL_STCADD; netlabel: auid=0 ses=1 netif=lo src=127.0.0.0 sec_obj=u:r:t:s0 res=1; res; yes
            DAEMON_START; op=start ver=4.0 format=enriched kernel=6.19 auid=? pid=7 uid=0 ses=1 res=success; auid; ?
            DAEMON_ROTATE; op=rotate-logs auid=0 pid=7 res=success; auid; root
            EVENT_LISTENER; pid=1 uid=0 auid=0 ses=1 comm="x" exe="/x" nl-mcgrp=1 op=connect res=1; op; connect
            FANOTIFY; resp=2 fan_type=1 fan_info=3137 subj_trust=0 obj_trust=2; fan_info; 12599
            SELINUX_ERR; op=security_compute_sid invalid_context=612062 scontext=u:r:t:s0; invalid_context; a b
            AVC; avc:  denied  { read } for  pid=1 comm="x" name="y" dev="sda1" ino=2 scontext=a tclass=file; dev; sda1
            AVC; avc:  denied  { read } for  pid=1 key_serial=1 key_desc=6120 scontext=a tclass=key; key_desc; `a `
            ANOM_ABEND; auid=0 pid=7 reason="memory violation" sig=11; sig; SIGSEGV
            DM_CTRL; module=verity op=ctr dev=254:3 error_msg='bad key size' res=0; dev; 254:3
            DM_CTRL; module=verity op=ctr dev=254:3 error_msg='bad key size' res=0; error_msg; bad key size
            ANOM_ABEND; auid=0 pid=7 reason="memory violation" sig=11; reason; memory violation
            CONFIG_CHANGE; op="remove rule" path="/x" key="id" list=4 res=1; op; remove rule
            IPE_ACCESS; enforcing=1 pid=3 rule="DEFAULT op=EXECUTE action=DENY"; rule; DEFAULT op=EXECUTE action=DENY
            LOGIN; login pid=5 uid=0 old auid=4294967295 new auid=1000 old ses=4294967295; old-ses; unset
            USER_AVC; pid=1 msg='avc:  denied  { status } for cmdline="systemctl status"'; cmdline; systemctl status
            GRP_CHAUTHTOK; pid=1 msg='op=x grp="g" id=0 res=success'; id; root
            """)
    void fieldsMeanWhatTheirRecordSays(String type, String record, String field, String meaning) {
        assertThat(meanings.of(field, type, record)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({"apparmor, DENIED", "operation, sendmsg", "class, net", "profile, /usr/sbin/foo", "comm, cups",
        "family, inet", "sock_type, stream", "protocol, tcp", "requested, send", "addr, none", "peer, unconfined",
        "error, EACCES(Permission denied)"})
    void fieldsOfAppArmorAreText(String field, String meaning) {
        String record = APPARMOR.formatted("inet", "6");
        assertThat(meanings.of(field, "AVC", record)).isEqualTo(meaning);
        assertThat(meanings.of(field, "APPARMOR_DENIED", record)).isEqualTo(meaning);
    }

    @Test
    void theProtocolOfAppArmorIsOfItsFamily() {
        assertThat(meanings.of("protocol", "AVC", APPARMOR.formatted("inet6", "17"))).isEqualTo("udp");
        assertThat(meanings.of("protocol", "AVC", APPARMOR.formatted("unix", "0"))).isEqualTo("0");
        assertThat(meanings.of("protocol", "AVC", APPARMOR.formatted("netlink", "15"))).isEqualTo("15");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            apparmor="DENIED" operation="open" profile=2F752072 name=2F612062 fsuid=0 ouid=33; profile; /u r
            apparmor="DENIED" operation="open" profile=2F752072 name=2F612062 fsuid=0 ouid=33; name; /a b
            apparmor="DENIED" operation="open" profile=2F752072 name=2F612062 fsuid=0 ouid=33; fsuid; root
            apparmor="DENIED" operation="open" profile=2F752072 name=2F612062 fsuid=0 ouid=33; ouid; 33
            apparmor="DENIED" operation="capable" profile="p" capability=12 capname="net_admin"; capability; net_admin
            apparmor="DENIED" operation="capable" profile="p" capability=12 capname="net_admin"; capname; net_admin
            apparmor="DENIED" operation="signal" requested_mask="send" signal=term peer=2F612062; peer; /a b
            apparmor="DENIED" operation="signal" requested_mask="send" signal=term peer="/a//&b"; peer; /a//&b
            apparmor="DENIED" operation="mount" info="failed flags match" fstype="proc"; info; failed flags match
            apparmor="DENIED" operation="mount" info="failed flags match" fstype="proc"; fstype; proc
            apparmor="DENIED" operation="mount" name="/m" flags="rw, nosuid, nodev"; flags; rw, nosuid, nodev
            apparmor="STATUS" operation="profile_load" name="docker-default" pid=7; operation; profile_load
            """)
    void valuesOfAppArmorAreQuotedOrHexadecimal(String record, String field, String meaning) {
        assertThat(meanings.of(field, "AVC", record)).isEqualTo(meaning);
    }

    @Test
    void anAvcOfSelinuxIsNotOneOfAppArmor() {
        String record = "avc:  denied  { x } for  pid=1 protocol=6 flags=6162 apparmor=\"a\"";
        assertThat(meanings.of("protocol", "AVC", record)).isEqualTo("6");
        assertThat(meanings.of("flags", "AVC", record)).isEqualTo("6162");
    }
}
