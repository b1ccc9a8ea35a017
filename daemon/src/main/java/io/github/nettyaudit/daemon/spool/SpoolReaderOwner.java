package io.github.nettyaudit.daemon.spool;

import java.io.IOException;

/** What a reader needs of the spool that it belongs to. */
interface SpoolReaderOwner {
    void commit(String name, long position) throws IOException;

    void closed(SpoolReader reader);
}
