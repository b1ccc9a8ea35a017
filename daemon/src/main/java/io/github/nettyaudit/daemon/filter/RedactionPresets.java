package io.github.nettyaudit.daemon.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patterns that are given a name. */
final class RedactionPresets {
    private static final String CURL = "-[#012346aBfgGijJkLnNqRsSvZlIOM]";
    private static final String MYSQL = "mysql, mysqladmin, mysqldump, mysqlimport, mysqlshow, mysqlcheck, mysqlslap, mysqlsh,"
            + " mysqlpump, mysqlbinlog, mysql_upgrade, mycli, mariadb, mariadb-admin, mariadb-dump, mariadb-check,"
            + " mariadb-import, mariadb-show, mariadb-binlog";
    private static final String LDAP = "ldapsearch, ldapadd, ldapmodify, ldapdelete, ldappasswd, ldapwhoami, ldapcompare,"
            + " ldapmodrdn, ldapexop";
    private static final String MONGO = "mongosh, mongo, mongodump, mongorestore, mongoexport, mongoimport, mongostat, mongotop,"
            + " mongofiles";
    private static final String LOGINS = "docker login, podman login, buildah login, skopeo login, nerdctl login, helm login,"
            + " crane login, oras login, regctl login, oc login, az login, cf login, argocd login";
    private static final String SAMBA = "smbclient, rpcclient, net, smbget, smbcacls, smbtree, smbcquotas, winexe, wmic,"
            + " samba-tool, nmblookup";
    private static final String SNMP = "snmpwalk, snmpget, snmpgetnext, snmpset, snmpbulkwalk, snmpbulkget, snmptable, snmptrap,"
            + " snmpdf, snmpstatus";
    private static final String READERS = "chpasswd, chgpasswd, passwd, smbpasswd, cryptsetup, sudo -S, doas -S, htpasswd -i,"
            + " mkpasswd, vncpasswd -f, pdbedit -t, openssl stdin, openssl passwd, gpg --passphrase-fd, gpg2 --passphrase-fd,"
            + " kinit, vault login, --password-stdin, --with-token, docker secret create, podman secret create";
    private static final Map<String, List<String>> PRESETS = new LinkedHashMap<>();

    static {
        PRESETS.put("passwords", passwords());
        PRESETS.put("tokens", List.of("*token=***", "--token ***", "*apikey=***", "*api_key=***", "*api-key=***",
                "--api-key ***", "--apikey ***", "--*token ***", "--*api-key ***", "--*apikey ***", "--*access-key ***",
                "--*secret-key ***", "--*account-key ***", "*token\":***", "*apikey\":***", "*api_key\":***", "*api-key\":***",
                "*access_key\":***", "*accesskey\":***", "*secret_key\":***", "*secretkey\":***", "*private_key\":***",
                "*privatekey\":***", "*credentials\":***", "*authorization\":***", "*access_key=***", "*secret_key=***",
                "*secret-key=***", "--secret-key ***", "*access-key=***", "*accesskey=***", "*accountkey=***", "*account-key=***",
                "*private_key=***", "*credentials=***", "*jwt=***", "*aws_secret_access_key ***", "*aws_session_token ***",
                "*_authtoken ***", "*.token *** of git", "*authorization: ***", "*authorization:***", "*api-key: ***",
                "*api-key:***", "*apikey: ***", "*-token: ***", "*-token:***", "*-secret: ***", "*auth-key: ***",
                "*subscription-key: ***", "*functions-key: ***", "*cookie: ***", "*cookie:***",
                "--cookie <name>=*** of curl", "--cookie=<name>=*** of curl", CURL + "b <name>=*** of curl",
                CURL + "b<name>=*** of curl", "--oauth2-bearer ***", "--oauth2-bearer=***", "*x-amz-signature=***", "*?sig=***",
                "*&sig=***", "*** of vault login", "*** of rclone obscure", "<name> *** of mc alias set",
                "-t *** of doctl auth", "encrypt_string *** of ansible-vault"));
        PRESETS.put("urls", List.of("://***"));
        List<String> all = new ArrayList<>();
        PRESETS.values().forEach(all::addAll);
        PRESETS.put("standard", List.copyOf(all));
        PRESETS.put(Redaction.KEYSTROKES, List.of());
    }

    private RedactionPresets() {
    }

