/**
 * The unlearning algorithms: plain Java that decides which row pulls which way; the model's own
 * graph does the arithmetic.
 */
package io.lethe.worker.algorithm;
