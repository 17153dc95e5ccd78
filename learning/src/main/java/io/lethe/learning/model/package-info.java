/**
 * Classifiers as TensorFlow SavedModels that carry their own training: building, loading,
 * predicting, stepping and saving them.
 */
package io.lethe.learning.model;
