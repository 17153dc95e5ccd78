/** NegGrad+: gradient ascent on the rows to forget beside descent on the rows to keep. */
package io.lethe.unlearning.neggrad;
