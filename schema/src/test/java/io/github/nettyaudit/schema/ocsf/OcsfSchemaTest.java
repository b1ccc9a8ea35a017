package io.github.nettyaudit.schema.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nettyaudit.schema.document.Corpus;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The check of documents finds what is wrong. */
class OcsfSchemaTest {
    private static final String VALID = """
            {"class_uid":1001,"class_name":"File System Activity","category_uid":1,"activity_id":14,"type_uid":100114,
            "time":1,"severity_id":1,"severity":"Informational","device":{"name":"unknown","type_id":0},
            "actor":{"process":{"pid":9,"auid":3}},"file":{"name":"a","type_id":1},
            "metadata":{"version":"1.8.0","product":{"name":"p"},"profiles":["host","linux/linux_users"],
            "extensions":[{"name":"linux","version":"1.8.0"}],"labels":["k"]},"unmapped":{"x":"y"}}""";

    private final OcsfSchema schema = new OcsfSchema();

    @Test
    void validDocumentHasNoFault() {
        assertThat(schema.faults(Corpus.parse(VALID))).isEmpty();
    }

    @Test
    void missingAttributesAreFound() {
        assertFault(document -> document.remove("severity_id"), "severity_id: is required");
        assertFault(document -> document.remove("file"), "file: is required");
        assertFault(document -> object(document, "/file").remove("type_id"), "file.type_id: is required");
        assertFault(document -> object(document, "/metadata").remove("product"), "metadata.product: is required");
    }

    @Test
    void attributesThatTheClassDoesNotHaveAreFound() {
        assertFault(document -> document.put("src_endpoint", "a"), "src_endpoint: there is no such attribute");
        assertFault(document -> object(document, "/file").put("inode", 5), "file.inode: there is no such attribute");
    }

    @Test
    void wrongTypesAreFound() {
        assertFault(document -> document.put("time", "1"), "time: is not of type timestamp_t");
        assertFault(document -> document.put("message", 5), "message: is not of type string_t");
        assertFault(document -> object(document, "/actor/process").put("pid", 1L << 31),
                "actor.process.pid: is not of type integer_t");
        assertFault(document -> document.put("file", "a"), "file: is no object of the type file");
        assertFault(document -> object(document, "/metadata").put("labels", "k"), "metadata.labels: is no array");
        assertFault(document -> object(document, "/device").put("ip", "host"), "device.ip: is no value of type ip_t");
        assertFault(document -> document.put("unmapped", "x"), "unmapped: is no object");
    }

    @Test
    void wrongNumbersAndCaptionsAreFound() {
        assertFault(document -> document.put("activity_id", 15), "activity_id: must not be 15");
        assertFault(document -> document.put("type_uid", 100101), "type_uid: 100101 (expected: 100114)");
        assertFault(document -> document.put("category_uid", 3), "category_uid: 3 is not the category");
        assertFault(document -> document.put("severity", "Low"), "severity: is not the caption of 1: Low");
        assertFault(document -> document.put("class_name", "File"), "class_name: ");
        assertFault(document -> document.put("activity_id", 99), "activity: must say what 99 is");
        assertFault(document -> document.put("class_uid", 7777), "the class is not in the schema: 7777");
    }

    @Test
    void brokenConstraintsAndProfilesAreFound() {
        assertFault(document -> object(document, "/device").remove("name"), "device.: at_least_one of ");
        assertFault(document -> object(document, "/actor").remove("process"), "actor.: at_least_one of ");
        assertFault(document -> object(document, "/metadata").putArray("profiles").add("host"),
                "actor.process.auid: is of the profile ");
        assertFault(document -> object(document, "/metadata").remove("extensions"),
                "metadata.extensions: the profile ");
        assertFault(document -> document.put("is_alert", true), "is_alert: is of the profile ");
    }

    private void assertFault(Consumer<ObjectNode> change, String fault) {
        ObjectNode document = (ObjectNode) Corpus.parse(VALID);
        change.accept(document);
        assertThat(schema.faults(document)).anyMatch(found -> found.startsWith(fault));
    }

    private static ObjectNode object(JsonNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }
}
