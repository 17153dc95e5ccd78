/**
 * Who is attacker's training data and who is held out: the verifier's own choice, shared with
 * nobody.
 */
package io.lethe.evaluation.split;
