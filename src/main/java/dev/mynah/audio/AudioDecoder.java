package dev.mynah.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

import dev.mynah.InvalidInputException;

/**
 * Audio files to samples, by ffmpeg. Files come from strangers: only formats and codecs of plain audio are let in, nothing is read but the
 * given bytes, and decoding stops at a given length.
 */
public final class AudioDecoder {

    private static final String FORMATS = "wav,w64,aiff,au,caf,mp3,aac,flac,ogg,mov,matroska,amr";
    private static final String CODECS = "pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,"
            + "pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,mp3,mp3float,aac,flac,alac,vorbis,opus,libopus,amrnb,amrwb";
    private static final String WANTED = "wanted is a wav, mp3, flac, ogg, m4a or webm file";

    private static final int MIN_RATE = 8_000;
    private static final int MAX_RATE = 192_000;
    /** Samples of one channel in one packet; formats of speech and music need fewer than 65 536. */
    private static final int MAX_FRAME = 1 << 20;
    /** 24 dB above full scale: floating point files may go beyond 1, but integers taken for floating point are a mistake. */
    private static final float MAX_SAMPLE = 16;
    /** What a file may lack of the length that it announces: encoders count their padding in different ways. */
    private static final double MISSING_SECONDS = 0.1;
    /** The same for a WAV header, which some programs fill in with a length that includes the header itself. */
    private static final int MISSING_BYTES = 1024;
    private static final long UNKNOWN_RIFF = 0x7f000000;

    private final AVFormatContext format;
    private final int stream;
    private final AVCodecContext codec;
    private final AVFrame frame;
    private final double maxSeconds;
    private float[] samples = new float[1 << 16];
    private int length;
    private int sampleRate;
    private boolean damaged;

    private AudioDecoder(AVFormatContext format, int stream, AVCodecContext codec, AVFrame frame, double maxSeconds) {
        this.format = format;
        this.stream = stream;
        this.codec = codec;
        this.frame = frame;
        this.maxSeconds = maxSeconds;
    }

    /**
     * Decode the best audio stream of a file.
     *
     * @param file wav, mp3, flac, ogg, m4a, webm and the like
     * @param minSeconds shortest sound to be accepted
     * @param maxSeconds longest sound to be accepted; nothing is decoded beyond it
     * @return the mean of all channels, at the sample rate of the file (8 to 192 kHz); 16-bit PCM is exactly value / 32768
     * @throws InvalidInputException naming {@code reference_audio} if the file is anything else, is damaged or truncated, or has samples
     *         that are not finite or far beyond full scale
     */
    public static Waveform decode(byte[] file, double minSeconds, double maxSeconds) {
        if (file.length == 0) {
            throw invalid("is empty; " + WANTED);
        }
        if (isCutRiff(file)) {
            throw invalid("is truncated: it has %d bytes, fewer than its header says", file.length);
        }
        Ffmpeg.load();
        try (MemoryInput input = new MemoryInput(file)) {
            AVFormatContext format = open(input);
            try {
                Waveform waveform = decode(format, file.length, maxSeconds);
                if (waveform.seconds() < minSeconds) {
                    throw invalid("lasts %.2f s; at least %.2f s are needed", waveform.seconds(), minSeconds);
                }
                return waveform;
            } finally {
                avformat_close_input(format);
            }
        }
    }

