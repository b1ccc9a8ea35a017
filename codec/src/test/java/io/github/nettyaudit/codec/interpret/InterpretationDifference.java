package io.github.nettyaudit.codec.interpret;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The kinds of differences between libauparse's interpretation and this library's, of which
 * {@code docs/CONFORMANCE.md} gives the reason. The first kind that fits counts.
 */
enum InterpretationDifference {
    /** The field's kind is another one in records of this type, by what the kernel writes. */
    KIND_BY_TYPE(field -> isByType(field.type(), field.name())),
    /** The number -1 for a session that is not set. */
    UNSET_SESSION(field -> field.isKind("SESSION") && field.raw().equals("-1") && field.ours().equals("unset")),
    /** The quotation marks around a value, which belong to the record's syntax. */
    QUOTES(field -> field.theirs().equals(field.raw())
            && (field.raw().equals('"' + field.ours() + '"') || field.raw().equals('\'' + field.ours() + '\''))),
    /** auparse takes the arch and syscall of a SECCOMP record at fixed positions. */
    SECCOMP_CALL(field -> field.isKind("SYSCALL") && field.type().equals("SECCOMP")),
    /** An architecture that auparse does not know, and the calls of it. */
    ARCHITECTURE(field -> field.isKind("ARCH") && field.theirs().startsWith("unknown-elf-type")
            || field.isKind("SYSCALL") && (field.ours().equals(field.raw()) || !field.ours().startsWith("unknown-"))),
    /** The names that the audit daemon wrote: the n-th is of the n-th field of that name. */
    ENRICHED_NAME(field -> field.isEnriched() && (field.isKind("UID") || field.isKind("GID"))
            && !field.ours().equals(field.raw())),
    /** Values that bring their 0x. */
    DOUBLE_PREFIX(field -> field.theirs().equals("0x" + field.ours()) && field.ours().startsWith("0x")),
    /** A typing error in auparse's table of signals. */
    SIGPWR(field -> field.theirs().contains("IGPWR") && field.ours().contains("SIGPWR")),
    /** A number that is not an error of the architecture. */
    UNKNOWN_ERROR(field -> field.theirs().startsWith("(null)(Unknown error")),
    /** No error. */
    NO_ERROR(field -> field.isKind("ERRNO") && field.theirs().equals("UNKNOWN")),
    /** Families of socket addresses that auparse does not decode, or ends within. */
    SOCKET_ADDRESS(field -> field.isKind("SOCKADDR") && !field.ours().equals(field.raw())),
    /** Constants that are newer than auparse's tables. */
    NEWER_CONSTANT(field -> field.theirKind().matches("A[0-3]")
            && (field.theirs().startsWith("unknown-") && !field.ours().startsWith("unknown-")
            || isNewer(field.ours(), field.theirs()))),
    /** A value that does not fit its kind is shown unchanged. */
    NOT_OF_ITS_KIND(field -> field.ours().equals(field.raw()));

    /** The fields whose kind is another one than auparse's, by record type and name; a star for several types. */
    private static final Pattern BY_TYPE = Pattern.compile("(LOGIN old-ses|OBJ_PID oses|CONFIG_CHANGE (old|new)"
            + "|(OPENAT2|IPC|IPC_SET_PERM|LANDLOCK_DOMAIN) mode|(AVC|INTEGRITY_\\w+|LANDLOCK_ACCESS|IPE_ACCESS) dev"
            + "|LANDLOCK_ACCESS saddr|INTEGRITY_EVM_XATTR xattr"
            + "|AVC (family|flags|protocol|error|peer|label|namespace|fstype|srcname|sock_type|capname|addr))");

    private final Predicate<InterpretedField> explains;

    InterpretationDifference(Predicate<InterpretedField> explains) {
        this.explains = explains;
    }

    /** Whether the kind of a field is by this library another one than by auparse. */
    static boolean isByType(String type, String name) {
        return BY_TYPE.matcher(type + ' ' + name).matches();
    }

    /** Whether flags differ only in those that auparse does not know, or knows by a name that Linux 2.6.38 gave up. */
    private static boolean isNewer(String ours, String theirs) {
        String common = ours.replace("CLONE_NEWCGROUP", "CLONE_STOPPED")
                .replaceAll("\\|?(CLONE_PIDFD|CLONE_NEWTIME|MS_NOSYMFOLLOW|MSG_SOCK_DEVMEM|MSG_ZEROCOPY)", "")
                .replaceAll("^\\|", "");
        return common.equals(theirs) || common.isEmpty() && theirs.startsWith("0x");
    }

    boolean explains(InterpretedField field) {
        return explains.test(field);
    }

    /**
     * A field and what both say of it.
     *
     * @param type      the type of its record
     * @param name      its name
     * @param raw       its value
     * @param kind      its kind here
     * @param ours      its interpretation here
     * @param theirKind libauparse's kind
     * @param theirs    libauparse's interpretation
     * @param isEnriched whether the audit daemon wrote names behind the record
     */
    record InterpretedField(String type, String name, String raw, String kind, String ours, String theirKind,
            String theirs, boolean isEnriched) {
        boolean isKind(String expected) {
            return theirKind.equals(expected);
        }
    }
}
