/**
 * Turns deletion requests into sealed forget sets and unlearning jobs, and tells where each stands.
 */
package io.lethe.ingest;
