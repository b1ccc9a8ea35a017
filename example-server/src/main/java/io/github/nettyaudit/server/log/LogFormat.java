package io.github.nettyaudit.server.log;

/** The form of the messages. */
public enum LogFormat {
    /** Sentences, one a line. */
    TEXT,
    /** JSON, one object a line, with the names of ECS. */
    JSON
}
