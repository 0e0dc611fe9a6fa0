package dev.mynah.http;

import dev.mynah.speech.BundleState;
import dev.mynah.speech.SpeechEngine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the bundle is loaded. The first probe makes it load. */
@Readiness
@Singleton
public final class BundleCheck implements HealthCheck {

    private final SpeechEngine engine;

    @Inject
    BundleCheck(SpeechEngine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        BundleState state = engine.state();
        return HealthCheckResponse.named("bundle").status(state.loaded()).withData("reason", state.reason()).build();
    }
}
