package dev.mynah.http;

import dev.mynah.InvalidInputException;
import dev.mynah.speech.MynahConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/**
 * Audio or latents that a request gives as text: Base64, a {@code data:} URI, or the URL of a file, which is fetched only from an origin
 * that {@code mynah.dataref.allow} lists. Redirects are not followed, because they could lead off the list.
 */
@Singleton
public final class ReferenceLoader {

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    private final Set<String> origins;
    private final long maxSize;
    private final Duration timeout;
    private final HttpClient client;

    @Inject
    ReferenceLoader(MynahConfig config) {
        this.origins = config.dataref().allow().orElse(List.of()).stream().map(ReferenceLoader::origin).collect(Collectors.toSet());
        this.maxSize = config.dataref().maxSize().asLongValue();
        this.timeout = config.dataref().timeout();
        this.client = HttpClient.newBuilder().connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER).build();
    }

    /**
     * The bytes that the text stands for.
     *
     * @param field the parameter that has the text, for messages
     * @return fails with {@link InvalidInputException}, or {@link FetchException} if another attempt may succeed
     */
    public Uni<byte[]> load(String field, String text) {
        String lower = text.substring(0, Math.min(8, text.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return fetch(field, text);
        }
        return Uni.createFrom().item(() -> decode(field, lower.startsWith("data:") ? dataOf(field, text) : text));
    }

    private static String dataOf(String field, String uri) {
        int comma = uri.indexOf(',');
        if (comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
            throw new InvalidInputException(field, field + " must have the form data:audio/wav;base64,... if it is a data: URI");
        }
        return uri.substring(comma + 1);
    }

    private static byte[] decode(String field, String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(field, field + " must be Base64, a data: URI or an http(s) URL: " + e.getMessage(), e);
        }
    }

    private Uni<byte[]> fetch(String field, String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(field, field + " is no valid URL", e);
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || !origins.contains(origin(uri))) {
            throw new InvalidInputException(field, field + " must be on an origin that this server fetches from ("
                    + (origins.isEmpty() ? "there are none" : String.join(", ", origins)) + "): send the file itself instead");
        }
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
        return Uni.createFrom().completionStage(() -> client.sendAsync(request, BodyHandlers.ofPublisher()))
                .onItem().transformToUni(response -> body(field, response))
                .ifNoItem().after(timeout).failWith(
                        () -> new FetchException(field + " did not arrive in " + timeout.toSeconds() + " s", null))
                .onFailure(IOException.class).transform(
                        e -> new FetchException(field + " could not be fetched: its server does not answer", e));
    }

    private Uni<byte[]> body(String field, HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        int status = response.statusCode();
        Multi<List<ByteBuffer>> body = Multi.createFrom().publisher(response.body());
        if (status == OK) {
            return body.collect().in(ByteArrayOutputStream::new, (bytes, buffers) -> append(field, bytes, buffers))
                    .map(ByteArrayOutputStream::toByteArray);
        }
        body.subscribe().with(ignored -> {}).cancel();
        String message = field + " could not be fetched: its server answers " + status;
        boolean later = status >= SERVER_ERRORS || status == TOO_MANY;
        return Uni.createFrom().failure(later ? new FetchException(message, null) : new InvalidInputException(field, message));
    }

    private void append(String field, ByteArrayOutputStream bytes, List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + (long) buffer.remaining() > maxSize) {
                throw new InvalidInputException(field, field + " is a file of more than " + maxSize
                        + " bytes, the most that this server fetches");
            }
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
        }
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
