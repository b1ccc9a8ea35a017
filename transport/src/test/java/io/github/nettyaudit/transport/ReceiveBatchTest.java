package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch that receives from a socket of NETLINK_USERSOCK, without a channel. */
class ReceiveBatchTest {
    static {
        assertThat(Epoll.isAvailable()).isTrue();
    }

    private final FailingAllocator allocator = new FailingAllocator();
    private final NetlinkSocket sender = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
    private final NetlinkSocket receiver = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
    private final NetlinkAddress address = receiver.bind(NetlinkAddress.AUTO);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(70_000);

    ReceiveBatchTest() throws AuditNetlinkException {
    }

    @AfterEach
    void close() throws Exception {
        sender.close();
        receiver.close();
    }

    private void send(int length, int seed) throws AuditNetlinkException {
        ByteBuf content = bytes(length, seed);
        memory.clear();
        content.getBytes(0, memory.limit(length));
        assertThat(sender.send(io.netty.channel.unix.Buffer.memoryAddress(memory), length, address)).isTrue();
    }

    private long addressOf(ByteBuf datagram) {
        return MmsghdrArray.addressOf(datagram, 0, datagram.readableBytes());
    }

    @ParameterizedTest
    @CsvSource({"64, 1024, 16", "64, 64, 1", "64, 4096, 64", "10, 5000, 10", "10, 1000, 3", "7, 1024, 2", "1, 1024, 1"})
    void itsMemoryIsInPagesOfUpToFourKibibytes(int slots, int slotSize, int pages) {
        ReceiveBatch batch = new ReceiveBatch(allocator, slots, slotSize, 10_000);
        int slotsOfAPage = Integer.highestOneBit(Math.max(1, 4096 / slotSize));
        assertThat(allocator.used()).isEqualTo((long) pages * slotsOfAPage * slotSize);
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void withoutMemoryForAllPagesNothingIsKept() {
        allocator.failure = new OutOfMemoryError("test");
        allocator.succeedBefore = 2;
        assertThatThrownBy(() -> new ReceiveBatch(allocator, 64, 1024, 1024)).isSameAs(allocator.failure);
        assertThat(allocator.used()).isZero();
    }

    @Test
    void releasedMemoryIsUsedAgainFromTheBeginning() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 8, 1024, 4096);
        List<Long> addresses = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 6; i++) {
                send(100 + i, i);
            }
            assertThat(batch.receive(receiver.intValue())).isEqualTo(6);
            assertThat(batch.room()).isEqualTo(8);
            assertThat(batch.bytes(6)).isEqualTo(615);
            assertThat(batch.bytes(2)).isEqualTo(201);
            for (int i = 0; i < 6; i++) {
                assertThat(batch.senderPortId(i)).isEqualTo(batch.sender(i).portId());
                ByteBuf datagram = batch.take(i);
                assertThat(datagram).isEqualTo(bytes(100 + i, i));
                addresses.add(addressOf(datagram));
                datagram.release();
            }
        }
        assertThat(addresses.subList(6, 12)).isEqualTo(addresses.subList(0, 6));
        assertThat(addresses.subList(12, 18)).isEqualTo(addresses.subList(0, 6));
        assertThat(addresses.get(3) - addresses.get(0)).isEqualTo(3 * 1024);
        assertThat(batch.receive(receiver.intValue())).isEqualTo(-Errno.EAGAIN);
        batch.free();
    }

    @Test
    void aPageWithKeptDatagramsIsUsedUpBeforeItIsReplaced() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 64, 1024, 4096);
        long before = allocator.used();
        List<ByteBuf> kept = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            send(200, i);
            assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
            assertThat(batch.room()).isEqualTo(64 - i % 4);
            kept.add(batch.take(0));
        }
        // 40 datagrams are in 10 pages, of which the last is still the batch's
        assertThat(allocator.used() - before).isEqualTo(9 * 4096);
        for (int i = 0; i < 40; i++) {
            assertThat(kept.get(i)).isEqualTo(bytes(200, i));
            kept.get(i).release();
        }
        assertThat(allocator.used()).isEqualTo(before);
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void onlyThePagesOfKeptDatagramsAreReplaced() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 64, 1024, 4096);
        long before = allocator.used();
        List<ByteBuf> kept = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 48; i++) {
                send(200, round + i);
            }
            assertThat(batch.receive(receiver.intValue())).isEqualTo(48);
            for (int i = 0; i < 48; i++) {
                ByteBuf datagram = batch.take(i);
                if (i == 21) {
                    kept.add(datagram);
                } else {
                    datagram.release();
                }
            }
        }
        assertThat(batch.receive(receiver.intValue())).isEqualTo(-Errno.EAGAIN); // replaces the last one
        assertThat(allocator.used() - before).isEqualTo(10 * 4096);
        for (int round = 0; round < 10; round++) {
            assertThat(kept.get(round)).isEqualTo(bytes(200, round + 21));
            kept.get(round).release();
        }
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void aKeptDatagramInThePageWhereABatchEndsStaysWholeInEveryOrderOfEvents() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 16, 1024, 4096);
        List<ByteBuf> kept = new ArrayList<>();
        List<Integer> seeds = new ArrayList<>();
        java.util.Random random = new java.util.Random(5);
        int seed = 0;
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(16);
            int first = seed;
            for (int i = 0; i < count; i++) {
                send(random.nextInt(20) == 0 ? 3000 : 200, seed++);
            }
            for (int received = 0; received < count;) {
                int now = batch.receive(receiver.intValue());
                assertThat(now).isPositive();
                for (int i = 0; i < now; i++, received++) {
                    ByteBuf datagram = batch.take(i);
                    assertThat(datagram).isEqualTo(bytes(datagram.readableBytes(), first + received));
                    if (random.nextInt(3) == 0) {
                        kept.add(datagram);
                        seeds.add(first + received);
                    } else {
                        datagram.release();
                    }
                }
            }
            while (kept.size() > 40 || !kept.isEmpty() && random.nextInt(3) == 0) {
                int index = random.nextInt(kept.size());
                ByteBuf datagram = kept.remove(index);
                assertThat(datagram).isEqualTo(bytes(datagram.readableBytes(), seeds.remove(index)));
                datagram.release();
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).isEqualTo(bytes(kept.get(i).readableBytes(), seeds.get(i)));
            kept.get(i).release();
        }
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void withoutMemoryForMorePagesItContinuesWithFewerSlots() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 16, 1024, 1024);
        for (int i = 0; i < 16; i++) {
            send(100, i);
        }
        assertThat(batch.receive(receiver.intValue())).isEqualTo(16);
        List<ByteBuf> kept = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ByteBuf datagram = batch.take(i);
            if (i == 9) {
                kept.add(datagram);
            } else {
                datagram.release();
            }
        }
        allocator.failure = new OutOfMemoryError("test");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                send(100, i);
            }
            assertThat(batch.receive(receiver.intValue())).isEqualTo(8);
            assertThat(batch.room()).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                batch.take(i).release();
            }
            assertThat(batch.receive(receiver.intValue())).isEqualTo(2);
            batch.take(0).release();
            batch.take(1).release();
        }
        assertThat(kept.get(0)).isEqualTo(bytes(100, 9));
        allocator.failure = null;
        send(100, 0);
        assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
        assertThat(batch.room()).isEqualTo(16);
        batch.take(0).release();
        kept.get(0).release();
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void sendersAreKnownWhileSourceAddressesAreCaptured() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 4, 1024, 1024);
        NetlinkAddress own = sender.bind(NetlinkAddress.AUTO);
        send(100, 0);
        assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
        assertThat(batch.sender(0)).isEqualTo(own);
        assertThat(batch.senderPortId(0)).isEqualTo(own.portId());
        batch.take(0).release();
        batch.captureSourceAddress(false);
        try (NetlinkSocketCloser other = new NetlinkSocketCloser()) {
            ByteBuf content = bytes(10, 3);
            memory.clear();
            content.getBytes(0, memory.limit(10));
            other.socket.send(io.netty.channel.unix.Buffer.memoryAddress(memory), 10, address);
            assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
            assertThat(batch.senderPortId(0)).as("not written").isEqualTo(own.portId());
            batch.take(0).release();
            batch.captureSourceAddress(true);
            other.socket.send(io.netty.channel.unix.Buffer.memoryAddress(memory), 10, address);
            assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
            assertThat(batch.senderPortId(0)).isEqualTo(other.address.portId());
            batch.take(0).release();
        }
        batch.free();
    }

    @Test
    void everySlotReceivesALargeDatagramWholeWithAndWithoutItsSender() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 8, 1024, 4096);
        NetlinkAddress own = sender.bind(NetlinkAddress.AUTO);
        for (int round = 0; round < 4; round++) {
            boolean senders = round % 2 == 0;
            batch.captureSourceAddress(senders);
            for (int i = 0; i < 8; i++) {
                send(i == 0 ? 100 : 3000 + i, round + i);
            }
            assertThat(batch.receive(receiver.intValue())).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                int length = i == 0 ? 100 : 3000 + i;
                assertThat(batch.datagramLength(i)).isEqualTo(length);
                if (senders) {
                    assertThat(batch.sender(i)).isEqualTo(own);
                }
                ByteBuf datagram = batch.take(i);
                assertThat(datagram).isEqualTo(bytes(length, round + i));
                datagram.release();
            }
        }
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void aDatagramThatFillsItsSlotIsNotCopied() throws Exception {
        ReceiveBatch batch = new ReceiveBatch(allocator, 4, 1024, 4096);
        long before = allocator.used();
        send(1024, 0);
        send(1025, 1);
        assertThat(batch.receive(receiver.intValue())).isEqualTo(2);
        ByteBuf exact = batch.take(0);
        assertThat(exact).isInstanceOf(DatagramBuffer.class).isEqualTo(bytes(1024, 0));
        ByteBuf longer = batch.take(1);
        assertThat(longer).isEqualTo(bytes(1025, 1));
        assertThat(allocator.used()).isEqualTo(before + 1025);
        allocator.failure = new OutOfMemoryError("test");
        send(1025, 2);
        exact.release();
        longer.release();
        assertThat(batch.receive(receiver.intValue())).isEqualTo(1);
        ByteBuf beginning = batch.take(0);
        assertThat(beginning).as("without memory for all of it").isEqualTo(bytes(1024, 2));
        beginning.release();
        batch.free();
        assertThat(allocator.used()).isZero();
    }

    @Test
    void theAddressOfABufferIsThatOfItsIndex() {
        ByteBuf direct = allocator.directBuffer(16);
        assertThat(MmsghdrArray.addressOf(direct, 5, 1)).isEqualTo(MmsghdrArray.addressOf(direct, 0, 1) + 5);
        direct.release();
    }

    private static final class NetlinkSocketCloser implements AutoCloseable {
        final NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
        final NetlinkAddress address = socket.bind(NetlinkAddress.AUTO);

        NetlinkSocketCloser() throws AuditNetlinkException {
        }

        @Override
        public void close() throws java.io.IOException {
            socket.close();
        }
    }
}
