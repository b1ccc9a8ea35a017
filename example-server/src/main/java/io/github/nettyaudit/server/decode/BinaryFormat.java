package io.github.nettyaudit.server.decode;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Formats that are known but not read, for a sentence that says what a file is. */
enum BinaryFormat {
    BZIP2("BZh", "compressed with bzip2, which is not read; try: bzip2 -dc FILE | decode -"),
    LZ4("\u0004\"M\u0018", "compressed with lz4, which is not read; try: lz4 -dc FILE | decode -"),
    ZIP("PK\u0003\u0004", "a zip archive, which is not read; unpack it first"),
    JOURNAL("LPKSHHRH", "a file of the systemd journal; try: journalctl --file FILE -o json | decode -"),
    PROGRAM("\u007fELF", "a program (ELF)"),
    OLD_PCAP("\u00d4\u00c3\u00b2\u00a1", "a capture in the old format of libpcap; --tap writes pcapng"),
    UTF_32("\u00ff\u00fe\u0000\u0000", "UTF-32, which is not read; try: iconv -f UTF-32 -t UTF-8 FILE | decode -"),
    BINARY("", "a binary file");

    private final String start;
    private final String sentence;

    BinaryFormat(String start, String sentence) {
        this.start = start;
        this.sentence = sentence;
    }

    /** What a file is, after "it is". */
    String sentence() {
        return sentence;
    }

    /** What starts like this; {@code null} if it is text. */
    static @Nullable BinaryFormat of(ByteBuf head) {
        String text = head.toString(StandardCharsets.ISO_8859_1);
        for (BinaryFormat format : values()) {
            if (format != BINARY && text.startsWith(format.start)) {
                return format;
            }
        }
        return text.indexOf('\u0000') >= 0 ? BINARY : null;
    }
}
