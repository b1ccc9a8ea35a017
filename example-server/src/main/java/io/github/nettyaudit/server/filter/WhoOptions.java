package io.github.nettyaudit.server.filter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select by users, groups and processes. */
final class WhoOptions {
    @Option(names = {"-ua", "--uid-all"}, paramLabel = "USER", description = "user id, effective user id or login id. USER and"
            + " GROUP are numbers, unset, or names: those in the log, in --names, or without --names on this machine")
    @Nullable String anyUser;

    @Option(names = {"-ui", "--uid"}, paramLabel = "USER", description = "user id")
    @Nullable String user;

    @Option(names = {"-ue", "--uid-effective"}, paramLabel = "USER", description = "effective user id")
    @Nullable String effectiveUser;

    @Option(names = {"-ul", "--loginuid"}, paramLabel = "USER", description = "login id (auid), which stays when a user"
            + " becomes another one")
    @Nullable String loginUser;

    @Option(names = {"-ga", "--gid-all"}, paramLabel = "GROUP", description = "group id or effective group id")
    @Nullable String anyGroup;

    @Option(names = {"-gi", "--gid"}, paramLabel = "GROUP", description = "group id")
    @Nullable String group;

    @Option(names = {"-ge", "--gid-effective"}, paramLabel = "GROUP", description = "effective group id")
    @Nullable String effectiveGroup;

    @Option(names = "--session", paramLabel = "NUMBER", description = "login session; unset or -1 for none")
    @Nullable String session;

    @Option(names = {"-p", "--pid"}, paramLabel = "NUMBER", description = "process")
    @Nullable String process;

    @Option(names = {"-pp", "--ppid"}, paramLabel = "NUMBER", description = "parent process")
    @Nullable String parent;

    @Option(names = {"-c", "--comm"}, paramLabel = "TEXT", description = "name of the thread")
    @Nullable String command;

    @Option(names = {"-x", "--executable"}, paramLabel = "TEXT", description = "path of the program")
    @Nullable String program;

    @Option(names = {"-tm", "--terminal"}, paramLabel = "TEXT", description = "terminal; for cron and others the name of the"
            + " daemon")
    @Nullable String terminal;

    @Option(names = {"-hn", "--host"}, paramLabel = "TEXT", description = "remote host: its name or address, also of a socket")
    @Nullable String host;
}
