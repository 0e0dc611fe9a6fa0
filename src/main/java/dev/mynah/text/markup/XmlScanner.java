package dev.mynah.text.markup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes XML without a document type apart and tells where each part stands, which the JDK's parsers do not tell for text. It knows
 * elements, attributes, text, character references, the five entities of XML and comments; there is nothing it could load or expand.
 */
final class XmlScanner {

    /** What to do with the parts. Places are UTF-16 units of the document. */
    interface Parts {

        void open(String name, Map<String, String> attributes, int start, int end);

        void close(String name, int start, int end);

        /** @param text with references resolved; a reference is a part of its own */
        void text(String text, int start, int end);
    }

    private static final Pattern PROLOGUE = Pattern.compile("\\uFEFF?+\\s*+<\\?xml\\s[^?<>]*+\\?>");
    private static final Pattern CLOSE = Pattern.compile("</([A-Za-z_:][\\w:.-]*+)\\s*+>");
    private static final Pattern OPEN = Pattern.compile("<([A-Za-z_:][\\w:.-]*+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s++([A-Za-z_:][\\w:.-]*+)\\s*+=\\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)')");
    private static final Pattern END = Pattern.compile("\\s*+(/?)>");
    private static final Pattern REFERENCE = Pattern.compile("&(?:#([0-9]{1,7}+)|#x([0-9A-Fa-f]{1,6}+)|(amp|lt|gt|quot|apos));");
    private static final String COMMENT = "<!--";
    private static final String COMMENT_END = "-->";
    private static final Map<String, String> ENTITIES = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

    private final String xml;
    private final Parts parts;
    private int at;

    private XmlScanner(String xml, Parts parts) {
        this.xml = xml;
        this.parts = parts;
    }

    /** Reads a document. Whether tags match is left to {@code parts}. Takes time linear in the document. */
    static void scan(String xml, Parts parts) {
        new XmlScanner(xml, parts).all();
    }

    private void all() {
        Matcher prologue = PROLOGUE.matcher(xml);
        at = prologue.lookingAt() ? prologue.end() : 0;
        while (at < xml.length()) {
            int start = at;
            while (at < xml.length() && xml.charAt(at) != '<' && xml.charAt(at) != '&') {
                at++;
            }
            if (at > start) {
                parts.text(xml.substring(start, at), start, at);
            }
            if (at < xml.length()) {
                at = xml.charAt(at) == '&' ? reference() : tag();
            }
        }
    }

    private int reference() {
        Matcher reference = match(REFERENCE, at);
        if (reference == null) {
            throw Place.error(xml, at, "this & starts no reference", "&amp; &lt; &gt; &quot; &apos; or &#NUMBER;");
        }
        parts.text(resolve(reference), at, reference.end());
        return reference.end();
    }

    private String resolve(Matcher reference) {
        if (reference.group(3) != null) {
            return ENTITIES.get(reference.group(3));
        }
        int code = reference.group(1) != null ? Integer.parseInt(reference.group(1)) : Integer.parseInt(reference.group(2), 16);
        if (!Character.isValidCodePoint(code) || Character.getType(code) == Character.SURROGATE) {
            throw Place.error(xml, at, "there is no character " + reference.group(), "the number of a Unicode character");
        }
        return Character.toString(code);
    }

    private int tag() {
        if (xml.startsWith(COMMENT, at)) {
            int end = xml.indexOf(COMMENT_END, at + COMMENT.length());
            if (end < 0) {
                throw Place.error(xml, at, "the comment is not closed", COMMENT_END);
            }
            return end + COMMENT_END.length();
        }
        Matcher tag = match(CLOSE, at);
        if (tag != null) {
            parts.close(tag.group(1), at, tag.end());
            return tag.end();
        }
        tag = match(OPEN, at);
        if (tag == null) {
            throw Place.error(xml, at, "this < starts no tag", "<name>, </name> or <!-- comment -->; write &lt; for the character");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        int end = tag.end();
        for (Matcher pair = match(ATTRIBUTE, end); pair != null; pair = match(ATTRIBUTE, end)) {
            if (attributes.put(pair.group(1), value(pair, pair.group(2) != null ? 2 : 3)) != null) {
                throw Place.error(xml, pair.start(1), "there are two attributes " + pair.group(1), "one");
            }
            end = pair.end();
        }
        Matcher close = match(END, end);
        if (close == null) {
            throw Place.error(xml, end, "this is no end of <" + tag.group(1), "name=\"value\", > or />");
        }
        parts.open(tag.group(1), attributes, at, close.end());
        if (!close.group(1).isEmpty()) {
            parts.close(tag.group(1), close.end(), close.end());
        }
        return close.end();
    }

    private String value(Matcher pair, int group) {
        String raw = pair.group(group);
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '&') {
                value.append(raw.charAt(i));
                continue;
            }
            at = pair.start(group) + i;
            Matcher reference = match(REFERENCE, at);
            if (reference == null) {
                throw Place.error(xml, at, "this & starts no reference", "&amp; &lt; &gt; &quot; &apos; or &#NUMBER;");
            }
            value.append(resolve(reference));
            i += reference.end() - reference.start() - 1;
        }
        return value.toString();
    }

    private Matcher match(Pattern pattern, int from) {
        Matcher matcher = pattern.matcher(xml).region(from, xml.length());
        return matcher.lookingAt() ? matcher : null;
    }
}
