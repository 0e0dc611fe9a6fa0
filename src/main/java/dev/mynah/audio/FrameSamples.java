package dev.mynah.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Samples of an ffmpeg frame, whatever their type and layout. libswresample would round what it mixes to the type of the input. */
final class FrameSamples {

    private FrameSamples() {}

    /** Write the mean of all channels, integers scaled to [-1, 1), to {@code target} from {@code start} on. */
    static void mono(AVFrame frame, float[] target, int start) {
        int channels = frame.ch_layout().nb_channels();
        boolean planar = av_sample_fmt_is_planar(frame.format()) != 0;
        int size = frame.nb_samples();
        double[] sum = new double[size];
        for (int channel = 0; channel < channels; channel++) {
            long bytes = (long) size * (planar ? 1 : channels) * av_get_bytes_per_sample(frame.format());
            ByteBuffer data = frame.extended_data(planar ? channel : 0).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
            IntToDoubleFunction reader = reader(data, av_get_packed_sample_fmt(frame.format()));
            int step = planar ? 1 : channels;
            int offset = planar ? 0 : channel;
            for (int i = 0; i < size; i++) {
                sum[i] += reader.applyAsDouble(i * step + offset);
            }
        }
        for (int i = 0; i < size; i++) {
            target[start + i] = (float) (sum[i] / channels);
        }
    }

    private static IntToDoubleFunction reader(ByteBuffer data, int type) {
        if (type == AV_SAMPLE_FMT_U8) {
            return i -> (Byte.toUnsignedInt(data.get(i)) - 128) / 128.0;
        } else if (type == AV_SAMPLE_FMT_S16) {
            return i -> data.getShort(2 * i) / 32768.0;
        } else if (type == AV_SAMPLE_FMT_S32) {
            return i -> data.getInt(4 * i) / 2147483648.0;
        } else if (type == AV_SAMPLE_FMT_FLT) {
            return i -> data.getFloat(4 * i);
        } else if (type == AV_SAMPLE_FMT_DBL) {
            return i -> data.getDouble(8 * i);
        }
        throw new IllegalStateException("None of the permitted decoders has samples of type " + type);
    }
}
