package dev.mynah.speech;

/**
 * Whether requests can be served, which takes a loaded bundle.
 *
 * @param loaded whether the bundle is loaded
 * @param reason fit to be shown to an operator
 */
public record BundleState(boolean loaded, String reason) {}
