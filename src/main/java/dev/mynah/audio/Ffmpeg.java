package dev.mynah.audio;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bytedeco.ffmpeg.global.avutil;

/** What all users of the ffmpeg libraries in this process share. */
final class Ffmpeg {

    static {
        // JavaCPP refuses to allocate once the process takes four times the heap, and model weights live outside of the heap. Read once.
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    /** To be called before anything else of ffmpeg. */
    static void load() {}

    /** What an error code of ffmpeg means. */
    static String message(int code) {
        byte[] text = new byte[256];
        avutil.av_strerror(code, text, text.length);
        return new String(text, UTF_8).replaceAll("\0.*", "");
    }
}
