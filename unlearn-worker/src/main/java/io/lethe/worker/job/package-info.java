// SPDX-License-Identifier: Apache-2.0
/**
 * One job from order to candidate: fetch and check what it names, unlearn, store, and say honestly
 * how it ended.
 */
@NullMarked
package io.lethe.worker.job;

import org.jspecify.annotations.NullMarked;
