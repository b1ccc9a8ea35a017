/** A user's module: it names what it uses, and nothing else. */
module example.consumer {
    requires io.github.nettyaudit.daemon;
    requires io.github.nettyaudit.schema;
    requires io.github.nettyaudit.testkit;
}
