package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.ConstantSets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The constants whose numbers depend on the architecture: signals, flags of open(2) and mmap(2), options of sockets
 * and others. Most architectures have those of {@code asm-generic}; for alpha, arm, mips, parisc, powerpc and sparc the
 * sets {@code signals-mips} and so on of {@code constants.tsv} say what differs. Immutable.
 */
final class ArchitectureConstants {
    /** Those of {@code asm-generic}, which x86 has too. */
    static final ArchitectureConstants COMMON = new ArchitectureConstants("");

    private static final int OTHER_SOCKET_LEVEL = 0xffff;
    /** The families by the start of the names of their architectures. */
    private static final List<String[]> FAMILIES = List.of(new String[] {"alpha", "alpha"},
            new String[] {"arm", "arm"}, new String[] {"aarch64", "arm"}, new String[] {"m68k", "arm"},
            new String[] {"mips", "mips"}, new String[] {"parisc", "parisc"}, new String[] {"ppc", "ppc"},
            new String[] {"sparc", "sparc"});
    private static final Map<String, ArchitectureConstants> BY_FAMILY = FAMILIES.stream().map(family -> family[1])
            .distinct().collect(Collectors.toMap(Function.identity(), ArchitectureConstants::new));

    final NameTable signals;
    final NameTable resources;
    final NameTable fcntlCommands;
    final NameTable socketTypes;
    final NameTable socketOptions;
    final NameTable ioctlRequests;
    final FlagTable openFlags;
    /** The number of {@code O_CREAT}. */
    final int create;
    final FlagTable mapFlags;
    /** The number of {@code SOL_SOCKET}. */
    final int socketLevel;

    private ArchitectureConstants(String family) {
        signals = names("signals", family);
        resources = names("resource-limits", family);
        fcntlCommands = names("fcntl-commands", family);
        socketTypes = names("socket-types", family);
        socketOptions = names("socket-options", family);
        ioctlRequests = names("ioctl-requests", family);
        create = ConstantSets.table("open-flags", family).number("O_CREAT", 0);
        openFlags = FlagTable.of(ConstantSets.inOrder("open-flags", family));
        mapFlags = FlagTable.of(ConstantSets.inOrder("mmap-flags", family));
        socketLevel = List.of("alpha", "mips", "parisc", "sparc").contains(family) ? OTHER_SOCKET_LEVEL : 1;
    }

    private static NameTable names(String set, String family) {
        return NameTable.of(ConstantSets.table(set, family));
    }

    /** The constants of an architecture, by its name. */
    static ArchitectureConstants of(String architecture) {
        for (String[] family : FAMILIES) {
            if (architecture.startsWith(family[0])) {
                return BY_FAMILY.get(family[1]);
            }
        }
        return COMMON;
    }

    /** The constants of a table's architecture, the common ones if it is not known. */
    static ArchitectureConstants of(@Nullable SystemCallTable table) {
        return table == null ? COMMON : table.constants;
    }
}
