/**
 * Classifiers as TensorFlow SavedModels that carry their own training: loading, predicting,
 * stepping and saving them.
 */
package io.lethe.learning.model;
