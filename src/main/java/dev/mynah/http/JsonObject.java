package dev.mynah.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mynah.InvalidInputException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A JSON object of a request, with an answer to whoever sends something else. */
public final class JsonObject {

    private JsonObject() {}

    /**
     * @param field what the object is, for messages
     * @throws InvalidInputException if the bytes are no JSON object
     */
    public static Map<String, Object> parse(String field, byte[] bytes, ObjectMapper json) {
        try {
            JsonNode node = bytes == null ? null : json.readTree(bytes);
            if (node != null && node.isObject()) {
                return of(field, node);
            }
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(field, field + " is no valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(field, field + " is no valid JSON", e);
        }
        throw new InvalidInputException(field, field + " must be a JSON object");
    }

    /** Members: a text as String, a number as Number, null as null, all else as {@link JsonNode}. */
    public static Map<String, Object> of(String field, Object value) {
        if (!(value instanceof JsonNode node) || !node.isObject()) {
            throw new InvalidInputException(field, field + " must be a JSON object");
        }
        Map<String, Object> members = new HashMap<>();
        node.fields().forEachRemaining(member -> members.put(member.getKey(), scalar(member.getValue())));
        return members;
    }

    /** @throws InvalidInputException if there are members of other names */
    public static void requireNames(String field, Map<String, Object> members, Set<String> names) {
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                throw new InvalidInputException(field, field + " has an unknown member " + name + "; there are "
                        + String.join(", ", names));
            }
        }
    }

    /** @throws InvalidInputException if it is no text */
    public static String text(String field, Object value) {
        if (!(value instanceof String text)) {
            throw new InvalidInputException(field, field + " must be given, as a text");
        }
        return text;
    }

    private static Object scalar(JsonNode value) {
        return value.isNull() ? null : value.isTextual() ? value.textValue() : value.isNumber() ? value.numberValue() : value;
    }
}
