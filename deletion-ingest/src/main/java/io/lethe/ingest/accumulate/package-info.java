// SPDX-License-Identifier: Apache-2.0
/**
 * One model's forget sets: filling, sealing, one job at a time, the ladder, and the way to a
 * person.
 */
@NullMarked
package io.lethe.ingest.accumulate;

import org.jspecify.annotations.NullMarked;
