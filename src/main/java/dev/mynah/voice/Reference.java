package dev.mynah.voice;

/**
 * A few seconds of somebody's speech, as the user gave it.
 *
 * @param audio an audio file: WAV, AIFF, MP3, AAC, FLAC, Ogg, M4A, WebM
 * @param latents a {@code .npy} file, float32 [1, n, channels], or null to have the bundle's wave encoder compute them
 */
public record Reference(byte[] audio, byte[] latents) {}
