package dev.mynah.text.normal;

import java.util.Arrays;

/**
 * The lightest path of a text through a {@link Transducer}, the one that OpenFST's {@code shortestpath} finds, ties included. OpenFST
 * composes the text with the transducer, trims the lattice of (state, position) pairs, and relaxes it: in topological order, the reverse of
 * the order in which a depth-first search leaves the nodes, or, if no arc of the lattice weighs anything, last in, first out. Sums are
 * float32, and a node changes its parent only for a path that is strictly lighter. One depth-first search does all but the relaxing here.
 * The inner states of a chain are no nodes, but keep their place in the order as events of their own.
 *
 * <p>A workspace: its arrays grow to what {@link #MAX_NODES} takes (about 80 MB) and serve one text after the other. For one thread at a
 * time.
 */
final class ShortestPath {

    /** What a lattice may hold; arrays double, so that this is what they stay within. */
    static final int MAX_NODES = 1 << 20;

    private static final byte NEW = 0;
    private static final byte OPEN = 1;
    private static final byte LIVE = 2;

    private final int maxNodes;
    private Transducer transducer;
    private byte[] text;
    private int length;

    private int nodes;
    private int[] state = new int[1024];
    private int[] position = new int[1024];
    private int[] firstEdge = new int[1024];
    private int[] cursor = new int[1024];
    private int[] endEdge = new int[1024];
    private int[] parent = new int[1024];
    private int[] stack = new int[1024];
    private float[] distance = new float[1024];
    private byte[] status = new byte[1024];
    private int[] table = new int[4096];
    private int mask;

    private int edges;
    private int[] edgeArc = new int[2048];
    private int[] edgeFrom = new int[2048];
    private int[] edgeTo = new int[2048];

    private int events;
    private int[] event = new int[2048];
    private boolean weighted;

    /** @param maxNodes what a lattice may hold, {@link #MAX_NODES} or less */
    ShortestPath(int maxNodes) {
        this.maxNodes = maxNodes;
    }

    /** How many nodes there is room for without growing. */
    int capacity() {
        return state.length;
    }

    /** Whether a path was found, and if not, why. */
    enum Outcome { FOUND, NO_PATH, TOO_LARGE }

    /**
     * Finds the path of a text, which must not be empty.
     *
     * @param into receives what the path writes, if there is one
     */
    Outcome find(Transducer transducer, byte[] text, int length, Written into) {
        this.transducer = transducer;
        this.text = text;
        this.length = length;
        nodes = edges = events = 0;
        weighted = false;
        mask = 1023;
        Arrays.fill(table, 0, mask + 1, 0);
        int start = node(0, 0);
        if (!search(start)) {
            return Outcome.TOO_LARGE;
        }
        if (status[start] != LIVE) {
            return Outcome.NO_PATH;
        }
        distance[start] = 0;
        write(weighted ? relaxInOrder() : relaxLastFirst(start), into);
        return Outcome.FOUND;
    }

    /** Builds the lattice depth first. Events are live nodes (2n) and live chains (2e + 1) in the order in which the search leaves them. */
    private boolean search(int start) {
        int depth = 0;
        open(start);
        stack[depth++] = start;
        while (depth > 0) {
            int node = stack[depth - 1];
            int next = cursor[node];
            if (next == endEdge[node]) {
                if (status[node] != LIVE && isEnd(node)) {
                    status[node] = LIVE;
                }
                if (status[node] == LIVE) {
                    addEvent(node << 1);
                }
                depth--;
                continue;
            }
            int to = edgeTo[next];
            if (status[to] == NEW) {
                if (nodes + transducer.arcs(state[to]) > maxNodes) {
                    return false;
                }
                open(to);
                stack[depth++] = to;
                continue;
            }
            if (status[to] == LIVE) {
                status[node] = LIVE;
                weighted |= transducer.weight(edgeArc[next]) != 0;
                if (transducer.isChain(edgeArc[next])) {
                    addEvent(next << 1 | 1);
                }
            }
            cursor[node]++;
        }
        return true;
    }

    private boolean isEnd(int node) {
        return position[node] == length && transducer.isFinal(state[node]);
    }

    private void open(int node) {
        status[node] = OPEN;
        firstEdge[node] = edges;
        cursor[node] = edges;
        int from = state[node];
        int at = position[node];
        int next = byteAt(at);
        int end = transducer.endArc(from);
        int arc = transducer.firstArc(from);
        for (; arc < end && transducer.reads(arc) == 0; arc++) {
            if (transducer.canFollow(transducer.target(arc), next)) {
                addEdge(node, arc, node(transducer.target(arc), at));
            }
        }
        if (next != Transducer.END && arc < end) {
            int afterNext = byteAt(at + 1);
            for (arc = transducer.firstArcReading(from, next); arc < end && transducer.reads(arc) == next; arc++) {
                if (transducer.canFollow(transducer.target(arc), afterNext)) {
                    addEdge(node, arc, node(transducer.target(arc), at + 1));
                }
            }
        }
        endEdge[node] = edges;
    }

