package io.github.nettyaudit.codec.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes EXECVE records as the kernel does ({@code audit_log_execve_info} in {@code kernel/auditsc.c}), with as little
 * room in a record as wanted: an argument that does not fit is written in hexadecimal, in pieces with numbers, after its
 * length in characters.
 */
final class ExecveModel {
    private ExecveModel() {
    }

    /** The texts of the records after their stamps. */
    static List<String> records(List<byte[]> arguments, int room) {
        List<String> records = new ArrayList<>();
        StringBuilder record = new StringBuilder("argc=").append(arguments.size());
        int left = room;
        for (int i = 0; i < arguments.size(); i++) {
            byte[] argument = arguments.get(i);
            String text = encoded(argument);
            if (text.length() <= room) {
                if (text.length() > left) {
                    records.add(record.toString());
                    record.setLength(0);
                    left = room;
                }
                record.append(" a").append(i).append('=').append(text);
                left -= text.length();
                continue;
            }
            String hexadecimal = hexadecimal(argument);
            record.append(" a").append(i).append("_len=").append(hexadecimal.length());
            int piece = 0;
            for (int start = 0; start < hexadecimal.length(); ) {
                if (left < 2) {
                    records.add(record.toString());
                    record.setLength(0);
                    left = room;
                }
                int length = Math.min(left & ~1, hexadecimal.length() - start);
                record.append(" a").append(i).append('[').append(piece++).append("]=")
                        .append(hexadecimal, start, start + length);
                start += length;
                left -= length;
            }
        }
        records.add(record.toString());
        return records;
    }

    private static String encoded(byte[] argument) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : argument) {
            if (b == '"' || b < 0x21 || b > 0x7e) {
                return hexadecimal(argument);
            }
            quoted.append((char) b);
        }
        return quoted.append('"').toString();
    }

    private static String hexadecimal(byte[] argument) {
        StringBuilder text = new StringBuilder();
        for (byte b : argument) {
            text.append(String.format(Locale.ROOT, "%02X", b & 0xff));
        }
        return text.toString();
    }
}
