package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of a sink of the type {@code syslog}. */
final class SyslogSettings {
    /** What stands for no structured data. */
    static final String NONE = "none";

    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,48}");
    /** SD-ID of RFC 5424: of one's own with the number of an enterprise. */
    private static final Pattern STRUCTURE = Pattern.compile("[!-~&&[^=\\]\"@]]{1,20}@[0-9.]{1,11}");

    /** What becomes of a message that is larger than {@link #MAX_SIZE}. */
    enum TooLarge {
        /** It is refused, and kept as a dead letter. */
        REFUSE,
        /** Its end is cut off, and a note in its place says so. */
        TRUNCATE
    }

    static final SettingKey<ReceiverAddress> ADDRESS = SettingKey.of("address",
            "host, host:port, or the path of a Unix socket with transport: unix", ReceiverAddress::parse,
            "the receiver").required();
    static final SettingKey<Transport> TRANSPORT = SettingKey.choice("transport", Transport.class,
            "how messages travel").preset(Transport.TLS);
    static final SettingKey<Framing> FRAMING = SettingKey.choice("framing", Framing.class,
            "how the receiver sees where a message ends, with transport: tls or tcp").preset(Framing.OCTET_COUNTING);
    static final SettingKey<Facility> FACILITY = SettingKey.choice("facility", Facility.class,
            "the facility of each message").preset(Facility.AUTHPRIV);
    static final SettingKey<Severity> SEVERITY = SettingKey.choice("severity", Severity.class,
            "the severity of each message").preset(Severity.INFO);
    static final SettingKey<String> APP_NAME = SettingKey.of("app-name", "1 to 48 visible ASCII characters",
            value -> VISIBLE.matcher(String.valueOf(value)).matches() ? String.valueOf(value) : null,
            "the name of the program in each message").preset("netty-audit");
    static final SettingKey<String> STRUCTURED_DATA = SettingKey.of("structured-data",
            "name@number, with the number of a private enterprise, or none", SyslogSettings::structure,
            "the id of the structured data, which has the id of the event").preset("audit@32473");
    static final SettingKey<Boolean> BOM = SettingKey.truth("bom",
            "whether the text begins with the mark of UTF-8, which RFC 5424 wants and JSON forbids").preset(false);
    static final SettingKey<Long> MAX_SIZE = SettingKey.size("max-message-size", 1 << 10, 16 << 20,
            "the largest message in bytes, of which the receiver has a bound of its own").preset(8L << 10);
    static final SettingKey<TooLarge> TOO_LARGE = SettingKey.choice("too-large", TooLarge.class,
            "what becomes of a message that is larger").preset(TooLarge.REFUSE);
    static final SettingKey<Long> REPEAT = SettingKey.size("repeat-after-cut", 0, 256 << 20,
            "how many bytes that the receiver's kernel had acknowledged are sent again after a connection was cut")
            .preset(1L << 20);
    static final SettingKey<Duration> CONNECT_TIMEOUT = SettingKey.duration("connect-timeout", Duration.ofMillis(100),
            Duration.ofMinutes(10), "how long a connection may take to open").preset(Duration.ofSeconds(10));

    static final List<SettingKey<?>> ALL = all();

    private SyslogSettings() {
    }

    private static List<SettingKey<?>> all() {
        List<SettingKey<?>> all = new ArrayList<>(List.of(ADDRESS, TRANSPORT, FRAMING, FACILITY, SEVERITY, APP_NAME,
                STRUCTURED_DATA, BOM, MAX_SIZE, TOO_LARGE, REPEAT, CONNECT_TIMEOUT));
        all.addAll(ClientTls.SETTINGS);
        return List.copyOf(all);
    }

    private static @Nullable String structure(Object value) {
        String text = String.valueOf(value);
        return text.equals(NONE) || STRUCTURE.matcher(text).matches() ? text : null;
    }
}
