package io.github.nettyaudit.codec.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AbstractReferenceCounted;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types and texts of the records of an {@link AuditEvent}, which owns a reference of each text. A part of the event
 * by inheritance rather than an object beside it, since there is one for every event.
 */
abstract class RecordTexts extends AbstractReferenceCounted {
    private static final int CAPACITY = 4;
    /** How many records of the same type, at the end, a new one is compared with. */
    private static final int COMPARED = 4;
    /** A text is copied if its buffer is larger than twice the text and so many bytes. */
    private static final int SPARE = 256;

    private ByteBuf[] contents = new ByteBuf[CAPACITY];
    /** A netlink type has 16 bits, but a log may name a larger one, as in {@code UNKNOWN[66836]}. */
    private int[] types = new int[CAPACITY];
    private int size;
    private int bytes;
    private int repeated;
    /** So many of the first texts were compacted. */
    private int compacted;

    int textCount() {
        return size;
    }

    /** The sum of the texts' lengths. */
    int textBytes() {
        return bytes;
    }

    int repeatedTexts() {
        return repeated;
    }

    int textType(int record) {
        return types[Objects.checkIndex(record, size)];
    }

    ByteBuf text(int record) {
        return contents[Objects.checkIndex(record, size)];
    }

    int indexOfType(int type) {
        for (int i = 0; i < size; i++) {
            if (types[i] == type) {
                return i;
            }
        }
        return -1;
    }

    /** Adds a record, whose text becomes the event's. */
    void addText(int type, ByteBuf content) {
        int length = content.readableBytes();
        if (isRepetition(type, content, length)) {
            repeated++;
        }
        if (size == contents.length) {
            contents = Arrays.copyOf(contents, 2 * size);
            types = Arrays.copyOf(types, 2 * size);
        }
        contents[size] = content;
        types[size++] = type;
        bytes += length;
    }

    private boolean isRepetition(int type, ByteBuf content, int length) {
        for (int i = size - 1; i >= Math.max(0, size - COMPARED) && types[i] == type; i--) {
            ByteBuf other = contents[i];
            if (other.readableBytes() == length && ByteBufUtil.equals(other, content)) {
                return true;
            }
        }
        return false;
    }

    /** Copies those texts into one buffer of their own which are small parts of larger buffers. */
    void compact() {
        int length = 0;
        for (int i = compacted; i < size; i++) {
            if (isSmallPart(contents[i])) {
                length += contents[i].readableBytes();
            }
        }
        if (length > 0) {
            ByteBuf own = contents[compacted].alloc().buffer(length, length);
            try {
                for (int i = compacted; i < size; i++) {
                    ByteBuf content = contents[i];
                    if (isSmallPart(content)) {
                        contents[i] = appended(own, content);
                        content.release();
                    }
                }
            } finally {
                own.release();
            }
        }
        compacted = size;
    }

    private static ByteBuf appended(ByteBuf own, ByteBuf content) {
        int start = own.writerIndex();
        int length = content.readableBytes();
        own.writeBytes(content, content.readerIndex(), length);
        return own.retainedSlice(start, length);
    }

    private static boolean isSmallPart(ByteBuf content) {
        return root(content).capacity() > 2L * content.readableBytes() + SPARE;
    }

    private static ByteBuf root(ByteBuf content) {
        ByteBuf root = content;
        for (ByteBuf next = content.unwrap(); next != null; next = next.unwrap()) {
            root = next;
        }
        return root;
    }

    /** Adds copies of others' texts. */
    void addCopiesOf(RecordTexts others) {
        if (others.size == 0) {
            return;
        }
        ByteBuf own = others.contents[0].alloc().buffer(others.bytes, others.bytes);
        try {
            contents = new ByteBuf[others.size];
            types = Arrays.copyOf(others.types, others.size);
            for (int i = 0; i < others.size; i++) {
                contents[i] = appended(own, others.contents[i]);
                size++;
            }
        } finally {
            own.release();
        }
        bytes = others.bytes;
        repeated = others.repeated;
        compacted = size;
    }

    /** The capacity of all buffers that the texts lie in, and an estimate for the objects. */
    long textMemory() {
        long memory = (long) AuditEvent.RECORD_OVERHEAD * size;
        Set<ByteBuf> roots = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < size; i++) {
            ByteBuf root = root(contents[i]);
            if (roots.add(root)) {
                memory += root.capacity();
            }
        }
        return memory;
    }

    void touchTexts(@Nullable Object hint) {
        for (int i = 0; i < size; i++) {
            contents[i].touch(hint);
        }
    }

    void releaseTexts() {
        for (int i = 0; i < size; i++) {
            contents[i].release();
        }
    }
}