    private int byteAt(int at) {
        return at < length ? text[at] & 0xFF : Transducer.END;
    }

    private int relaxInOrder() {
        int best = -1;
        for (int i = events - 1; i >= 0; i--) {
            int at = event[i] >> 1;
            if ((event[i] & 1) != 0) {
                relax(at);
                continue;
            }
            if (isEnd(at) && (best < 0 || distance[at] < distance[best])) {
                best = at;
            }
            for (int e = firstEdge[at]; e < endEdge[at]; e++) {
                if (status[edgeTo[e]] == LIVE && !transducer.isChain(edgeArc[e])) {
                    relax(e);
                }
            }
        }
        return best;
    }

    private void relax(int e) {
        float sum = distance[edgeFrom[e]] + transducer.weight(edgeArc[e]);
        if (sum < distance[edgeTo[e]]) {
            distance[edgeTo[e]] = sum;
            parent[edgeTo[e]] = e;
        }
    }

    /**
     * All paths weigh nothing: the first end that comes off the stack wins. The live part has one, so the stack does not run empty before.
     */
    private int relaxLastFirst(int start) {
        int depth = 0;
        event[depth++] = start << 1;
        while (true) {
            int top = event[--depth];
            if ((top & 1) != 0) {
                depth = discover(top >> 1, depth);
                continue;
            }
            int node = top >> 1;
            if (isEnd(node)) {
                return node;
            }
            for (int e = firstEdge[node]; e < endEdge[node]; e++) {
                if (status[edgeTo[e]] == LIVE) {
                    if (transducer.isChain(edgeArc[e])) {
                        event[depth++] = e << 1 | 1;
                    } else {
                        depth = discover(e, depth);
                    }
                }
            }
        }
    }

    private int discover(int e, int depth) {
        int node = edgeTo[e];
        if (distance[node] == Float.POSITIVE_INFINITY) {
            distance[node] = 0;
            parent[node] = e;
            event[depth] = node << 1;
            return depth + 1;
        }
        return depth;
    }

    private void write(int end, Written into) {
        int steps = 0;
        for (int node = end; parent[node] >= 0; node = edgeFrom[parent[node]]) {
            stack[steps++] = parent[node];
        }
        into.clear();
        while (steps > 0) {
            int e = stack[--steps];
            into.append(transducer, edgeArc[e], position[edgeFrom[e]]);
        }
    }

    private int node(int at, int where) {
        int slot = slot(at, where);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        int node = nodes++;
        if (node == state.length) {
            growNodes();
        }
        state[node] = at;
        position[node] = where;
        distance[node] = Float.POSITIVE_INFINITY;
        parent[node] = -1;
        status[node] = NEW;
        table[slot] = nodes;
        if (nodes * 2 > mask) {
            growTable();
        }
        return node;
    }

    private int slot(int at, int where) {
        int hash = at * 0x9E3779B1 ^ where * 0x85EBCA6B;
        int slot = (hash ^ hash >>> 15) & mask;
        while (table[slot] != 0 && (state[table[slot] - 1] != at || position[table[slot] - 1] != where)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void growTable() {
        mask = mask * 2 + 1;
        if (mask >= table.length) {
            table = new int[mask + 1];
        } else {
            Arrays.fill(table, 0, mask + 1, 0);
        }
        for (int node = 0; node < nodes; node++) {
            table[slot(state[node], position[node])] = node + 1;
        }
    }

    private void growNodes() {
        int size = state.length * 2;
        state = Arrays.copyOf(state, size);
        position = Arrays.copyOf(position, size);
        firstEdge = Arrays.copyOf(firstEdge, size);
        cursor = Arrays.copyOf(cursor, size);
        endEdge = Arrays.copyOf(endEdge, size);
        parent = Arrays.copyOf(parent, size);
        stack = Arrays.copyOf(stack, size);
        distance = Arrays.copyOf(distance, size);
        status = Arrays.copyOf(status, size);
    }

    private void addEdge(int from, int arc, int to) {
        if (edges == edgeArc.length) {
            edgeArc = Arrays.copyOf(edgeArc, edges * 2);
            edgeFrom = Arrays.copyOf(edgeFrom, edges * 2);
            edgeTo = Arrays.copyOf(edgeTo, edges * 2);
        }
        edgeArc[edges] = arc;
        edgeFrom[edges] = from;
        edgeTo[edges++] = to;
    }

    private void addEvent(int value) {
        if (events == event.length) {
            event = Arrays.copyOf(event, events * 2);
        }
        event[events++] = value;
    }
}
