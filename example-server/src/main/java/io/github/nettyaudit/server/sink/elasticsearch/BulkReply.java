package io.github.nettyaudit.server.sink.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the answer to a request {@code _bulk}. */
final class BulkReply {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String PREVIEW = ". Preview of field's value: ";

    private BulkReply() {
    }

    /**
     * Reads what the server says of each document.
     *
     * @param documents how many there were
     * @throws IOException if it is not such an answer, or one for another number of documents
     */
    static List<BulkItem> read(byte[] body, int documents) throws IOException {
        List<BulkItem> items = new ArrayList<>(documents);
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean areItems = json.currentName().equals("items");
                if (json.nextToken() == JsonToken.START_ARRAY && areItems) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        items.add(readAction(json));
                    }
                } else {
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new IOException("something follows the object");
            }
        }
        if (items.size() != documents) {
            throw new IOException("it is for " + items.size() + " of " + documents + " documents");
        }
        return items;
    }

    /** After the beginning of an item: {@code "create":{…}}}. */
    private static BulkItem readAction(JsonParser json) throws IOException {
        BulkItem item = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isCreate = json.currentName().equals("create");
            if (json.nextToken() == JsonToken.START_OBJECT && isCreate) {
                item = readItem(json);
            } else {
                json.skipChildren();
            }
        }
        if (item == null) {
            throw new IOException("an item is not of a created document");
        }
        return item;
    }

    private static BulkItem readItem(JsonParser json) throws IOException {
        int status = 0;
        String[] error = {"", ""};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("status") && value == JsonToken.VALUE_NUMBER_INT) {
                status = json.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error = readError(json);
            } else {
                json.skipChildren();
            }
        }
        if (status == 0) {
            throw new IOException("an item has no status");
        }
        return new BulkItem(status, error[0], error[1]);
    }

    /**
     * The type, and the reason with the type of its cause. A reason that says which value does not fit the mapping ends
     * before it, and those of causes are left out, as they have it too: the text of events belongs into no message.
     */
    private static String[] readError(JsonParser json) throws IOException {
        String type = "";
        String reason = "";
        String cause = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = json.getText();
            } else if (name.equals("reason") && value == JsonToken.VALUE_STRING) {
                reason = withoutValue(json.getText());
            } else if (name.equals("caused_by") && value == JsonToken.START_OBJECT) {
                String[] nested = readError(json);
                cause = nested[0].isEmpty() ? "" : " (" + nested[0] + ')';
            } else {
                json.skipChildren();
            }
        }
        return new String[] {type, reason + cause};
    }

    private static String withoutValue(String reason) {
        int value = reason.indexOf(PREVIEW);
        return value < 0 ? reason : reason.substring(0, value);
    }
}
