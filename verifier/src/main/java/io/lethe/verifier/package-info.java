/**
 * The verifier: measures candidates with its own data, seeds and attackers and signs what it found.
 */
package io.lethe.verifier;
