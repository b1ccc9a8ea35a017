package io.github.nettyaudit.server.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes such as {@code 4096}, {@code 512k} or {@code 16m} (powers of 1,024), at most 1 GiB. */
final class ByteSize implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})([kKmM]?)");
    private static final long LARGEST = 1L << 30;

    @Override
    public Integer convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is no size: write bytes, or 512k, or 16m");
        }
        int shift = switch (matcher.group(2)) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            default -> 0;
        };
        long bytes = Long.parseLong(matcher.group(1)) << shift;
        if (bytes > LARGEST) {
            throw new TypeConversionException("'" + value + "' is more than 1024m");
        }
        return (int) bytes;
    }
}
