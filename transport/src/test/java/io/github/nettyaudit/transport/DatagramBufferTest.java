package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The buffer against Netty's own of the same bytes, and its reference count. */
class DatagramBufferTest {
    private static final int OFFSET = 100;
    private static final int LENGTH = 300;

    private final ReceivePage page = new ReceivePage(ByteBufAllocator.DEFAULT, 4096);
    private final byte[] bytes = new byte[LENGTH];
    private final ByteBuf expected = Unpooled.wrappedBuffer(bytes);
    private final DatagramBuffer actual;

    DatagramBufferTest() {
        byte[] all = new byte[4096];
        new Random(1).nextBytes(all);
        page.memory().setBytes(0, all);
        System.arraycopy(all, OFFSET, bytes, 0, LENGTH);
        actual = page.handOut(OFFSET, LENGTH);
    }

    @AfterEach
    void free() {
        if (actual.refCnt() > 0) {
            actual.release(actual.refCnt());
        }
        page.abandon();
        assertThat(page.memory().refCnt()).isZero();
    }

    @Test
    @SuppressWarnings("deprecation")
    void itsShapeIsThatOfADirectBufferOfTheDatagramsLength() throws Exception {
        assertThat(actual.capacity()).isEqualTo(LENGTH);
        assertThat(actual.maxCapacity()).isEqualTo(LENGTH);
        assertThat(actual.readableBytes()).isEqualTo(LENGTH);
        assertThat(actual.isWritable()).isFalse();
        assertThat(actual.isDirect()).isTrue();
        assertThat(actual.isContiguous()).isTrue();
        assertThat(actual.isReadOnly()).isFalse();
        assertThat(actual.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(actual.unwrap()).isNull();
        assertThat(actual.alloc()).isSameAs(ByteBufAllocator.DEFAULT);
        assertThat(actual.nioBufferCount()).isEqualTo(1);
        assertThat(actual.hasArray()).isFalse();
        assertThatThrownBy(actual::array).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(actual::arrayOffset).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> actual.capacity(LENGTH)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> actual.writeByte(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(actual.hasMemoryAddress()).isEqualTo(page.memory().hasMemoryAddress());
        if (actual.hasMemoryAddress()) {
            assertThat(actual.memoryAddress()).isEqualTo(page.memory().memoryAddress() + OFFSET);
        }
        assertThat(actual).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(actual.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(expected.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsWhatNettysBufferReads() {
        for (int i = 0; i <= LENGTH - 8; i++) {
            assertThat(actual.getByte(i)).isEqualTo(expected.getByte(i));
            assertThat(actual.getShort(i)).isEqualTo(expected.getShort(i));
            assertThat(actual.getShortLE(i)).isEqualTo(expected.getShortLE(i));
            assertThat(actual.getUnsignedMedium(i)).isEqualTo(expected.getUnsignedMedium(i));
            assertThat(actual.getUnsignedMediumLE(i)).isEqualTo(expected.getUnsignedMediumLE(i));
            assertThat(actual.getInt(i)).isEqualTo(expected.getInt(i));
            assertThat(actual.getIntLE(i)).isEqualTo(expected.getIntLE(i));
            assertThat(actual.getLong(i)).isEqualTo(expected.getLong(i));
            assertThat(actual.getLongLE(i)).isEqualTo(expected.getLongLE(i));
        }
    }

    @Test
    void writesWhatNettysBufferWritesAndNothingBeside() {
        for (int i = 0; i <= LENGTH - 8; i += 8) {
            for (ByteBuf buffer : new ByteBuf[] {actual, expected}) {
                switch (i / 8 % 9) {
                    case 0 -> buffer.setByte(i, 0x81);
                    case 1 -> buffer.setShort(i, 0x8182);
                    case 2 -> buffer.setShortLE(i, 0x8182);
                    case 3 -> buffer.setMedium(i, 0x818283);
                    case 4 -> buffer.setMediumLE(i, 0x818283);
                    case 5 -> buffer.setInt(i, 0x81828384);
                    case 6 -> buffer.setIntLE(i, 0x81828384);
                    case 7 -> buffer.setLong(i, 0x8182838485868788L);
                    default -> buffer.setLongLE(i, 0x8182838485868788L);
                }
            }
            assertThat(actual).isEqualTo(expected);
        }
        byte[] before = ByteBufUtil.getBytes(page.memory(), 0, OFFSET);
        byte[] after = ByteBufUtil.getBytes(page.memory(), OFFSET + LENGTH, 100);
        actual.setZero(0, LENGTH);
        assertThat(actual).isEqualTo(Unpooled.wrappedBuffer(new byte[LENGTH]));
        assertThat(ByteBufUtil.getBytes(page.memory(), 0, OFFSET)).isEqualTo(before);
        assertThat(ByteBufUtil.getBytes(page.memory(), OFFSET + LENGTH, 100)).isEqualTo(after);
    }

    @Test
    void readsManyBytes(@TempDir Path directory) throws Exception {
        byte[] part = java.util.Arrays.copyOfRange(bytes, 7, 57);
        byte[] array = new byte[52];
        assertThat(actual.getBytes(7, array, 1, 50)).isSameAs(actual);
        assertThat(java.util.Arrays.copyOfRange(array, 1, 51)).isEqualTo(part);
        assertThat(array[0] | array[51]).isZero();

        ByteBuf buffer = Unpooled.buffer(60).writeZero(60);
        assertThat(actual.getBytes(7, buffer, 3, 50)).isSameAs(actual);
        assertThat(ByteBufUtil.getBytes(buffer, 3, 50)).isEqualTo(part);

        ByteBuffer nio = ByteBuffer.allocate(50);
        assertThat(actual.getBytes(7, nio)).isSameAs(actual);
        assertThat(nio.array()).isEqualTo(part);
        assertThat(nio.remaining()).isZero();

        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        assertThat(actual.getBytes(7, stream, 50)).isSameAs(actual);
        assertThat(stream.toByteArray()).isEqualTo(part);

        Path file = directory.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.READ)) {
            assertThat(actual.getBytes(7, channel, 50)).isEqualTo(50);
            assertThat(actual.getBytes(7, channel, 50, 50)).isEqualTo(50);
            byte[] twice = Files.readAllBytes(file);
            assertThat(twice).hasSize(100).startsWith(part).endsWith(part);
        }

        assertThat(actual.copy(7, 50)).satisfies(copy -> {
            assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(part);
            copy.release();
        });
        for (ByteBuffer view : new ByteBuffer[] {actual.nioBuffer(7, 50), actual.internalNioBuffer(7, 50),
                actual.nioBuffers(7, 50)[0]}) {
            byte[] viewed = new byte[view.remaining()];
            view.get(viewed);
            assertThat(viewed).isEqualTo(part);
        }
    }

    @Test
    void writesManyBytes(@TempDir Path directory) throws Exception {
        byte[] source = new byte[60];
        new Random(2).nextBytes(source);
        byte[] part = java.util.Arrays.copyOfRange(source, 5, 55);
        Path file = Files.write(directory.resolve("file"), source);

        assertThat(actual.setBytes(0, source, 5, 50)).isSameAs(actual);
        assertThat(actual.setBytes(50, Unpooled.wrappedBuffer(source), 5, 50)).isSameAs(actual);
        assertThat(actual.setBytes(100, ByteBuffer.wrap(source, 5, 50))).isSameAs(actual);
        assertThat(actual.setBytes(150, new ByteArrayInputStream(source, 5, 50), 50)).isEqualTo(50);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(actual.setBytes(200, channel, 5, 50)).isEqualTo(50);
            assertThat(actual.setBytes(250, channel.position(5), 50)).isEqualTo(50);
        }
        for (int at = 0; at < LENGTH; at += 50) {
            assertThat(ByteBufUtil.getBytes(actual, at, 50)).as("at " + at).isEqualTo(part);
        }
    }

    @Test
    void findsBytes() {
        byte last = bytes[LENGTH - 1];
        int first = expected.indexOf(0, LENGTH, last);
        assertThat(actual.indexOf(0, LENGTH, last)).isEqualTo(first);
        assertThat(actual.forEachByte(3, LENGTH - 3, value -> value != bytes[40]))
                .isEqualTo(expected.forEachByte(3, LENGTH - 3, value -> value != bytes[40]));
        assertThat(actual.forEachByteDesc(3, LENGTH - 3, value -> value != bytes[40]))
                .isEqualTo(expected.forEachByteDesc(3, LENGTH - 3, value -> value != bytes[40]));
        assertThat(actual.forEachByte(value -> true)).isEqualTo(-1);
        assertThat(actual.forEachByteDesc(value -> true)).isEqualTo(-1);
    }

    @Test
    void everyAccessIsBoundToTheDatagram() {
        byte[] array = new byte[10];
        assertThatThrownBy(() -> actual.getByte(LENGTH)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.getByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.getBytes(LENGTH - 9, array)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.setBytes(LENGTH - 9, array)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.nioBuffer(LENGTH - 9, 10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.copy(LENGTH - 9, 10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.slice(LENGTH - 9, 10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> actual.forEachByte(LENGTH - 9, 10, value -> true))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void derivedBuffersShareTheReferenceCount() {
        ByteBuf slice = actual.retainedSlice(10, 20);
        ByteBuf duplicate = actual.retainedDuplicate();
        assertThat(actual.refCnt()).isEqualTo(3);
        assertThat(slice).isEqualTo(expected.slice(10, 20));
        assertThat(slice.getIntLE(0)).isEqualTo(expected.getIntLE(10));
        assertThat(slice.release()).isFalse();
        assertThat(duplicate.release()).isFalse();
        assertThat(actual.refCnt()).isEqualTo(1);
        assertThat(actual.release()).isTrue();
        assertThatThrownBy(() -> slice.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
    }

    @Test
    void countsReferencesAndEndsOnce() {
        assertThat(page.isFree()).isFalse();
        assertThat(actual.retain()).isSameAs(actual);
        assertThat(actual.retain(5)).isSameAs(actual);
        assertThat(actual.refCnt()).isEqualTo(7);
        assertThat(actual.release()).isFalse();
        assertThat(actual.release(4)).isFalse();
        assertThatThrownBy(() -> actual.release(3)).isInstanceOf(IllegalReferenceCountException.class)
                .hasMessage("refCnt: 2, decrement: 3");
        assertThat(actual.refCnt()).isEqualTo(2);
        assertThat(actual.getByte(0)).isEqualTo(bytes[0]);
        assertThat(page.isFree()).isFalse();
        assertThat(actual.release(2)).isTrue();
        assertThat(page.isFree()).isTrue();

        assertThat(actual.refCnt()).isZero();
        assertThatThrownBy(actual::release).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(actual::retain).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> actual.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(actual::memoryAddress).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> actual.nioBuffer(0, 1)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(page.isFree()).isTrue();
        assertThat(actual.refCnt()).isZero();
    }

    @Test
    void refusesCountsThatAreNotPositiveOrTooLarge() {
        assertThatThrownBy(() -> actual.retain(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        assertThatThrownBy(() -> actual.retain(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> actual.release(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> actual.release(-1)).isInstanceOf(IllegalArgumentException.class);
        int most = (1 << 20) - 1;
        assertThat(actual.retain(most - 1).refCnt()).isEqualTo(most);
        assertThatThrownBy(actual::retain).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> actual.retain(Integer.MAX_VALUE)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(actual.refCnt()).isEqualTo(most);
        assertThat(actual.getByte(0)).isEqualTo(bytes[0]);
    }

    @Test
    void concurrentReleasesCountExactly() throws Exception {
        for (int round = 0; round < 200; round++) {
            DatagramBuffer shared = page.handOut(0, 10);
            shared.retain(2);
            AtomicInteger ended = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            Thread[] threads = new Thread[5];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> {
                    AuditNetlinkChannelTest.awaitUninterruptibly(go);
                    try {
                        if (shared.release()) {
                            ended.incrementAndGet();
                        }
                    } catch (IllegalReferenceCountException tooOften) {
                        refused.incrementAndGet();
                    }
                });
                threads[i].start();
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ended.get()).isEqualTo(1);
            assertThat(refused.get()).isEqualTo(2);
        }
        actual.release();
        assertThat(page.isFree()).isTrue();
    }

    @Test
    void aPageIsFreedWithTheLastOfItsDatagrams() {
        DatagramBuffer second = page.handOut(1000, 10);
        ReceivePage other = new ReceivePage(ByteBufAllocator.DEFAULT, 4096);
        DatagramBuffer first = other.handOut(0, 10);
        DatagramBuffer last = other.handOut(1000, 10);
        first.release();
        other.abandon();
        assertThat(other.memory().refCnt()).isEqualTo(1);
        assertThat(last.getByte(0)).isEqualTo(other.memory().getByte(1000));
        last.release();
        assertThat(other.memory().refCnt()).isZero();
        second.release();
        assertThat(page.isFree()).isFalse();
        actual.release();
        assertThat(page.isFree()).isTrue();
        page.reuse();
        assertThat(page.isFree()).isTrue();
        DatagramBuffer again = page.handOut(0, 1);
        assertThat(page.isFree()).isFalse();
        again.release();
        assertThat(page.memory().refCnt()).isEqualTo(1);
    }

    @Test
    void touchReachesTheLeakDetectorOfThePage() {
        assertThat(actual.touch()).isSameAs(actual);
        assertThat(actual.touch("hint")).isSameAs(actual);
        if (page.memory().toString().contains("LeakAware")) { // what the detector would report
            assertThat(page.memory().touch().toString()).isNotEmpty();
        }
    }
}
