package dev.mynah.text.normal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens a tagger wrote, {@code name { key: "value" key: "value" }}, each with its members in the order in which the verbaliser wants
 * them. Reads what upstream's {@code TokenParser} reads; what would send that into an endless loop is no tag sequence here.
 */
final class Tags {

    /**
     * @param start in the reordered text
     * @param readBefore bytes of the text that had been read before the token's name was written
     * @param readAfter bytes of the text that had been read after the last byte of its last value was written
     * @param value the first one
     */
    private record Token(int start, int readBefore, int readAfter, String value) {}

    private final Written tagged;
    private final Map<String, List<String>> order;
    private final List<Token> tokens = new ArrayList<>();
    private final ByteArrayOutputStream reordered = new ByteArrayOutputStream();
    private byte[] bytes;
    private int at;

    private Tags(Written tagged, Map<String, List<String>> order) {
        this.tagged = tagged;
        this.order = order;
    }

    /** @return null if a tagger wrote something else */
    static Tags parse(Written tagged, Map<String, List<String>> order) {
        Tags tags = new Tags(tagged, order);
        while (tags.skipSpaces()) {
            if (!tags.token()) {
                return null;
            }
        }
        tags.bytes = tags.reordered.toByteArray();
        return tags;
    }

    /** The tokens as the verbaliser reads them. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return tokens.size();
    }

    /** Where token {@code i} starts in {@link #bytes()}. */
    int start(int i) {
        return tokens.get(i).start;
    }

    /**
     * Where the text of token {@code i} starts: what the tagger had read when it wrote the token's name, to a whole character. A token that
     * was written without reading anything was read before: it is one character.
     *
     * @param text that was tagged, in UTF-8
     */
    int sourceStart(int i, byte[] text) {
        Token token = tokens.get(i);
        int start = token.readAfter == token.readBefore ? token.readBefore - 1 : token.readBefore;
        while (start > 0 && (text[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }

    /** The first value of token {@code i}, as the tagger wrote it. */
    String value(int i) {
        return tokens.get(i).value;
    }

    private boolean token() {
        int first = at;
        String name = key();
        skip(' ');
        skip('{');
        skip(' ');
        Map<String, String> members = new LinkedHashMap<>();
        int last = at;
        while (skipSpaces() && peek() != '}') {
            int before = at;
            String key = key();
            skip(':');
            skip(' ');
            skip('"');
            String value = value();
            if (value == null || at == before) {
                return false;
            }
            members.put(key, value);
            last = at - 2;
        }
        skip('}');
        if (name.isEmpty() || members.isEmpty()) {
            return false;
        }
        if (reordered.size() > 0) {
            reordered.write(' ');
        }
        tokens.add(new Token(reordered.size(), tagged.readBefore(first), tagged.readAfter(last), members.values().iterator().next()));
        write(name, members);
        return true;
    }

    private void write(String name, Map<String, String> members) {
        Iterable<String> keys = order.getOrDefault(name, List.copyOf(members.keySet()));
        StringBuilder token = new StringBuilder(name).append(" {");
        for (String key : keys) {
            if (members.containsKey(key)) {
                token.append(' ').append(key).append(": \"").append(members.get(key)).append('"');
            }
        }
        reordered.writeBytes(token.append(" }").toString().getBytes(StandardCharsets.UTF_8));
    }

    private String key() {
        int from = at;
        while (isKeyLetter(peek())) {
            at++;
        }
        return new String(tagged.bytes(), from, at - from, StandardCharsets.US_ASCII);
    }

    /** Up to the quote; a backslash keeps what follows it. Null if there is no quote. */
    private String value() {
        int from = at;
        while (peek() >= 0 && peek() != '"') {
            at += peek() == '\\' ? 2 : 1;
        }
        if (at >= tagged.length()) {
            return null;
        }
        return new String(tagged.bytes(), from, at++ - from, StandardCharsets.UTF_8);
    }

    private static boolean isKeyLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private boolean skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
        return at < tagged.length();
    }

    private void skip(char expected) {
        if (peek() == expected) {
            at++;
        }
    }

    /** The next byte, negative at the end; those that are no ASCII are all the same here. */
    private int peek() {
        return at < tagged.length() ? tagged.bytes()[at] & 0xFF : -1;
    }
}
