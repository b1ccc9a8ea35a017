package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.option.ListenAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends the bytes that a test wants, and reads answers. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    /** An answer. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    public RawClient(WebServer server) throws IOException {
        this(new Socket(), ((ListenAddress.Tcp) server.address()).address());
    }

    private RawClient(Socket socket, java.net.InetSocketAddress address) throws IOException {
        this.socket = socket;
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** A client whose kernel takes little before it has read. */
    static RawClient slow(WebServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        return new RawClient(socket, ((ListenAddress.Tcp) server.address()).address());
    }

    /** One request on a connection of its own. */
    public static Answer ask(WebServer server, String request) throws IOException {
        try (RawClient client = new RawClient(server)) {
            client.send(request);
            return client.answer();
        }
    }

    public static Answer get(WebServer server, String path, String... headers) throws IOException {
        return ask(server, request("GET", path, headers));
    }

    static String request(String method, String path, String... headers) {
        return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", lines(headers)) + "\r\n";
    }

    static String post(String path, String body, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", lines(headers)) + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String[] lines(String... headers) {
        String[] lines = new String[headers.length];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = headers[i] + "\r\n";
        }
        return lines;
    }

    public void send(String text) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write(text.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    /** Reads an answer with Content-Length, or without a body. */
    public Answer answer() throws IOException {
        return answer(false);
    }

    Answer answer(boolean isHead) throws IOException {
        String first = line();
        if (first.isEmpty()) {
            throw new IOException("no answer");
        }
        int status = Integer.parseInt(first.split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        int length = isHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Reads a line; the empty one at the end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream input = socket.getInputStream();
        for (int each = input.read(); each >= 0 && each != '\n'; each = input.read()) {
            if (each != '\r') {
                line.write(each);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Reads lines until one has a text; returns it. */
    public String lineWith(String text) throws IOException {
        for (int lines = 0; lines < 100_000; lines++) {
            String line = line();
            if (line.contains(text)) {
                return line;
            }
        }
        throw new IOException("there is no line with " + text);
    }

    /** Reads to the end; a reset is an end, too. */
    String rest() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
