package io.github.nettyaudit.server.option;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a number of bytes as a configuration file has it, such as {@code 4096}, {@code 512KiB} or {@code 16MiB}, and the
 * short forms {@code 512k} and {@code 16m} (powers of 1,024); at most 1 GiB.
 */
final class ByteSize implements ITypeConverter<Integer> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,10})([kKmM])");
    private static final SettingKey<Long> SIZE = SettingKey.size("size", 0, 1 << 30, "a number of bytes");

    @Override
    public Integer convert(String value) {
        Matcher matcher = SHORT.matcher(value);
        try {
            return SIZE.read(matcher.matches() ? matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT)
                    .replace("K", "KiB").replace("M", "MiB") : value).intValue();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "' is not allowed: write bytes, or 512KiB, or 16MiB, at most"
                    + " 1GiB");
        }
    }
}
