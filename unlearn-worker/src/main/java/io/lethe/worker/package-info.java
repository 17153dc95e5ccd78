// SPDX-License-Identifier: Apache-2.0
/** The unlearning worker: takes a job, makes the model forget, and publishes what came of it. */
@NullMarked
package io.lethe.worker;

import org.jspecify.annotations.NullMarked;
