"""Messages of programs, in the form in which they write them, each sent to the kernel, which writes who sent it.

A block for each file of events: TYPE, then the text. A text ends in the five fields that audit-userspace adds; here
"| EXE HOST ADDRESS TERMINAL RESULT" stands for them.
"""
import kernel
import netlink
from acts import act

MESSAGES = {
    "user-sessions": """
USER_AUTH op=PAM:authentication grantors=pam_unix acct="bob" | /usr/sbin/sshd 203.0.113.7 203.0.113.7 ssh success
USER_AUTH op=PAM:authentication grantors=? acct="root" | /usr/sbin/sshd 203.0.113.66 203.0.113.66 ssh failed
USER_AUTH op=password acct=28696E76616C6964207573657229 | /usr/sbin/sshd ? 203.0.113.66 ssh failed
USER_AUTH op=pubkey acct="bob" rport=50022 | /usr/sbin/sshd ? 2001:db8::7 ? success
USER_ACCT op=PAM:accounting grantors=pam_unix,pam_localuser acct="bob" | /usr/sbin/sshd 203.0.113.7 203.0.113.7 ssh success
CRED_ACQ op=PAM:setcred grantors=pam_env,pam_unix acct="root" | /usr/sbin/crond ? ? cron success
CRED_DISP op=PAM:setcred grantors=pam_env,pam_unix acct="root" | /usr/sbin/crond ? ? cron success
CRED_REFR op=PAM:setcred grantors=pam_unix acct="root" | /usr/bin/sudo ? ? /dev/pts/0 success
USER_START op=PAM:session_open grantors=pam_limits,pam_unix acct="root" | /usr/bin/sudo ? ? /dev/pts/0 success
USER_END op=PAM:session_close grantors=pam_limits,pam_unix acct="root" | /usr/bin/sudo ? ? /dev/pts/0 success
USER_LOGIN op=login id=1001 | /usr/sbin/sshd 203.0.113.7 203.0.113.7 /dev/pts/1 success
USER_LOGIN op=login acct="oracle" | /usr/sbin/sshd ? 203.0.113.66 ssh failed
USER_LOGOUT op=login id=1001 | /usr/sbin/sshd 203.0.113.7 203.0.113.7 /dev/pts/1 success
USER_ERR op=PAM:bad_ident grantors=? acct="?" | /usr/sbin/vsftpd 203.0.113.66 203.0.113.66 ftp failed
GRP_AUTH op=authentication grp="staff" acct="bob" | /usr/bin/newgrp ? ? pts/0 success
CHGRP_ID op=changing id=1001 new_gid=50 | /usr/bin/newgrp ? ? pts/0 success
CHUSER_ID op=changing-id id=33 | /usr/sbin/runuser ? ? pts/0 success
USER_CMD cwd="/home/alice" cmd=73797374656D63746C20726573746172742073736864 | /usr/bin/sudo - - pts/0 success
USER_CMD cwd="/home/alice" cmd="id" | /usr/bin/sudo - - pts/0 failed
USER_ROLE_CHANGE pam: default-context=staff_u:staff_r:staff_t:s0 selected-context=staff_u:sysadm_r:sysadm_t:s0 | /usr/sbin/sshd ? ? ? success
""",
    "accounts": """
ADD_USER op=add-user acct="carol" | /usr/sbin/useradd ? ? pts/0 success
ADD_USER op=adding user id=1002 | /usr/sbin/useradd ? ? pts/0 success
DEL_USER op=delete-user id=1002 | /usr/sbin/userdel ? ? pts/0 success
USER_MGMT op=changing-shell id=1002 | /usr/sbin/usermod ? ? pts/0 success
USER_MGMT op=add-user-to-group grp="wheel" acct="carol" | /usr/sbin/usermod ? ? pts/0 success
USER_CHAUTHTOK op=PAM:chauthtok grantors=pam_unix acct="carol" | /usr/bin/passwd ? ? pts/0 success
USER_CHAUTHTOK op=change-age id=1002 | /usr/bin/chage ? ? pts/0 failed
ACCT_LOCK op=locked-password id=1002 | /usr/bin/passwd ? ? pts/0 success
ACCT_UNLOCK op=unlocked-password id=1002 | /usr/bin/passwd ? ? pts/0 success
ADD_GROUP op=add-group id=1002 | /usr/sbin/groupadd ? ? pts/0 success
ADD_GROUP op=add-group acct="project" | /usr/sbin/groupadd ? ? pts/0 success
DEL_GROUP op=delete-group grp="project" id=1002 | /usr/sbin/groupdel ? ? pts/0 success
GRP_MGMT op=modify-group acct="project" | /usr/sbin/groupmod ? ? pts/0 success
GRP_MGMT op=add-user-to-group grp="wheel" acct="carol" | /usr/bin/gpasswd ? ? pts/0 success
GRP_CHAUTHTOK op=change-password grp="project" | /usr/bin/gpasswd ? ? pts/0 success
ROLE_ASSIGN op=login-sename,role acct="carol" old-seuser=user_u old-role=user_r old-range=s0 new-seuser=staff_u new-role=staff_r,sysadm_r new-range=s0-s0:c0.c1023 | /usr/sbin/semanage ? ? pts/0 success
ROLE_REMOVE op=login acct="carol" old-seuser=staff_u old-role=staff_r old-range=s0 new-seuser=user_u new-role=user_r new-range=s0 | /usr/sbin/semanage ? ? pts/0 success
ROLE_MODIFY op=login-range acct="carol" old-seuser=staff_u old-role=staff_r old-range=s0 new-seuser=staff_u new-role=staff_r new-range=s0:c1 | /usr/sbin/semanage ? ? pts/0 success
""",
    "programs": """
USER op=invoice text="paid 12" addr=192.0.2.9 res=success
TEST text="a test of auditctl -m"
TRUSTED_APP op=backup target="/srv" | /usr/local/bin/backup ? ? ? success
USYS_CONFIG op=change-system-time | /usr/sbin/hwclock ? ? pts/0 success
USER_DEVICE op=bind-policy target="usb1:1-2" device="/devices/pci0000:00/usb1/1-2" | /usr/sbin/usbguard-daemon ? ? ? success
DEV_ALLOC op=allocate device="/dev/sdb1" | /usr/bin/devallocator ? ? pts/0 success
DEV_DEALLOC op=deallocate device="/dev/sdb1" | /usr/bin/devallocator ? ? pts/0 success
SOFTWARE_UPDATE op=install sw="bash-5.2.26-3.x86_64" sw_type=rpm key_enforce=0 gpg_res=1 root_dir="/" comm="dnf" | /usr/bin/python3.12 host.example ? pts/0 success
SOFTWARE_UPDATE op=remove sw="telnet-0.17-90.x86_64" sw_type=rpm key_enforce=0 gpg_res=0 root_dir="/" comm="rpm" | /usr/bin/rpm host.example ? pts/0 failed
SYSTEM_BOOT comm="systemd-update-utmp" | /usr/lib/systemd/systemd-update-utmp ? ? ? success
SYSTEM_RUNLEVEL old-level=N new-level=5 comm="systemd-update-utmp" | /usr/lib/systemd/systemd-update-utmp ? ? ? success
SYSTEM_SHUTDOWN comm="systemd-update-utmp" | /usr/lib/systemd/systemd-update-utmp ? ? ? success
SERVICE_START unit=cron comm="systemd" | /usr/lib/systemd/systemd ? ? ? success
SERVICE_START unit=getty@tty1 comm="systemd" | /usr/lib/systemd/systemd ? ? ? failed
SERVICE_STOP unit=sshd comm="systemd" | /usr/lib/systemd/systemd ? ? ? success
DAC_CHECK op=open path="/var/spool/cups/d00001" | /usr/sbin/cupsd ? ? ? failed
MAC_CHECK op=print path="/var/spool/cups/d00001" | /usr/sbin/cupsd ? ? ? failed
USER_AVC avc:  denied  { stop } for auid=1000 uid=1000 gid=1000 path="/usr/lib/systemd/system/sshd.service" cmdline="systemctl stop sshd" function="bus_unit_method_stop" scontext=staff_u:staff_r:staff_t:s0 tcontext=system_u:object_r:sshd_unit_file_t:s0 tclass=service permissive=0  exe="/usr/lib/systemd/systemd" sauid=0 hostname=? addr=? terminal=?
USER_SELINUX_ERR op=security_compute_create reason=invalid_context scontext=staff_u:staff_r:staff_t:s0 tcontext=system_u:object_r:shadow_t:s0 tclass=db_table  exe="/usr/bin/postgres" sauid=26 hostname=? addr=? terminal=?
USER_MAC_POLICY_LOAD avc:  op=load_policy lsm=selinux seqno=2 res=1  exe="/usr/bin/dbus-broker" sauid=81 hostname=? addr=? terminal=?
USER_MAC_STATUS avc:  op=setenforce lsm=selinux enforcing=0 res=1  exe="/usr/bin/dbus-broker" sauid=81 hostname=? addr=? terminal=?
USER_MAC_CONFIG_CHANGE resrc=fcontext op=add tglob="/srv/www(/.*)?" ftype=any tcontext=system_u:object_r:httpd_sys_content_t:s0 comm="semanage" | /usr/bin/python3.12 ? ? pts/0 success
USER_LABELED_EXPORT op=print printer="laser" job=7 acct="bob" label="secret" | /usr/sbin/cupsd ? ? ? success
USER_UNLABELED_EXPORT op=print printer="laser" job=7 acct="bob" | /usr/sbin/cupsd ? ? ? success
LABEL_OVERRIDE op=print printer="laser" job=7 acct="bob" | /usr/sbin/cupsd ? ? ? success
LABEL_LEVEL_CHANGE printer=laser uri=/dev/lp0 range=s0-s15 | /usr/sbin/lpadmin ? ? ? success
FS_RELABEL op=mass relabel | /usr/sbin/setfiles ? ? pts/0 success
""",
    "cryptography": """
CRYPTO_TEST_USER op=self-test | /usr/sbin/sshd ? ? ? success
CRYPTO_PARAM_CHANGE_USER op=set-policy policy=FUTURE | /usr/bin/update-crypto-policies ? ? pts/0 success
CRYPTO_LOGIN op=login officer=1 | /usr/sbin/pkcsslotd ? ? ? success
CRYPTO_LOGOUT op=logout officer=1 | /usr/sbin/pkcsslotd ? ? ? success
CRYPTO_KEY_USER op=destroy kind=server fp=SHA256:94:e7:0f:c1:22 direction=? spid=1234 suid=0 | /usr/sbin/sshd ? 203.0.113.7 ? success
CRYPTO_KEY_USER op=negotiate kind=auth-key fp=SHA256:55:cf:af:90:1d | /usr/sbin/sshd ? 203.0.113.7 ? success
CRYPTO_SESSION op=start direction=from-client cipher=aes256-gcm@openssh.com ksize=256 mac=<implicit> pfs=curve25519-sha256 spid=1234 suid=74 rport=50022 laddr=192.0.2.1 lport=22 | /usr/sbin/sshd ? 203.0.113.7 ? success
CRYPTO_FAILURE_USER op=decrypt cipher=aes256-gcm | /usr/libexec/ipsec/pluto ? ? ? failed
CRYPTO_REPLAY_USER op=esp-replay | /usr/libexec/ipsec/pluto ? 203.0.113.66 ? failed
CRYPTO_IKE_SA op=start direction=initiator conn-name="office" connstate=1 ike-version=2.0 auth=RSA_SIG cipher=AES_GCM_16 ksize=256 integ=none prf=HMAC_SHA2_512 pfs=DH19 raddr=198.51.100.1 | /usr/libexec/ipsec/pluto host.example 198.51.100.1 ? success
CRYPTO_IPSEC_SA op=start conn-name="office" connstate=2 satype=ipsec-esp samode=tunnel cipher=AES_GCM_16 ksize=256 integ=NONE in-spi=1234(0x4d2) out-spi=5678(0x162e) in-ipcomp=0(0x00000000) out-ipcomp=0(0x00000000) raddr=198.51.100.1 | /usr/libexec/ipsec/pluto host.example 198.51.100.1 ? success
""",
    "virtual-machines": """
VIRT_CONTROL virt=kvm op=start reason=booted vm="web1" uuid=6f7e1bd2-2f0c-4a55-9c0a-5b2d8a1e0001 vm-pid=4242 | /usr/sbin/virtqemud ? ? ? success
VIRT_CONTROL virt=kvm op=stop reason=destroyed vm="web1" uuid=6f7e1bd2-2f0c-4a55-9c0a-5b2d8a1e0001 vm-pid=0 | /usr/sbin/virtqemud ? ? ? success
VIRT_RESOURCE virt=kvm resrc=disk reason=start vm="web1" uuid=6f7e1bd2-2f0c-4a55-9c0a-5b2d8a1e0001 old-disk="?" new-disk="/var/lib/libvirt/images/web1.qcow2" | /usr/sbin/virtqemud ? ? ? success
VIRT_RESOURCE virt=kvm resrc=mem reason=start vm="web1" uuid=6f7e1bd2-2f0c-4a55-9c0a-5b2d8a1e0001 old-mem=0 new-mem=4194304 | /usr/sbin/virtqemud ? ? ? success
VIRT_MACHINE_ID virt=kvm vm="web1" uuid=6f7e1bd2-2f0c-4a55-9c0a-5b2d8a1e0001 vm-ctx=system_u:system_r:svirt_t:s0:c1,c2 img-ctx=system_u:object_r:svirt_image_t:s0:c1,c2 model=selinux | /usr/sbin/virtqemud ? ? ? success
VIRT_INTEGRITY_CHECK virt=kvm op=check vm="web1" | /usr/sbin/virtqemud ? ? ? failed
VIRT_CREATE virt=kvm op=create vm="web1" | /usr/sbin/virtqemud ? ? ? success
VIRT_DESTROY virt=kvm op=delete vm="web1" | /usr/sbin/virtqemud ? ? ? success
VIRT_MIGRATE_IN virt=kvm op=migrate-in vm="web1" | /usr/sbin/virtqemud ? 192.0.2.8 ? success
VIRT_MIGRATE_OUT virt=kvm op=migrate-out vm="web1" | /usr/sbin/virtqemud ? 192.0.2.9 ? success
""",
    "anomaly-messages": """
ANOM_LOGIN_FAILURES pam_faillock uid=1001 | /usr/sbin/sshd 203.0.113.66 203.0.113.66 ssh success
ANOM_LOGIN_TIME pam_time acct="bob" | /usr/sbin/sshd 203.0.113.7 203.0.113.7 ssh failed
ANOM_LOGIN_SESSIONS pam_limits acct="bob" | /usr/sbin/sshd 203.0.113.7 203.0.113.7 ssh failed
ANOM_LOGIN_ACCT op=watched-account acct="bob" | /usr/sbin/audisp-ids ? 203.0.113.7 ssh success
ANOM_LOGIN_LOCATION pam_access acct="bob" | /usr/sbin/sshd 203.0.113.66 203.0.113.66 ssh failed
ANOM_MAX_DAC op=max-dac acct="bob" | /usr/sbin/audisp-ids ? ? ? success
ANOM_MAX_MAC op=max-mac acct="bob" | /usr/sbin/audisp-ids ? ? ? success
ANOM_AMTU_FAIL op=amtu test=memory | /usr/bin/amtu ? ? pts/0 failed
ANOM_RBAC_FAIL op=rbac-self-test | /usr/sbin/rbac-self-test ? ? pts/0 failed
ANOM_RBAC_INTEGRITY_FAIL op=aide total=3 | /usr/sbin/aide host.example ? ? failed
ANOM_CRYPTO_FAIL op=fips-self-test | /usr/bin/fipscheck ? ? ? failed
ANOM_ACCESS_FS op=watched-file path="/etc/shadow" acct="bob" | /usr/sbin/audisp-ids ? ? ? success
ANOM_EXEC cwd="/home/alice" cmd=2F746D702F6E63202D6C | /usr/bin/sudo ? ? pts/0 failed
ANOM_MK_EXEC op=made-executable path="/tmp/nc" acct="bob" | /usr/sbin/audisp-ids ? ? ? success
ANOM_ADD_ACCT op=add-user id=1666 | /usr/sbin/audisp-ids ? ? ? success
ANOM_DEL_ACCT op=delete-user id=1666 | /usr/sbin/audisp-ids ? ? ? success
ANOM_MOD_ACCT op=changing-uid id=1666 | /usr/sbin/audisp-ids ? ? ? success
ANOM_ROOT_TRANS op=root-transition acct="bob" | /usr/sbin/audisp-ids ? ? pts/0 success
ANOM_LOGIN_SERVICE acct="apache" | /usr/sbin/audisp-ids ? 203.0.113.66 ssh success
ANOM_LOGIN_ROOT acct="root" | /usr/sbin/audisp-ids ? 203.0.113.66 ssh success
ANOM_ORIGIN_FAILURES daddr=203.0.113.66 | /usr/sbin/audisp-ids ? 203.0.113.66 ssh failed
ANOM_SESSION acct="bob" session=4 | /usr/sbin/audisp-ids ? ? ? success
RESP_ANOMALY op=none reason="test" | /usr/sbin/audisp-ids ? ? ? success
RESP_ALERT op=mail acct="root" | /usr/sbin/audisp-ids ? ? ? success
RESP_KILL_PROC op=kill opid=6666 | /usr/sbin/audisp-ids ? ? ? success
RESP_TERM_ACCESS op=end-session acct="bob" | /usr/sbin/audisp-ids ? ? pts/1 success
RESP_ACCT_REMOTE op=no-remote-access acct="bob" | /usr/sbin/audisp-ids ? ? ? success
RESP_ACCT_LOCK_TIMED pam_faillock uid=1001 | /usr/sbin/sshd 203.0.113.66 203.0.113.66 ssh success
RESP_ACCT_UNLOCK_TIMED pam_faillock uid=1001 | /usr/sbin/faillock ? ? ? success
RESP_ACCT_LOCK op=lock-account acct="bob" | /usr/sbin/audisp-ids ? ? ? success
RESP_TERM_LOCK op=lock-terminal | /usr/sbin/audisp-ids ? ? pts/1 success
RESP_SEBOOL op=set-bool bool=ssh_sysadm_login | /usr/sbin/audisp-ids ? ? ? success
RESP_EXEC op=script cmd="/usr/local/sbin/isolate" | /usr/sbin/audisp-ids ? ? ? success
RESP_SINGLE op=single-user | /usr/sbin/audisp-ids ? ? ? success
RESP_HALT op=halt | /usr/sbin/audisp-ids ? ? ? success
RESP_ORIGIN_BLOCK daddr=203.0.113.66 | /usr/sbin/audisp-ids ? 203.0.113.66 ? success
RESP_ORIGIN_BLOCK_TIMED daddr=203.0.113.66 | /usr/sbin/audisp-ids ? 203.0.113.66 ? success
RESP_ORIGIN_UNBLOCK_TIMED daddr=203.0.113.66 | /usr/sbin/audisp-ids ? 203.0.113.66 ? success
""",
}


