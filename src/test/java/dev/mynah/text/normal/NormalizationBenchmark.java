package dev.mynah.text.normal;

import dev.mynah.text.Language;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Prints how long normalising takes: a sentence of the golden file, warm, and texts of 1 k to 1 M characters of several kinds. Run its main
 * method with the test class path; an argument limits the length of the texts.
 */
final class NormalizationBenchmark {

    private static final String[] MIXED = {"我有3.5元，", "他在10:30来。", "The 2nd of 3 cats ", "costs $5. ", "\n", "http://a.com/b ", "😀",
            "今天天气很好，", "hello, "};

    private NormalizationBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int limit = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        TextNormalizer normalizer = new TextNormalizer();
        long start = System.nanoTime();
        normalizer.normalise("5", Language.ENGLISH);
        System.out.printf("first text %.0f ms%n", (System.nanoTime() - start) / 1e6);
        for (Language language : Language.values()) {
            List<GoldenLine> lines = GoldenLine.all().stream().filter(line -> line.language() == language).toList();
            for (int round = 0; round < 5; round++) {
                double[] millis = lines.stream()
                        .mapToDouble(line -> millis(normalizer, new StringReader(line.text()), language)).sorted().toArray();
                if (round == 4) {
                    System.out.printf("%s sentence: median %.2f ms, 95 %% %.1f ms, 99 %% %.1f ms, slowest %.1f ms, mean %.2f ms%n",
                            language,
                            millis[millis.length / 2], millis[millis.length * 95 / 100], millis[millis.length * 99 / 100],
                            millis[millis.length - 1], Arrays.stream(millis).average().orElseThrow());
                }
            }
        }
        for (Language language : Language.values()) {
            for (String kind : List.of("mixed", "a", "的", "，", "呃", " ", "\uD800", "1.5 ", "9")) {
                List<String> times = new ArrayList<>();
                for (int length = 1000; length <= limit && (!kind.equals("9") || length <= limit / 10); length *= 10) {
                    String text = kind.equals("mixed") ? mixed(length) : kind.repeat(length).substring(0, length);
                    times.add(String.format("%,d: %.0f ms", length, millis(normalizer, new StringReader(text), language)));
                }
                System.out.println(language + " '" + kind.replace("\uD800", "lone surrogate") + "' " + String.join(", ", times));
            }
        }
    }

    private static double millis(TextNormalizer normalizer, Reader text, Language language) {
        long start = System.nanoTime();
        try {
            normalizer.normalise(text, language, piece -> { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static String mixed(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(MIXED[random.nextInt(MIXED.length)]);
        }
        return text.substring(0, length);
    }
}
