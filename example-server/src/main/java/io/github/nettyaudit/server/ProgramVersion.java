package io.github.nettyaudit.server;

import picocli.CommandLine.IVersionProvider;

/** The version of this program, from the manifest of its jar. */
final class ProgramVersion implements IVersionProvider {
    private static final String UNKNOWN = "(not from a jar)";

    @Override
    public String[] getVersion() {
        return new String[] {"netty-audit " + number()};
    }

    /** The version number, for example {@code 0.1.0}. */
    static String number() {
        String number = ProgramVersion.class.getPackage().getImplementationVersion();
        return number == null ? UNKNOWN : number;
    }
}
