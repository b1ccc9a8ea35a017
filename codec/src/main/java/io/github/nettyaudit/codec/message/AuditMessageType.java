package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.internal.table.DataFile;
import java.util.HashMap;
import java.util.Map;

/**
 * The audit message types: {@code AUDIT_*} of {@code linux/audit.h} (Linux 6.18), the most frequent types of
 * applications ({@code audit-records.h} of audit-userspace), and the names of all types. They are an open set of
 * numbers and not an enum, because messages of unknown types are passed on too.
 *
 * <p>The names are those of the resource {@code message-types.tsv}.
 */
public final class AuditMessageType {
    /** Requests the status, or is the reply. */
    public static final int GET = 1000;
    /** Changes the status. */
    public static final int SET = 1001;
    /** Lists rules; obsolete, the kernel refuses it. */
    public static final int LIST = 1002;
    /** Adds a rule; obsolete, the kernel refuses it. */
    public static final int ADD = 1003;
    /** Deletes a rule; obsolete, the kernel refuses it. */
    public static final int DEL = 1004;
    /** A message of user space; obsolete, but still accepted. */
    public static final int USER = 1005;
    /** A login uid was set. */
    public static final int LOGIN = 1006;
    /** Adds a watch; obsolete. */
    public static final int WATCH_INS = 1007;
    /** Removes a watch; obsolete. */
    public static final int WATCH_REM = 1008;
    /** Lists watches; obsolete. */
    public static final int WATCH_LIST = 1009;
    /** Requests who sent a signal to the audit daemon, or is the reply. */
    public static final int SIGNAL_INFO = 1010;
    /** Adds a rule. */
    public static final int ADD_RULE = 1011;
    /** Deletes a rule. */
    public static final int DEL_RULE = 1012;
    /** Requests all rules, or is one of them. */
    public static final int LIST_RULES = 1013;
    /** Removes watched trees that were unmounted or deleted. */
    public static final int TRIM = 1014;
    /** Applies the rules of one tree to another one. */
    public static final int MAKE_EQUIV = 1015;
    /** Requests the terminal auditing of the caller, or is the reply. */
    public static final int TTY_GET = 1016;
    /** Changes the terminal auditing of the caller. */
    public static final int TTY_SET = 1017;
    /** Changes switches of the subsystem. */
    public static final int SET_FEATURE = 1018;
    /** Requests the switches of the subsystem, or is the reply. */
    public static final int GET_FEATURE = 1019;
    /** The first type of messages of user space. */
    public static final int FIRST_USER_MSG = 1100;
    /** A user authenticates. */
    public static final int USER_AUTH = 1100;
    /** An account is checked for validity. */
    public static final int USER_ACCT = 1101;
    /** An account is changed. */
    public static final int USER_MGMT = 1102;
    /** A session begins. */
    public static final int USER_START = 1105;
    /** A session ends. */
    public static final int USER_END = 1106;
    /** An access decision of a user-space object manager (SELinux). */
    public static final int USER_AVC = 1107;
    /** A password or another secret is changed. */
    public static final int USER_CHAUTHTOK = 1108;
    /** An operation on an account fails for a technical reason. */
    public static final int USER_ERR = 1109;
    /** A user logs in. */
    public static final int USER_LOGIN = 1112;
    /** A user logs out. */
    public static final int USER_LOGOUT = 1113;
    /** An account is created. */
    public static final int ADD_USER = 1114;
    /** An account is deleted. */
    public static final int DEL_USER = 1115;
    /** An event of a trusted application. */
    public static final int TRUSTED_APP = 1121;
    /** A command is run on behalf of a user. */
    public static final int USER_CMD = 1123;
    /** Input on a terminal, reported by a shell. */
    public static final int USER_TTY = 1124;
    /** The last type of the first range of messages of user space. */
    public static final int LAST_USER_MSG = 1199;
    /** The audit daemon started. */
    public static final int DAEMON_START = 1200;
    /** The audit daemon ended. */
    public static final int DAEMON_END = 1201;
    /** The audit daemon stopped because of an error. */
    public static final int DAEMON_ABORT = 1202;
    /** The audit daemon's configuration changed. */
    public static final int DAEMON_CONFIG = 1203;
    /** A system call, the main record of most events. */
    public static final int SYSCALL = 1300;
    /** A file that a system call accessed. */
    public static final int PATH = 1302;
    /** A System V IPC object. */
    public static final int IPC = 1303;
    /** Arguments of socketcall(2). */
    public static final int SOCKETCALL = 1304;
    /** The audit configuration changed. */
    public static final int CONFIG_CHANGE = 1305;
    /** A socket address passed to a system call. */
    public static final int SOCKADDR = 1306;
    /** The current working directory. */
    public static final int CWD = 1307;
    /** Arguments of an executed program. */
    public static final int EXECVE = 1309;
    /** New permissions of an IPC object. */
    public static final int IPC_SET_PERM = 1311;
    /** A POSIX message queue was opened. */
    public static final int MQ_OPEN = 1312;
    /** A POSIX message was sent or received. */
    public static final int MQ_SENDRECV = 1313;
    /** Notification was requested from a POSIX message queue. */
    public static final int MQ_NOTIFY = 1314;
    /** Attributes of a POSIX message queue were read or set. */
    public static final int MQ_GETSETATTR = 1315;
    /** A record of a third-party kernel module. */
    public static final int KERNEL_OTHER = 1316;
    /** The two descriptors of a pipe or socket pair. */
    public static final int FD_PAIR = 1317;
    /** The target process of a signal or trace. */
    public static final int OBJ_PID = 1318;
    /** Input on a terminal. */
    public static final int TTY = 1319;
    /** Ends an event of several records. */
    public static final int EOE = 1320;
    /** File capabilities raised a program's permissions. */
    public static final int BPRM_FCAPS = 1321;
    /** Capabilities passed to capset(2). */
    public static final int CAPSET = 1322;
    /** Descriptor and flags of mmap(2). */
    public static final int MMAP = 1323;
    /** A packet passed a netfilter chain. */
    public static final int NETFILTER_PKT = 1324;
    /** Netfilter was reconfigured. */
    public static final int NETFILTER_CFG = 1325;
    /** A seccomp filter acted. */
    public static final int SECCOMP = 1326;
    /** The process's command line. */
    public static final int PROCTITLE = 1327;
    /** A switch of the subsystem changed. */
    public static final int FEATURE_CHANGE = 1328;
    /** Informs the audit daemon that another process wants to replace it. */
    public static final int REPLACE = 1329;
    /** A kernel module was loaded or removed. */
    public static final int KERN_MODULE = 1330;
    /** A fanotify listener decided on an access. */
    public static final int FANOTIFY = 1331;
    /** An offset was added to the clock. */
    public static final int TIME_INJOFFSET = 1332;
    /** A parameter of the clock's NTP discipline changed. */
    public static final int TIME_ADJNTPVAL = 1333;
    /** A BPF program was loaded or unloaded. */
    public static final int BPF = 1334;
    /** A process joined or left the multicast group of records. */
    public static final int EVENT_LISTENER = 1335;
    /** An io_uring operation. */
    public static final int URINGOP = 1336;
    /** Arguments of openat2(2). */
    public static final int OPENAT2 = 1337;
    /** A device-mapper target was created or removed. */
    public static final int DM_CTRL = 1338;
    /** An event of a device-mapper target. */
    public static final int DM_EVENT = 1339;
    /** An access decision of SELinux, or of another security module in the same format. */
    public static final int AVC = 1400;
    /** An internal SELinux error. */
    public static final int SELINUX_ERR = 1401;
    /** The file of an access decision. */
    public static final int AVC_PATH = 1402;
    /** A policy was loaded. */
    public static final int MAC_POLICY_LOAD = 1403;
    /** The enforcing mode was changed. */
    public static final int MAC_STATUS = 1404;
    /** A policy switch was changed. */
    public static final int MAC_CONFIG_CHANGE = 1405;
    /** NetLabel: unlabelled traffic was allowed or not. */
    public static final int MAC_UNLBL_ALLOW = 1406;
    /** NetLabel: a CIPSO domain of interpretation was added. */
    public static final int MAC_CIPSOV4_ADD = 1407;
    /** NetLabel: a CIPSO domain of interpretation was deleted. */
    public static final int MAC_CIPSOV4_DEL = 1408;
    /** NetLabel: a domain mapping was added. */
    public static final int MAC_MAP_ADD = 1409;
    /** NetLabel: a domain mapping was deleted. */
    public static final int MAC_MAP_DEL = 1410;
    /** Unused. */
    public static final int MAC_IPSEC_ADDSA = 1411;
    /** Unused. */
    public static final int MAC_IPSEC_DELSA = 1412;
    /** Unused. */
    public static final int MAC_IPSEC_ADDSPD = 1413;
    /** Unused. */
    public static final int MAC_IPSEC_DELSPD = 1414;
    /** An IPsec event. */
    public static final int MAC_IPSEC_EVENT = 1415;
    /** NetLabel: a static label was added. */
    public static final int MAC_UNLBL_STCADD = 1416;
    /** NetLabel: a static label was deleted. */
    public static final int MAC_UNLBL_STCDEL = 1417;
    /** NetLabel: a CALIPSO domain of interpretation was added. */
    public static final int MAC_CALIPSO_ADD = 1418;
    /** NetLabel: a CALIPSO domain of interpretation was deleted. */
    public static final int MAC_CALIPSO_DEL = 1419;
    /** Integrity Policy Enforcement decided on an access. */
    public static final int IPE_ACCESS = 1420;
    /** Integrity Policy Enforcement was reconfigured. */
    public static final int IPE_CONFIG_CHANGE = 1421;
    /** Integrity Policy Enforcement loaded a policy. */
    public static final int IPE_POLICY_LOAD = 1422;
    /** Landlock denied an access. */
    public static final int LANDLOCK_ACCESS = 1423;
    /** A Landlock domain was created or destroyed. */
    public static final int LANDLOCK_DOMAIN = 1424;
    /** The security contexts of a task, if several security modules are active. */
    public static final int MAC_TASK_CONTEXTS = 1425;
    /** The security contexts of an object, if several security modules are active. */
    public static final int MAC_OBJ_CONTEXTS = 1426;
    /** A network device's promiscuous mode changed. */
    public static final int ANOM_PROMISCUOUS = 1700;
    /** A process ended abnormally. */
    public static final int ANOM_ABEND = 1701;
    /** Suspicious use of a link. */
    public static final int ANOM_LINK = 1702;
    /** Suspicious creation of a file. */
    public static final int ANOM_CREAT = 1703;
    /** A file's data were verified. */
    public static final int INTEGRITY_DATA = 1800;
    /** A file's metadata were verified. */
    public static final int INTEGRITY_METADATA = 1801;
    /** Integrity checking was switched. */
    public static final int INTEGRITY_STATUS = 1802;
    /** The integrity hash type. */
    public static final int INTEGRITY_HASH = 1803;
    /** A platform configuration register was invalidated. */
    public static final int INTEGRITY_PCR = 1804;
    /** A rule of the integrity policy. */
    public static final int INTEGRITY_RULE = 1805;
    /** An extended attribute was added to those that EVM protects. */
    public static final int INTEGRITY_EVM_XATTR = 1806;
    /** A rule of the IMA policy. */
    public static final int INTEGRITY_POLICY_RULE = 1807;
    /** A message of the kernel without a type of its own. */
    public static final int KERNEL = 2000;
    /** The first type of the second range of messages of user space (ANOM_LOGIN_FAILURES). */
    public static final int FIRST_USER_MSG2 = 2100;
    /** The last type of the second range of messages of user space. */
    public static final int LAST_USER_MSG2 = 2999;

