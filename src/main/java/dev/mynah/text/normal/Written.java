package dev.mynah.text.normal;

import java.util.Arrays;

/**
 * What a path writes, and for each byte how much of the text the arc that writes it has read before and after. Grows; one thread at a time.
 */
final class Written {

    private byte[] bytes = new byte[4096];
    private int[] before = new int[4096];
    private boolean[] reads = new boolean[4096];
    private int length;

    void clear() {
        length = 0;
    }

    /** @param at bytes of the text that the path had read before this arc */
    void append(Transducer transducer, int arc, int at) {
        int end = length + transducer.outputLength(arc);
        while (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
            before = Arrays.copyOf(before, before.length * 2);
            reads = Arrays.copyOf(reads, reads.length * 2);
        }
        transducer.copyOutput(arc, bytes, length);
        Arrays.fill(before, length, end, at);
        Arrays.fill(reads, length, end, transducer.reads(arc) != 0);
        length = end;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of the text that had been read before the arc that wrote byte {@code i}. */
    int readBefore(int i) {
        return before[i];
    }

    /** Bytes of the text that had been read after the arc that wrote byte {@code i}. */
    int readAfter(int i) {
        return reads[i] ? before[i] + 1 : before[i];
    }
}
