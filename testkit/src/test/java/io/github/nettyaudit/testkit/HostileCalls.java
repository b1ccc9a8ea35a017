package io.github.nettyaudit.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What numbered system calls get as paths and arguments: every byte value, newlines, valid and broken UTF-8, the
 * longest path and argument, very many arguments and empty ones, and texts that look like fields, records and numbers.
 * The program that makes the calls and the test that checks their records compute the same bytes from the number.
 */
final class HostileCalls {
    /** The longest path that the kernel accepts, {@code PATH_MAX} without the NUL at its end. */
    static final int LONGEST_PATH = 4_095;
    /** The longest argument that the kernel accepts, {@code MAX_ARG_STRLEN} without the NUL at its end. */
    static final int LONGEST_ARGUMENT = 131_071;
    private static final int MANY_ARGUMENTS = 2_000;
    private static final int KINDS = 10;
    private static final byte[] WHOLE_UTF_8 = bytes("Zo\u00eb \u65e5\u672c \ud83d\ude00 e\u0301\u202e");

    private HostileCalls() {
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of the directory in which the calls are made. */
    static byte[] directory() {
        return concat(bytes("cwd\n\"=\t"), new byte[] {(byte) 0xff, (byte) 0xc3}, bytes(" type=EOE"));
    }

    /** A path that does not begin with a slash, so that it is not found: the calls name a directory that is not open. */
    static byte[] path(int id) {
        SplittableRandom random = new SplittableRandom(id);
        byte[] path = switch (id % 16) {
            case 0 -> allBytes(id);
            case 1 -> bytes("a\ntype=SYSCALL msg=audit(1700000000.000:" + id + "): uid=0\n");
            case 2 -> WHOLE_UTF_8;
            case 3 -> broken(random, 1 + random.nextInt(40));
            case 4 -> id % 64 == 4 ? repeated(random, LONGEST_PATH) : bytes("plain/" + id);
            case 5 -> bytes("\" key=\"forged\" name=\"x");
            case 6 -> bytes("quoted-'\\$(){}[]<>|;&*?!#~`^%@+=,.:_/" + id);
            case 7 -> bytes(" leading and trailing ");
            case 8 -> random(random, 1 + random.nextInt(300));
            case 9 -> bytes("DEADBEEF" + id);
            case 10 -> bytes(id % 32 == 10 ? "(null)" : "(none)");
            case 11 -> new byte[] {0x1d, 'U', 'I', 'D', '=', '"', 0x1b, '[', '2', 'J', 0x7f, '\r'};
            case 12 -> new byte[] {(byte) (1 + id / 16 % 255)};
            case 13 -> repeated(random, 255);
            case 14 -> bytes("x".repeat(1 + random.nextInt(LONGEST_PATH)));
            default -> bytes("item=1 name=2F nametype=NORMAL");
        };
        if (path[0] == '/') {
            path[0] = '.';
        }
        return path;
    }

    /** The arguments of a program, the first of which is its name and has the number. */
    static List<byte[]> arguments(int id) {
        SplittableRandom random = new SplittableRandom(~id);
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes("call-" + id));
        switch (id % KINDS) {
            case 0 -> arguments.add(allBytes(id));
            case 1 -> {
                for (int value = 1; value < 256; value++) {
                    arguments.add(new byte[] {(byte) value});
                }
            }
            case 2 -> {
                while (arguments.size() < MANY_ARGUMENTS) {
                    arguments.add(arguments.size() % 7 == 0 ? new byte[0] : random(random, random.nextInt(12)));
                }
            }
            case 3 -> arguments.add(random(random, 130_000));
            case 4 -> {
                for (int i = 0; i < 50; i++) {
                    arguments.add(new byte[0]);
                }
            }
            case 5 -> {
                arguments.add(WHOLE_UTF_8);
                arguments.add(broken(random, 100));
                arguments.add(bytes("\n\ntype=EXECVE msg=audit(1.0:1): argc=1 a0=\"x\"\n"));
            }
            case 6 -> arguments.add(bytes("A".repeat(LONGEST_ARGUMENT)));
            case 7 -> {
                for (int i = 0; i < 10; i++) {
                    arguments.add(random(random, random.nextInt(20_000)));
                }
            }
            case 8 -> {
                arguments.add(bytes("argc=9 a1=\"b\" a2[0]=41"));
                arguments.add(bytes("a1_len=4"));
                arguments.add(bytes("\""));
                arguments.add(bytes("(null)"));
                arguments.add(bytes("41424344"));
            }
            // lengths about the one at which the kernel begins another record
            default -> {
                for (int length = 3_740; length < 3_760; length++) {
                    arguments.add(bytes("b".repeat(2 * length - random.nextInt(3))));
                    arguments.add(repeated(random, length));
                }
            }
        }
        return arguments;
    }

    private static byte[] allBytes(int first) {
        byte[] bytes = new byte[255];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (1 + Math.floorMod(first + i, 255));
        }
        return bytes;
    }

    private static byte[] random(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }

    /** Bytes that begin characters of UTF-8 or continue them, without order. */
    private static byte[] broken(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (0x80 + random.nextInt(0x80));
        }
        return bytes;
    }

    private static byte[] repeated(SplittableRandom random, int length) {
        byte[] pattern = random(random, 1 + random.nextInt(20));
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = pattern[i % pattern.length];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
