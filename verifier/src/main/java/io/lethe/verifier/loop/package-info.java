/** Reads topics and publishes reports. */
package io.lethe.verifier.loop;
