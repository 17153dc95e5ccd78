/**
 * Epochs over a dataset: shuffling, batches, objectives, learning rates, and the report of what was
 * done.
 */
package io.lethe.learning.training;
