package io.github.nettyaudit.server.decode;

/** What the records are printed as. */
public enum DecodeFormat {
    /** Lines as in a log of the audit daemon. */
    RAW,
    /** A JSON object for each record, with all its fields. */
    FIELDS,
    /** Events for people to read. */
    INTERPRETED
}
