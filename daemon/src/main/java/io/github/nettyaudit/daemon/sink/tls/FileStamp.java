package io.github.nettyaudit.daemon.sink.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What of a file differs when it was replaced or written to. Symbolic links are followed. */
record FileStamp(Object device, Object inode, Object size, Object modified, Object changed) {
    static FileStamp of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        return new FileStamp(attributes.get("dev"), attributes.get("ino"), attributes.get("size"),
                attributes.get("lastModifiedTime"), attributes.get("ctime"));
    }
}
