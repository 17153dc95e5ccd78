/** Holds measurements against a model's policy. */
package io.lethe.verifier.gate;
