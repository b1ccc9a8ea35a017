package io.github.nettyaudit.daemon.sink.scripted;

/**
 * A document that a {@link ScriptedSink} accepted.
 *
 * @param sequence   the position of its event in the log
 * @param documentId its name
 * @param text       its line, without the newline
 */
public record ReceivedDocument(long sequence, String documentId, String text) {
}
