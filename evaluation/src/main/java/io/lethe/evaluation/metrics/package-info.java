/** Accuracies, divergences and intervals: pure functions of numbers. */
package io.lethe.evaluation.metrics;
