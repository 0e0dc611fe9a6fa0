package dev.mynah.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Lets ffmpeg read a file that is in memory. Belongs to the thread that made it, one at a time: JavaCPP allows only ten callbacks of a
 * type in a process, so all inputs share one, which asks its thread which file is meant. Callbacks must not throw.
 */
final class MemoryInput implements AutoCloseable {

    private static final int BUFFER = 1 << 15;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final ThreadLocal<MemoryInput> CURRENT = new ThreadLocal<>();
    private static final Reader READER = new Reader();
    private static final Seeker SEEKER = new Seeker();

    private final byte[] file;
    private final AVIOContext context;
    private long position;
    private long budget;

    /** @param file not copied */
    MemoryInput(byte[] file) {
        this.file = file;
        // bytes that may be read in all: a broken index can send a demuxer back again and again
        budget = 16L * file.length + (64 << 20);
        context = avio_alloc_context(new BytePointer(av_malloc(BUFFER)), BUFFER, 0, null, READER, null, SEEKER);
        CURRENT.set(this);
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public void close() {
        CURRENT.remove();
        av_free(context.buffer()); // not always the one that it was given
        avio_context_free(context);
    }

    private int read(BytePointer target, int size) {
        int length = (int) Math.min(size, Math.min(budget, file.length - position));
        if (length <= 0) {
            return AVERROR_EOF;
        }
        target.put(file, (int) position, length);
        position += length;
        budget -= length;
        return length;
    }

    private long seek(long offset, int whence) {
        long target = switch (whence & ~AVSEEK_FORCE) {
            case SEEK_SET -> offset;
            case SEEK_CUR -> position + offset;
            case SEEK_END -> file.length + offset;
            default -> -1;
        };
        if ((whence & AVSEEK_SIZE) != 0) {
            return file.length;
        }
        if (target < 0 || target > file.length) {
            return AVERROR_INVALIDDATA;
        }
        position = target;
        return position;
    }

    private static final class Reader extends Read_packet_Pointer_BytePointer_int {

        @Override
        public int call(Pointer opaque, BytePointer target, int size) {
            return CURRENT.get().read(target, size);
        }
    }

    private static final class Seeker extends Seek_Pointer_long_int {

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            return CURRENT.get().seek(offset, whence);
        }
    }
}
