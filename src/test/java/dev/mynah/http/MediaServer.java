package dev.mynah.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the doors need around them: a server that references can be fetched from, a directory of voices, small limits. */
public final class MediaServer implements QuarkusTestResourceLifecycleManager {

    private HttpServer server;
    private Path voices;

    @Override
    public Map<String, String> start() {
        try {
            voices = Files.createTempDirectory("voices");
            Files.write(voices.resolve("anna.wav"), sample());
            server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/sample.wav", exchange -> answer(exchange, 200, sample()));
        server.createContext("/large.wav", exchange -> answer(exchange, 200, new byte[3_000_000]));
        server.createContext("/broken.wav", exchange -> answer(exchange, 500, new byte[0]));
        server.createContext("/redirect.wav", exchange -> {
            exchange.getResponseHeaders().add("Location", "/sample.wav");
            answer(exchange, 302, new byte[0]);
        });
        server.start();
        return Map.of("mynah.dataref.allow", "http://localhost:" + server.getAddress().getPort(), "mynah.dataref.max-size", "2M",
                "mynah.dataref.timeout", "5s", "mynah.voices", voices.toString(), "mynah.queue-limit", "2");
    }

    @Override
    public void stop() {
        server.stop(0);
        try {
            Files.delete(voices.resolve("anna.wav"));
            Files.delete(voices);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recording that comes with Mynah. */
    public static byte[] sample() {
        try (InputStream stream = MediaServer.class.getResourceAsStream("/voices/sample.wav")) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
