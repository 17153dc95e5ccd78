/**
 * Compares what is claimed with what is known: every difference is a finding, and a finding fails a
 * candidate.
 */
package io.lethe.verifier.check;
