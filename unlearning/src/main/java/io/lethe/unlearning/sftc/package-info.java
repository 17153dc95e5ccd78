// SPDX-License-Identifier: Apache-2.0
/**
 * SFTC: selective fine-tuning and targeted confusion (EICC 2024), its loss and its biased random
 * generator.
 */
@NullMarked
package io.lethe.unlearning.sftc;

import org.jspecify.annotations.NullMarked;
