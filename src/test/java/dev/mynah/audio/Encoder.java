package dev.mynah.audio;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Makes files for the decoder to read: the same sound in every channel. */
final class Encoder {

    private Encoder() {}

    /**
     * @param muxer as ffmpeg calls it, for example {@code ogg}
     * @param encoder as ffmpeg calls it, for example {@code libopus}; one that takes samples of the given format
     * @param muxerOption an option of the muxer, {@code name=value}, or the empty string
     */
    static byte[] encode(Waveform sound, int channels, String muxer, String encoder, int sampleFormat, String muxerOption)
            throws IOException {
        Path path = Files.createTempFile("sound", "." + muxer);
        AVFormatContext format = new AVFormatContext(null);
        check(avformat_alloc_output_context2(format, null, muxer, path.toString()));
        AVCodec codec = avcodec_find_encoder_by_name(encoder);
        AVCodecContext context = avcodec_alloc_context3(codec);
        context.sample_fmt(sampleFormat).sample_rate(sound.sampleRate()).bit_rate(64_000).strict_std_compliance(-2);
        context.time_base(av_make_q(1, sound.sampleRate()));
        av_channel_layout_default(context.ch_layout(), channels);
        if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        check(avcodec_open2(context, codec, (AVDictionary) null));
        AVStream stream = avformat_new_stream(format, codec);
        stream.time_base(context.time_base());
        check(avcodec_parameters_from_context(stream.codecpar(), context));
        AVIOContext output = new AVIOContext(null);
        check(avio_open(output, path.toString(), AVIO_FLAG_WRITE));
        format.pb(output);
        AVDictionary options = new AVDictionary(null);
        if (!muxerOption.isEmpty()) {
            av_dict_set(options, muxerOption.split("=")[0], muxerOption.split("=")[1], 0);
        }
        check(avformat_write_header(format, options));
        int size = context.frame_size() == 0 ? 1024 : context.frame_size();
        for (int from = 0; from < sound.samples().length; from += size) {
            AVFrame frame = frame(context, sound.samples(), from, Math.min(size, sound.samples().length - from));
            write(format, context, stream, frame);
            av_frame_free(frame);
        }
        write(format, context, stream, null);
        check(av_write_trailer(format));
        avcodec_free_context(context);
        avio_close(format.pb());
        avformat_free_context(format);
        byte[] file = Files.readAllBytes(path);
        Files.delete(path);
        return file;
    }

    private static AVFrame frame(AVCodecContext context, float[] samples, int from, int size) {
        AVFrame frame = av_frame_alloc();
        frame.nb_samples(size).format(context.sample_fmt()).sample_rate(context.sample_rate()).pts(from);
        av_channel_layout_copy(frame.ch_layout(), context.ch_layout());
        check(av_frame_get_buffer(frame, 0));
        int channels = context.ch_layout().nb_channels();
        int bytes = av_get_bytes_per_sample(context.sample_fmt());
        boolean planar = av_sample_fmt_is_planar(context.sample_fmt()) != 0;
        for (int channel = 0; channel < channels; channel++) {
            var plane = frame.extended_data(planar ? channel : 0).capacity((long) size * bytes * channels);
            for (int i = 0; i < size; i++) {
                long index = (long) bytes * (planar ? i : i * channels + channel);
                if (bytes == 2) {
                    plane.putShort(index, (short) (samples[from + i] * 32768));
                } else {
                    plane.putFloat(index, samples[from + i]);
                }
            }
        }
        return frame;
    }

    private static void write(AVFormatContext format, AVCodecContext context, AVStream stream, AVFrame frame) {
        AVPacket packet = av_packet_alloc();
        check(avcodec_send_frame(context, frame));
        while (avcodec_receive_packet(context, packet) >= 0) {
            av_packet_rescale_ts(packet, context.time_base(), stream.time_base());
            check(av_interleaved_write_frame(format, packet));
        }
        av_packet_free(packet);
    }

    private static void check(int code) {
        assertTrue(code >= 0, () -> Ffmpeg.message(code));
    }
}