    private static final String TABLE = "message-types.tsv";
    private static final String UNKNOWN_PREFIX = "UNKNOWN[";
    private static final int MAX_TYPE = 0xffff;
    private static final String[] NAMES = new String[LAST_USER_MSG2 + 1];
    private static final Map<String, Integer> TYPES = new HashMap<>();

    static {
        load();
    }

    private AuditMessageType() {
    }

    /**
     * Returns the name of a type as in logs. Never fails.
     *
     * @param type any number
     * @return for example {@code SYSCALL}; {@code UNKNOWN[1999]} for a type without a name
     */
    public static String name(int type) {
        return type >= 0 && type < NAMES.length && NAMES[type] != null ? NAMES[type] : UNKNOWN_PREFIX + type + ']';
    }

    /**
     * Returns the type of a name, the reverse of {@link #name}.
     *
     * @param name for example {@code SYSCALL} or {@code UNKNOWN[1999]}
     * @return the type, 0 to 65,535; -1 for any other text
     */
    public static int of(String name) {
        Integer type = TYPES.get(name);
        if (type != null) {
            return type;
        }
        if (!name.startsWith(UNKNOWN_PREFIX) || !name.endsWith("]")) {
            return -1;
        }
        try {
            int number = Integer.parseUnsignedInt(name, UNKNOWN_PREFIX.length(), name.length() - 1, 10);
            return number >= 0 && number <= MAX_TYPE ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Returns whether records of a type only say more about a system call or an operation of io_uring, or are its own
     * record: SYSCALL, URINGOP, PATH, EXECVE and so on. Records of other types in the same event report something
     * themselves, for example an access that was denied.
     *
     * @param type the type
     * @return whether the record is a part of the report of a call ({@code kernel/auditsc.c}, {@code audit_log_exit})
     */
    public static boolean isPartOfCall(int type) {
        return switch (type) {
            case PATH, CWD, SOCKADDR, EXECVE, PROCTITLE, IPC, IPC_SET_PERM, SOCKETCALL, MQ_OPEN, MQ_SENDRECV, MQ_NOTIFY,
                    MQ_GETSETATTR, FD_PAIR, OBJ_PID, BPRM_FCAPS, CAPSET, MMAP, OPENAT2, SYSCALL, URINGOP, EOE, AVC_PATH,
                    KERN_MODULE, TIME_INJOFFSET, TIME_ADJNTPVAL, MAC_TASK_CONTEXTS, MAC_OBJ_CONTEXTS -> true;
            default -> false;
        };
    }

    /**
     * Returns whether a type is that of a record of the kernel or of user space.
     *
     * @param type any number
     * @return whether it is 1005, 1006, or 1100 to 2999
     */
    public static boolean isRecord(int type) {
        return type >= FIRST_USER_MSG && type <= LAST_USER_MSG2 || type == USER || type == LOGIN;
    }

    private static void load() {
        for (String[] columns : DataFile.rows(AuditMessageType.class, TABLE)) {
            int type = Integer.parseInt(columns[0]);
            NAMES[type] = columns[1];
            TYPES.put(columns[1], type);
        }
    }
}
