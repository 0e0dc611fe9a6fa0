package dev.mynah.text.normal;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * A weighted transducer over bytes, as {@code mynah-export-transducers} packs it: states from 0, the start; arcs that read a byte or
 * nothing, write bytes and weigh a float. Arcs lie in upstream's order, by state and then by the byte they read, for among paths of equal
 * weight order decides. Immutable. Nothing in it is checked beyond the format: it is a resource of this jar.
 */
final class Transducer {

    /** Stands for the end of the text where a byte is asked for. */
    static final int END = 256;
    private static final int FOLLOWER_BYTES = 33;

    private final int[] arcStart;
    private final short[] followerSet;
    private final byte[] followers;
    private final boolean[] last;
    private final byte[] reads;
    private final short[] output;
    private final byte[] weight;
    private final boolean[] chain;
    private final int[] target;
    private final float[] weights;
    private final int[] outputStart;
    private final byte[] outputs;

    /** Reads what follows a transducer's name in the packed file. */
    Transducer(DataInputStream in) throws IOException {
        int states = varint(in);
        int arcs = varint(in);
        weights = new float[varint(in)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readFloat();
        }
        outputStart = starts(in, varint(in));
        outputs = in.readNBytes(outputStart[outputStart.length - 1]);
        followers = in.readNBytes(varint(in) * FOLLOWER_BYTES);
        arcStart = starts(in, states);
        followerSet = shorts(in, states);
        last = flags(in, states);
        reads = bytes(in, arcs);
        output = shorts(in, arcs);
        weight = bytes(in, arcs);
        chain = flags(in, arcs);
        target = new int[arcs];
        for (int state = 0; state < states; state++) {
            for (int arc = arcStart[state]; arc < arcStart[state + 1]; arc++) {
                int zigzag = varint(in);
                target[arc] = state + (zigzag >>> 1 ^ -(zigzag & 1));
            }
        }
    }

    /** The first arc that leaves a state; those that read nothing come first. */
    int firstArc(int state) {
        return arcStart[state];
    }

    /** One past the last arc that leaves a state. */
    int endArc(int state) {
        return arcStart[state + 1];
    }

    /** How many arcs leave a state. */
    int arcs(int state) {
        return arcStart[state + 1] - arcStart[state];
    }

    /** The first arc of a state that reads {@code value} or more; {@link #endArc} if there is none. */
    int firstArcReading(int state, int value) {
        int low = arcStart[state];
        int high = arcStart[state + 1];
        while (low < high) {
            int middle = low + high >>> 1;
            if ((reads[middle] & 0xFF) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The byte an arc reads, 0 for nothing. */
    int reads(int arc) {
        return reads[arc] & 0xFF;
    }

    float weight(int arc) {
        return weights[weight[arc]];
    }

    int target(int arc) {
        return target[arc];
    }

    /** Whether the arc stands for several of upstream's, whose inner states have a place of their own in the order of states. */
    boolean isChain(int arc) {
        return chain[arc];
    }

    /** Whether a text may end in this state. */
    boolean isFinal(int state) {
        return last[state];
    }

    /** Whether {@code next}, a byte or {@link #END}, can come after this state. */
    boolean canFollow(int state, int next) {
        return (followers[(followerSet[state] & 0xFFFF) * FOLLOWER_BYTES + (next >> 3)] >> (next & 7) & 1) != 0;
    }

    /** How many bytes an arc writes. */
    int outputLength(int arc) {
        int number = output[arc] & 0xFFFF;
        return outputStart[number + 1] - outputStart[number];
    }

    /** Copies what an arc writes. */
    void copyOutput(int arc, byte[] into, int at) {
        System.arraycopy(outputs, outputStart[output[arc] & 0xFFFF], into, at, outputLength(arc));
    }

    static int varint(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }

    private static int[] starts(DataInputStream in, int count) throws IOException {
        int[] starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i + 1] = starts[i] + varint(in);
        }
        return starts;
    }

    private static short[] shorts(DataInputStream in, int count) throws IOException {
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = (short) varint(in);
        }
        return values;
    }

    private static byte[] bytes(DataInputStream in, int count) throws IOException {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = (byte) varint(in);
        }
        return values;
    }

    private static boolean[] flags(DataInputStream in, int count) throws IOException {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = varint(in) == 1;
        }
        return values;
    }
}
