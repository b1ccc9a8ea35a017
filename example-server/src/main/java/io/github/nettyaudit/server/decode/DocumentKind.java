package io.github.nettyaudit.server.decode;

import org.jspecify.annotations.Nullable;

/** A form of events that this program and others write, and from which the records cannot be made again. */
enum DocumentKind {
    /** Also of auditbeat. */
    ECS("a document of ECS", "documents of ECS", "Elasticsearch and OpenSearch"),
    /** Also of other programs. */
    OCSF("an event of OCSF", "events of OCSF", "data lakes and SIEMs for OCSF"),
    /** Also of laurel itself. */
    LAUREL("an event in the form of laurel", "events in the form of laurel", "SIEMs with rules for laurel"),
    /** What a collector writes into a file. */
    OTLP("a request of OTLP", "requests of OTLP", "collectors of OpenTelemetry");

    private final String one;
    private final String several;
    private final String readers;

    DocumentKind(String one, String several, String readers) {
        this.one = one;
        this.several = several;
        this.readers = readers;
    }

    /**
     * Finds the kind of which a member of the object at the top is typical.
     *
     * @param name the name of the member
     * @param text its value; the empty string if it is no string
     * @return the kind; {@code null} if the member says nothing
     */
    static @Nullable DocumentKind of(String name, String text) {
        return switch (name) {
            case "ecs", "ecs.version" -> ECS;
            case "class_uid" -> OCSF;
            case "resourceLogs" -> OTLP;
            case "ID" -> text.matches("[0-9]+\\.[0-9]{3}:[0-9]+") ? LAUREL : null;
            default -> null;
        };
    }

    /** Words for so many of them, with what reads them. */
    String counted(long count) {
        return (count == 1 ? "is " + one : "are " + several) + ", which " + readers + " read and decode does not";
    }
}
