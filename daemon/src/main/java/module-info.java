/**
 * The audit daemon as a library: opens the channels, registers with the kernel, and restores what it changed.
 */
@SuppressWarnings("requires-automatic") // JNA has a stable module name in its manifest, but no descriptor
module io.github.nettyaudit.daemon {
    requires transitive io.github.nettyaudit.codec;
    requires transitive io.github.nettyaudit.schema;
    requires transitive io.github.nettyaudit.transport;
    requires transitive io.netty.handler; // TLS of sinks
    requires io.netty.transport.unix.common;
    requires com.sun.jna;
    requires static com.github.luben.zstd_jni; // the spool and old files are compressed if it is there
    requires static transitive org.jspecify;

    exports io.github.nettyaudit.daemon;
    exports io.github.nettyaudit.daemon.context;
    exports io.github.nettyaudit.daemon.delivery;
    exports io.github.nettyaudit.daemon.filter;
    exports io.github.nettyaudit.daemon.forward;
    exports io.github.nettyaudit.daemon.intake;
    exports io.github.nettyaudit.daemon.metrics;
    exports io.github.nettyaudit.daemon.name;
    exports io.github.nettyaudit.daemon.settings;
    exports io.github.nettyaudit.daemon.sink;
    exports io.github.nettyaudit.daemon.sink.file;
    exports io.github.nettyaudit.daemon.sink.scripted;
    exports io.github.nettyaudit.daemon.sink.stdout;
    exports io.github.nettyaudit.daemon.sink.syslog;
    exports io.github.nettyaudit.daemon.sink.tls;
    exports io.github.nettyaudit.daemon.source;
    exports io.github.nettyaudit.daemon.source.log;
    exports io.github.nettyaudit.daemon.source.plugin;
    exports io.github.nettyaudit.daemon.spool;

    uses io.github.nettyaudit.daemon.sink.EventSinkFactory;

    provides io.github.nettyaudit.daemon.sink.EventSinkFactory with
            io.github.nettyaudit.daemon.sink.file.FileSinkFactory,
            io.github.nettyaudit.daemon.sink.stdout.StdoutSinkFactory,
            io.github.nettyaudit.daemon.sink.syslog.SyslogSinkFactory;
}
