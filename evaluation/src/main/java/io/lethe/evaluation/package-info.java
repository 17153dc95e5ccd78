/** Measures what a model remembers of the rows that it should have forgotten, without Kafka. */
package io.lethe.evaluation;
