// SPDX-License-Identifier: Apache-2.0
/** Measures what a model remembers of the rows that it should have forgotten, without Kafka. */
@NullMarked
package io.lethe.evaluation;

import org.jspecify.annotations.NullMarked;
