package io.github.nettyaudit.server.decode;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;

/** Prints events for people. */
final class InterpretedPrinter implements RecordPrinter {
    private final OutputStream out;

    InterpretedPrinter(OutputStream out, Interpretation interpretation, boolean coloured) {
        this.out = out;
    }

    @Override
    public void line(ByteBuf buffer, int start, int end) {
    }

    @Override
    public void record(int type, ByteBuf content) {
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
