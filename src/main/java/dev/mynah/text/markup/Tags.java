package dev.mynah.text.markup;

import java.util.regex.Pattern;

/** What looks like a tag. Each pattern is possessive and looks at no more than a tag may hold, so that scanning a script is linear. */
final class Tags {

    /** A role's name and its attributes, up to the bracket that closes them. */
    static final Pattern ROLE = Pattern.compile("<role:([^<>,\\n]{0,200}+)((?:,[^<>,\\n]{0,50}+){0,4}+)>");
    static final Pattern PAUSE = Pattern.compile("\\[pause:([^\\[\\]\\s]{1,20}+)]");
    static final Pattern PRONOUNCED = Pattern.compile("\\[([^\\[\\]\\n]{1,200}+)]\\(/([^/\\n]{0,1000}+)/\\)");
    static final Pattern PHONES = Pattern.compile("[\\p{L}\\p{Nd}＿]{1,12}(?: +[\\p{L}\\p{Nd}＿]{1,12})*+");
    /** A name, a colon and a value without white space: more than text that merely has a bracket in it. Not an address. */
    static final Pattern UNKNOWN = Pattern.compile(
            "<(?!mailto:)[A-Za-z_]{1,30}+:(?!//)[^<>\\s]{1,200}+>|\\[[A-Za-z_]{1,30}+:(?!//)[^\\[\\]\\s]{1,200}+]");
    static final Pattern UNFINISHED = Pattern.compile("<role:|\\[pause:");

    private Tags() {}
}