    /** ffmpeg plays a WAV as far as it goes. Programs that cannot know the length write one near 2 or 4 GiB. */
    private static boolean isCutRiff(byte[] file) {
        if (file.length < 8 || !new String(file, 0, 4, ISO_8859_1).equals("RIFF")) {
            return false;
        }
        long announced = Integer.toUnsignedLong(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        return announced < UNKNOWN_RIFF && announced > file.length + MISSING_BYTES;
    }

    private static AVFormatContext open(MemoryInput input) {
        AVFormatContext format = avformat_alloc_context();
        format.pb(input.context());
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "format_whitelist", FORMATS, 0);
            av_dict_set(options, "codec_whitelist", CODECS, 0);
            av_dict_set(options, "protocol_whitelist", "none", 0);
            int code = avformat_open_input(format, (String) null, null, options); // frees the context if it fails
            if (code < 0) {
                throw invalid("cannot be read (%s); %s", Ffmpeg.message(code), WANTED);
            }
        } finally {
            av_dict_free(options);
        }
        return format;
    }

    private static Waveform decode(AVFormatContext format, int fileLength, double maxSeconds) {
        double[] announced = announcedSeconds(format);
        int code = avformat_find_stream_info(format, (AVDictionary) null);
        int best = code < 0 ? code : av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
        if (best < 0) {
            throw invalid("has no sound in it (%s); %s", Ffmpeg.message(best), WANTED);
        }
        AVStream stream = format.streams(best);
        AVCodecContext codec = avcodec_alloc_context3(null);
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        try {
            avcodec_parameters_to_context(codec, stream.codecpar());
            codec.pkt_timebase(stream.time_base()).thread_count(1).max_samples(MAX_FRAME);
            AVDictionary options = new AVDictionary(null);
            av_dict_set(options, "codec_whitelist", CODECS, 0);
            int opened = avcodec_open2(codec, avcodec_find_decoder(codec.codec_id()), options);
            av_dict_free(options);
            if (opened < 0) {
                throw invalid("is coded in a way that is not supported (%s); %s", Ffmpeg.message(opened), WANTED);
            }
            double seconds = best < announced.length ? announced[best] : -1;
            return new AudioDecoder(format, best, codec, frame, maxSeconds).run(packet, fileLength, seconds);
        } finally {
            av_frame_free(frame);
            av_packet_free(packet);
            avcodec_free_context(codec);
        }
    }

    /** How long the headers say that each stream lasts, negative if they do not. To be asked before ffmpeg adds estimates of its own. */
    private static double[] announcedSeconds(AVFormatContext format) {
        double[] seconds = new double[format.nb_streams()];
        for (int i = 0; i < seconds.length; i++) {
            AVStream stream = format.streams(i);
            seconds[i] = stream.duration() > 0 ? stream.duration() * av_q2d(stream.time_base()) : format.duration() / (double) AV_TIME_BASE;
        }
        return seconds;
    }

    private Waveform run(AVPacket packet, int fileLength, double announced) {
        int code = 0;
        for (long packets = 0; code >= 0; packets++) {
            code = av_read_frame(format, packet);
            if (code >= 0 && packet.stream_index() == stream) {
                decode(packet);
            }
            av_packet_unref(packet);
            if (packets > fileLength) {
                throw invalid("is damaged: it has more packets than bytes");
            }
        }
        if (code != AVERROR_EOF) {
            throw invalid("is damaged after %.2f s (%s)", seconds(), Ffmpeg.message(code));
        }
        decode(null);
        if (length == 0) {
            throw invalid("has no sound in it; " + WANTED);
        }
        if (seconds() + MISSING_SECONDS < announced) {
            throw invalid("is truncated: it should go on after %.2f s", seconds());
        }
        return new Waveform(Arrays.copyOf(samples, length), sampleRate);
    }

    /** @param packet null for the samples that the decoder still holds at the end */
    private void decode(AVPacket packet) {
        int code = avcodec_send_packet(codec, packet);
        while (code >= 0) {
            code = avcodec_receive_frame(codec, frame);
            if (code >= 0) {
                append();
            }
        }
        // What surrounds the sound may be anything: half a frame where a stream was cut, tags behind the end. Between sounds it is damage.
        damaged |= code != AVERROR_EAGAIN() && code != AVERROR_EOF && length > 0;
    }

    private void append() {
        if (damaged) {
            throw invalid("is damaged after %.2f s", seconds());
        }
        if (length == 0) {
            sampleRate = frame.sample_rate();
        }
        if (sampleRate != frame.sample_rate() || sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
            throw invalid("has a sample rate of %d Hz; it must be one from %d to %d Hz all along",
                    frame.sample_rate(), MIN_RATE, MAX_RATE);
        }
        if (length + frame.nb_samples() > maxSeconds * sampleRate) {
            throw invalid("is longer than %.0f s, the most that is accepted", maxSeconds);
        }
        if (length + frame.nb_samples() > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(2 * samples.length, length + frame.nb_samples()));
        }
        FrameSamples.mono(frame, samples, length);
        for (int i = length; i < length + frame.nb_samples(); i++) {
            if (!(Math.abs(samples[i]) <= MAX_SAMPLE)) {
                throw invalid("has a sample of %s where full scale is 1", samples[i]);
            }
        }
        length += frame.nb_samples();
    }

    private double seconds() {
        return sampleRate == 0 ? 0 : (double) length / sampleRate;
    }

    private static InvalidInputException invalid(String problem, Object... arguments) {
        return new InvalidInputException("reference_audio", "The audio " + String.format(Locale.ROOT, problem, arguments));
    }
}
