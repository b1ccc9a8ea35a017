package io.github.nettyaudit.server.listen;

import io.github.nettyaudit.server.io.FileOwner;
import io.github.nettyaudit.server.io.OpenFile;
import io.github.nettyaudit.server.io.UnfitFileException;
import io.github.nettyaudit.server.log.KnownSecrets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that a TCP subscriber must know. */
public final class AccessToken {
    /** Bytes of the shortest token that is accepted: 96 bits, if it is random base64. */
    static final int SHORTEST = 16;
    /** Bytes of the longest token that is accepted. */
    static final int LONGEST = 1024;
    /** The line that a subscriber sends first begins with this word. */
    static final String KEYWORD = "token ";

    private static final byte[] PREFIX = KEYWORD.getBytes(StandardCharsets.US_ASCII);

    private final byte[] secret;

    AccessToken(byte[] secret) {
        this.secret = secret.clone();
    }

    /**
     * Checks a token file.
     *
     * @param file the file
     * @throws IOException if it cannot be read, there is no token in it, or others have access to it; the message is for the
     *                     operator and does not name the file
     */
    public static void check(Path file) throws IOException {
        read(file);
    }

    /**
     * Reads a token file.
     *
     * @throws RefusedFileException if there is no token in the file, or others have access to it
     * @throws IOException          if it cannot be read; both have a message for the operator
     */
    static AccessToken read(Path file) throws IOException {
        String text;
        try (OpenFile opened = OpenFile.open(file)) {
            if (!opened.isRegular()) {
                throw new RefusedFileException("it is not a regular file");
            }
            if (opened.isOpenToOthers()) {
                throw new RefusedFileException("other users have access to it: chmod 600 " + file);
            }
            if (!opened.isOfOwnerOfSecrets()) {
                throw new RefusedFileException("it belongs to user " + opened.owner() + ", and must belong to root or to the"
                        + " user of this server (" + FileOwner.ownUid() + ")");
            }
            text = new String(opened.read(file.toString(), LONGEST + 2), StandardCharsets.ISO_8859_1).stripTrailing();
        } catch (UnfitFileException e) {
            throw new RefusedFileException("it is longer than " + LONGEST + " bytes");
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException("this user may not read it", e);
        }
        if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new RefusedFileException("it must hold one line of " + SHORTEST + " or more visible ASCII characters, without"
                    + " blanks; for example the output of: head -c 32 /dev/urandom | base64");
        }
        KnownSecrets.add(text);
        return new AccessToken(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether a line is {@code token SECRET} with the right secret. The time it takes depends on the length of the line,
     * not on how many of its characters are right.
     */
    boolean isIn(ByteBuf line) {
        byte[] bytes = ByteBufUtil.getBytes(line);
        if (bytes.length < PREFIX.length) {
            return false;
        }
        byte[] prefix = new byte[PREFIX.length];
        byte[] given = new byte[bytes.length - PREFIX.length];
        System.arraycopy(bytes, 0, prefix, 0, prefix.length);
        System.arraycopy(bytes, prefix.length, given, 0, given.length);
        return MessageDigest.isEqual(PREFIX, prefix) & MessageDigest.isEqual(secret, given);
    }
}
