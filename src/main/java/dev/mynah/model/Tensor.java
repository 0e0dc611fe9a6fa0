package dev.mynah.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.onnxruntime.OnnxTensor;
import dev.mynah.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Numbers in native memory, float32 or int64. Whoever holds one must close it; closing twice does no harm. A graph only reads its inputs,
 * so one tensor may go into many calls.
 */
public final class Tensor implements AutoCloseable {

    private final OrtNDArray array;
    private final ElementType type;
    private final long[] shape;

    Tensor(OrtNDArray array) {
        this.array = array;
        this.type = switch (array.getDataType()) {
            case FLOAT32 -> ElementType.FLOAT32;
            case INT64 -> ElementType.INT64;
            default -> throw new BundleException("A graph answers " + array.getDataType() + ", expected float32 or int64");
        };
        this.shape = array.getShape().getShape();
    }

    /** Where tensors live that no graph owns: their holders close them one by one. */
    private static final class Root {
        static final NDManager MANAGER = create();

        private static NDManager create() {
            NativeLibraries.prepare();
            return NDManager.newBaseManager(Device.cpu(), "OnnxRuntime");
        }
    }

    /** A float32 tensor with a copy of these values in row-major order. */
    public static Tensor floats(float[] values, long... shape) {
        FloatBuffer buffer = buffer(values.length);
        return floats(buffer.put(values).flip(), shape);
    }

    /**
     * A float32 tensor over the remaining values of a direct buffer in native order, which it shares: what is written later is seen by
     * later calls. See {@link #buffer}.
     */
    public static Tensor floats(FloatBuffer values, long... shape) {
        if (!values.isDirect() || values.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("only a direct buffer in native order can be shared");
        }
        requireSize(values.remaining(), shape);
        return new Tensor((OrtNDArray) Root.MANAGER.create(values, new Shape(shape), DataType.FLOAT32));
    }

    /** An int64 tensor with a copy of these values in row-major order. */
    public static Tensor ids(int[] values, long... shape) {
        requireSize(values.length, shape);
        LongBuffer buffer = direct(values.length, Long.BYTES).asLongBuffer();
        for (int value : values) {
            buffer.put(value);
        }
        return new Tensor((OrtNDArray) Root.MANAGER.create(buffer.flip(), new Shape(shape), DataType.INT64));
    }

    /** A direct buffer in native order, for values that change from call to call. */
    public static FloatBuffer buffer(int capacity) {
        return direct(capacity, Float.BYTES).asFloatBuffer();
    }

    private static ByteBuffer direct(int count, int bytes) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, bytes)).order(ByteOrder.nativeOrder());
    }

    private static void requireSize(int values, long[] shape) {
        if (new Shape(shape).size() != values) {
            throw new IllegalArgumentException(values + " values do not fill a tensor of shape " + new Shape(shape));
        }
    }

    /** Element type. */
    public ElementType type() {
        return type;
    }

    /** Sizes of the axes. */
    public long[] shape() {
        return shape.clone();
    }

    /** Size of one axis. */
    public int size(int axis) {
        return Math.toIntExact(shape[axis]);
    }

    /** A copy of the values of a float32 tensor, in row-major order. */
    public float[] toFloats() {
        if (type != ElementType.FLOAT32) {
            throw new IllegalStateException("a tensor of " + type + " holds no float32 values");
        }
        OnnxTensor tensor = array.getTensor();
        if (tensor == null) {
            throw new IllegalStateException("the tensor is closed");
        }
        return tensor.getFloatBuffer().array();
    }

    @Override
    public void close() {
        array.close();
    }

    @Override
    public String toString() {
        return type + " " + Arrays.toString(shape);
    }

    OrtNDArray array() {
        return array;
    }

    /** Number of tensors that are not closed, for tests that look for leaks. */
    static int open() {
        return Root.MANAGER.getManagedArrays().size();
    }
}
