/**
 * What an audit event means, and its documents: lossless JSON, the Elastic Common Schema and others.
 */
module io.github.nettyaudit.schema {
    requires transitive io.github.nettyaudit.codec;
    requires static transitive org.jspecify;

    exports io.github.nettyaudit.schema;
    exports io.github.nettyaudit.schema.ecs;
    exports io.github.nettyaudit.schema.json;
    exports io.github.nettyaudit.schema.laurel;
    exports io.github.nettyaudit.schema.normalize;
    exports io.github.nettyaudit.schema.ocsf;
    exports io.github.nettyaudit.schema.otel;
    exports io.github.nettyaudit.schema.process;
    exports io.github.nettyaudit.schema.raw;
    exports io.github.nettyaudit.schema.text;
}
