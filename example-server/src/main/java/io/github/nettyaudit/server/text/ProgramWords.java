package io.github.nettyaudit.server.text;

/**
 * How help texts name the program and its documents: as in the repository, or as the Debian package has them, whose launcher
 * sets these system properties. picocli puts the values in.
 */
public final class ProgramWords {
    /** The name of the program, in a synopsis. */
    public static final String NAME = "${sys:netty-audit.command:-netty-audit-server}";
    /** What a command line begins with. */
    public static final String START = "${sys:netty-audit.command:-java -jar netty-audit-server.jar}";
    private static final String DIRECTORY = "${sys:netty-audit.documents:-docs}/";
    private static final String SUFFIX = ".md${sys:netty-audit.documents.suffix:-}";
    /** The document of the forwarder. */
    public static final String FORWARDER = DIRECTORY + "FORWARDER" + SUFFIX;
    /** The document of the formats. */
    public static final String EVENTS = DIRECTORY + "EVENTS" + SUFFIX;
    /** The document of the web page. */
    public static final String PAGE = DIRECTORY + "PAGE" + SUFFIX;

    private ProgramWords() {
    }
}