    private static List<String> passwords() {
        List<String> patterns = new ArrayList<>(List.of("*password=***", "*passwd=***", "*passphrase=***", "--password ***",
                "--passwd ***", "--passphrase ***", "-password ***", "-passwd ***", "-passphrase ***", "--pass ***", "--pass=***",
                "pass=***", "*_pass=***", "*dbpass=***", "*userpass=***", "pw=***", "*_pw=***", "--pw ***", "--pw=***",
                "*secret=***", "--secret ***", "*password:***", "*_pwd=***", "--pwd=***", "--pwd ***", "-pwd ***", "*;pwd=***",
                "*password = ***", "--*password ***", "--*passwd ***", "--*passphrase ***", "--*-pass ***", "--*-pwd ***",
                "--*-pass=***", "--*-pwd=***", "--*secret ***", "*password\":***", "*passwd\":***", "*passphrase\":***",
                "*secret\":***", "-storepass ***", "-keypass ***", "-srcstorepass ***", "-deststorepass ***", "-srckeypass ***",
                "-destkeypass ***", "-new *** of keytool", "identified by ***", "password '***", "*password('***",
                "*requirepass ***", "*masterauth ***", "--from-literal=<name>=***", "--from-literal <name>=***",
                "*.password *** of git"));
        add(patterns, CURL, "u", "curl");
        add(patterns, CURL, "U", "curl");
        patterns.addAll(List.of("--user *** of curl", "--user=*** of curl", "--proxy-user *** of curl", "--proxy-user=*** of curl",
                CURL + "E <name>:*** of curl", "--cert <name>:*** of curl"));
        patterns.add("-[ABCEfGHiILnNoqrstvwXUbcdFlKQax]p*** of " + MYSQL);
        patterns.addAll(List.of("password *** of mysqladmin, mariadb-admin", 
                "-p*** of 7z, 7za, 7zr, 7zz, rar, unrar", "-hp*** of rar, unrar"));
        add(patterns, "-[v]", "p", "sshpass");
        add(patterns, "-[xvnLcCZMAtuIQNk]", "w", LDAP);
        patterns.addAll(List.of("-s *** of ldappasswd, slappasswd", "-a *** of ldappasswd"));
        add(patterns, "-[0123456789rjqvmeoTuyFXjnaCLUVcptlz]", "P", "zip, unzip, zipcloak");
        add(patterns, "", "P", "ipmitool, sqlcmd, bcp, isql, tsql, mosquitto_pub, mosquitto_sub, mosquitto_rr");
        patterns.addAll(List.of("-a *** of redis-cli", "AUTH *** of redis-cli", "auth *** of redis-cli"));
        patterns.addAll(List.of("pass:*** of openssl", "-k *** of openssl", "-K *** of openssl", "-hmac *** of openssl",
                "-psk *** of openssl", "hexkey:*** of openssl", "key:*** of openssl", "*** of openssl passwd"));
        add(patterns, "", "p", LOGINS);
        add(patterns, "", "p", MONGO);
        patterns.addAll(List.of("-p *** of rdesktop, rabbitmqadmin, cqlsh, ncftp, ncftpput, ncftpget, ncftpls",
                "/p:*** of xfreerdp, wlfreerdp, sdl-freerdp", "/gp:*** of xfreerdp, wlfreerdp, sdl-freerdp"));
        add(patterns, "-[mMNrUloDaL]", "p", "usermod, useradd, groupadd, groupmod");
        patterns.addAll(List.of("*** of htpasswd -b", "*** of mkpasswd", "<name> *** of wpa_passphrase, bw login,"
                + " rabbitmqctl add_user, rabbitmqctl change_password, rabbitmqctl authenticate_user, ipmitool password"));
        for (String form : List.of("-U ", "-U", "--user=", "--user ")) {
            patterns.add(form + "<name>%*** of " + SAMBA);
        }
        patterns.addAll(List.of("-a *** of http, https, httpie, xh, xhs", "-a*** of http, https, httpie, xh, xhs",
                "--auth *** of http, https, httpie, xh, xhs", "--auth=*** of http, https, httpie, xh, xhs",
                "-u <name>,*** of lftp", "-u<name>,*** of lftp", "--user <name>,*** of lftp", "--user=<name>,*** of lftp",
                "user <name> *** of lftp", "<name>/*** of sqlplus, sqlcl, sqlldr, expdp, impdp, rman",
                "password *** of nmcli", "*.password *** of nmcli", "*psk *** of nmcli", "psk *** of wpa_cli",
                "-N *** of ssh-keygen", "-P *** of ssh-keygen", "-pw *** of plink, pscp, psftp, putty, kadmin, kadmin.local",
                "-w *** of kadmin", "-xp *** of sendemail, sendEmail", "-ap *** of swaks", "-storepasswd *** of x11vnc",
                "-A <name>:*** of ab", "-P <name>:*** of ab", "--user <name>:*** of etcdctl", "--user=<name>:*** of etcdctl",
                "-y <name>:*** of nsupdate, dig", "-A *** of " + SNMP, "-X *** of " + SNMP, "-c *** of " + SNMP,
                "input_pw *** of pdftk", "owner_pw *** of pdftk", "user_pw *** of pdftk",
                "echo *** | " + READERS, "printf *** | " + READERS, "<<<*** of chpasswd, passwd, smbpasswd, cryptsetup,"
                + " sudo -S, docker --password-stdin, podman --password-stdin", "<<< *** of chpasswd, passwd, smbpasswd,"
                + " cryptsetup, sudo -S, docker --password-stdin, podman --password-stdin"));
        return List.copyOf(patterns);
    }

    /** Adds an option of one letter, perhaps written together with others, and its value in the same argument or the next. */
    private static void add(List<String> patterns, String flags, String letter, String programs) {
        String option = flags.isEmpty() ? "-" + letter : flags + letter;
        patterns.add(option + " *** of " + programs);
        patterns.add(option + "*** of " + programs);
    }

    static @Nullable List<String> find(String name) {
        return PRESETS.get(name);
    }

    static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }
}
