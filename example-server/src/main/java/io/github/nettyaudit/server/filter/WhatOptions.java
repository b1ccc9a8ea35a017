package io.github.nettyaudit.server.filter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select by what was done, and to what. */
final class WhatOptions {
    @Option(names = {"-k", "--key"}, paramLabel = "TEXT", description = "key of the rule that matched")
    @Nullable String key;

    @Option(names = {"-f", "--file"}, paramLabel = "TEXT", description = "path of a file, working directory or Unix socket; a"
            + " relative path also with the working directory before it")
    @Nullable String file;

    @Option(names = {"-sc", "--syscall"}, paramLabel = "NAME", description = "system call, by name (on the architecture of the"
            + " record) or number")
    @Nullable String call;

    @Option(names = {"-arch", "--arch"}, paramLabel = "NAME", description = "architecture: x86_64, aarch64, i386 …, or b64, b32")
    @Nullable String architecture;

    @Option(names = {"-sv", "--success"}, paramLabel = "yes|no", description = "whether it succeeded")
    @Nullable String success;

    @Option(names = {"-e", "--exit"}, paramLabel = "CODE", description = "what the system call returned: a number, or an error"
            + " such as EACCES")
    @Nullable String exit;

    @Option(names = {"-su", "--subject"}, paramLabel = "TEXT", description = "security context of the subject")
    @Nullable String subject;

    @Option(names = {"-o", "--object"}, paramLabel = "TEXT", description = "security context of the object")
    @Nullable String object;

    @Option(names = {"-se", "--context"}, paramLabel = "TEXT", description = "security context of subject or object")
    @Nullable String context;

    @Option(names = {"-vm", "--vm-name"}, paramLabel = "TEXT", description = "name of a virtual machine")
    @Nullable String virtualMachine;

    @Option(names = {"-uu", "--uuid"}, paramLabel = "TEXT", description = "UUID of a virtual machine")
    @Nullable String uuid;

    @Option(names = {"-w", "--word"}, description = "TEXT is the whole value, not a part of it")
    boolean word;

    @Option(names = "--just-one", description = "end after the first event that matches")
    boolean justOne;
}
