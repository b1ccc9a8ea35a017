/**
 * Tools for tests of audit pipelines: a scripted kernel, captured datagrams and hexadecimal dumps.
 */
@SuppressWarnings("requires-automatic") // JNA has a stable module name in its manifest, but no descriptor
module io.github.nettyaudit.testkit {
    requires transitive io.github.nettyaudit.codec;
    requires transitive io.github.nettyaudit.transport;
    requires com.sun.jna;
    requires static transitive org.jspecify;

    exports io.github.nettyaudit.testkit;
}
