// SPDX-License-Identifier: Apache-2.0
/**
 * Turns deletion requests into sealed forget sets and unlearning jobs, and tells where each stands.
 */
@NullMarked
package io.lethe.ingest;

import org.jspecify.annotations.NullMarked;
