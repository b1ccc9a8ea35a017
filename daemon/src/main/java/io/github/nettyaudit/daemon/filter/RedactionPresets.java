package io.github.nettyaudit.daemon.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patterns that are given a name. */
final class RedactionPresets {
    private static final Map<String, List<String>> PRESETS = new LinkedHashMap<>();

    static {
        PRESETS.put("passwords", List.of("*password=***", "*passwd=***", "*passphrase=***", "--password ***",
                "--passwd ***", "--passphrase ***", "-password ***", "--pass ***", "--pass=***", "*_pass=***",
                "*secret=***", "--secret ***", "*password:***", "*_pwd=***", "--pwd=***", "--pwd ***", "-pwd ***",
                "--*password ***", "--*passwd ***", "--*passphrase ***", "--*-pass ***", "--*-pwd ***", "--*-pass=***",
                "--*-pwd=***", "--*secret ***", "*password\":***", "*passwd\":***", "*passphrase\":***", "*secret\":***",
                "-p*** of mysql, mysqladmin, mysqldump, mysqlimport, mysqlshow, mysqlcheck, mysqlslap, mysqlsh, mariadb,"
                        + " mariadb-admin, mariadb-dump, mariadb-check, sshpass, 7z, 7za, 7zr",
                "-p *** of sshpass", "-u *** of curl", "--user *** of curl",
                "-u*** of curl", "--user=*** of curl", "--proxy-user *** of curl", "--proxy-user=*** of curl", "-U *** of curl",
                "-w *** of ldapsearch, ldapadd, ldapmodify, ldapdelete, ldappasswd, ldapwhoami, ldapcompare",
                "-w*** of ldapsearch, ldapadd, ldapmodify, ldapdelete, ldappasswd, ldapwhoami, ldapcompare",
                "-a *** of redis-cli", "-P *** of zip, unzip, ipmitool, sqlcmd", "-P*** of zip, unzip, ipmitool, sqlcmd",
                "pass:*** of openssl", "-k *** of openssl"));
        PRESETS.put("tokens", List.of("*token=***", "--token ***", "*apikey=***", "*api_key=***", "*api-key=***",
                "--api-key ***", "--apikey ***", "--*token ***", "--*api-key ***", "--*apikey ***", "--*access-key ***",
                "--*secret-key ***", "*token\":***", "*apikey\":***", "*api_key\":***", "*api-key\":***",
                "*access_key\":***", "*accesskey\":***", "*secret_key\":***", "*secretkey\":***", "*private_key\":***",
                "*privatekey\":***", "*credentials\":***", "*authorization\":***", "*access_key=***", "*secret_key=***", "*secret-key=***",
                "--secret-key ***", "*access-key=***", "*private_key=***", "*credentials=***", "*aws_secret_access_key ***",
                "*authorization: ***", "*authorization:***", "*x-api-key: ***", "*x-auth-token: ***",
                "*x-vault-token: ***", "*private-token: ***"));
        PRESETS.put("urls", List.of("://***"));
        List<String> all = new ArrayList<>();
        PRESETS.values().forEach(all::addAll);
        PRESETS.put("standard", List.copyOf(all));
    }

    private RedactionPresets() {
    }

    static @Nullable List<String> find(String name) {
        return PRESETS.get(name);
    }

    static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }
}
