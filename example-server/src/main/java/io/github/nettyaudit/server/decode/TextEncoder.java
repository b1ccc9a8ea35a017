package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.netty.buffer.ByteBuf;
import java.time.ZoneId;

/** Writes events as {@code decode} prints them for people: several lines each, and an empty one after them. */
public final class TextEncoder implements EventEncoder {
    private final EventText text;

    private TextEncoder(EventText text) {
        this.text = text;
    }

    /**
     * Creates an encoder, for one thread, whose texts are as wide as standard output and coloured if that is a terminal.
     *
     * @param names the names of users and groups
     * @return a new encoder
     */
    public static TextEncoder forStandardOutput(NameService names) {
        return new TextEncoder(new EventText(new FieldInterpreter(names, true), AnsiStyle.isWanted(AnsiStyle.When.AUTO),
                ZoneId.systemDefault(), TerminalWidth.columns()));
    }

    /**
     * Creates an encoder, for one thread, whose texts have no colours, for readers of which nothing is known.
     *
     * @param names the names of users and groups
     * @return a new encoder
     */
    public static TextEncoder plain(NameService names) {
        return new TextEncoder(new EventText(new FieldInterpreter(names, true), false, ZoneId.systemDefault(),
                TerminalWidth.DEFAULT));
    }

    /**
     * Returns whether standard output is a terminal.
     *
     * @return whether people read it
     */
    public static boolean isTerminal() {
        return TerminalWidth.terminal() != null;
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        TextBuffer written = text.of(event);
        out.writeBytes(written.array(), 0, written.length());
    }
}