def text(of):
    """The text, with the fields at its end."""
    before, mark, after = of.partition(" | ")
    if not mark:
        return of
    program, host, address, terminal, result = after.split(" ")
    where = "" if host == "-" else " hostname=%s addr=%s" % (host, address)
    return '%s exe="%s"%s terminal=%s res=%s' % (before, program, where, terminal, result)


TOOLS = ("/usr/bin/", "/usr/sbin/user", "/usr/sbin/group", "/usr/sbin/semanage", "/usr/sbin/runuser", "/usr/sbin/hwclock",
         "/usr/sbin/setfiles")
SESSIONS = {"USER_START", "USER_END", "USER_LOGIN", "USER_LOGOUT", "CRED_DISP", "CRED_REFR"}


def login(kind, content):
    """Who has logged in where the message is sent: nobody in a daemon, bob in his session of sshd, else alice."""
    program = content.partition(" | ")[2]
    if program.startswith("/usr/sbin/sshd") and kind in SESSIONS and content.endswith("success"):
        return "1001"
    return "4294967295" if program.startswith("/") and not program.startswith(TOOLS) else None


for file, block in MESSAGES.items():
    for line in block.strip().split("\n"):
        kind, _, content = line.partition(" ")
        act(file, kind, "", rule=False, login=login(kind, content), does=lambda kind=kind, content=content: netlink.audit(
            kernel.NUMBERS[kind], text(content).encode() + b"\0"))
